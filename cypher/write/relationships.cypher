// Relationships of TYPE from SOURCE to TARGET, as nodes.cypher has it of nodes.
UNWIND $rows AS row
MATCH (a:SOURCE {kg: $kg, id: row.source})
MATCH (b:TARGET {kg: $kg, id: row.target})
OPTIONAL MATCH (a)-[r:TYPE {kg: $kg}]->(b)
WITH a, b, row.properties AS row,
     CASE WHEN r IS NULL THEN 'created'
          WHEN all(name IN $names WHERE r[name] = row.properties[name]
                                     OR (r[name] IS NULL AND row.properties[name] IS NULL)) THEN 'unchanged'
          ELSE 'updated' END AS fate
FOREACH (_ IN CASE fate WHEN 'unchanged' THEN [] ELSE [1] END |
  MERGE (a)-[s:TYPE {kg: $kg}]->(b)
  SET s += row
)
RETURN fate, count(*) AS count
