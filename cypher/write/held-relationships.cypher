// This graph's relationships of TYPE from SOURCE to TARGET, by their ends.
MATCH (a:SOURCE {kg: $kg})-[r:TYPE {kg: $kg}]->(b:TARGET {kg: $kg})
RETURN a.id AS source, b.id AS target
