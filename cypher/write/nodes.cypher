// Nodes of LABEL: made where they are missing, mended where one of the properties $names differs. How many of which.
UNWIND $rows AS row
OPTIONAL MATCH (n:LABEL {kg: $kg, id: row.id})
WITH row,
     CASE WHEN n IS NULL THEN 'created'
          WHEN all(name IN $names WHERE n[name] = row[name] OR (n[name] IS NULL AND row[name] IS NULL)) THEN 'unchanged'
          ELSE 'updated' END AS fate
FOREACH (_ IN CASE fate WHEN 'unchanged' THEN [] ELSE [1] END |
  MERGE (m:LABEL {kg: $kg, id: row.id})
  SET m += row
)
RETURN fate, count(*) AS count
