// This graph's relationships of TYPE, by their ends.
MATCH (a)-[r:TYPE {kg: $kg}]->(b)
RETURN [label IN labels(a) WHERE label IN $labels][0] AS source_label, a.id AS source,
       [label IN labels(b) WHERE label IN $labels][0] AS target_label, b.id AS target
