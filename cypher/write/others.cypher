// Nodes with a label of ours that are not of this graph, the most first.
MATCH (n:Paper|Method|Dataset|Concept)
WHERE n.kg IS NULL OR n.kg <> $kg
RETURN [label IN labels(n) WHERE label IN $labels][0] AS label, toString(n.kg) AS kg, count(*) AS count
ORDER BY count DESC, label, kg
LIMIT 1
