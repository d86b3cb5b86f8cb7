// Nodes of LABEL that are gone; one on which a relationship of other origin hangs is left. How many went.
UNWIND $rows AS row
MATCH (n:LABEL {kg: $kg, id: row.id})
WHERE NOT (n)--()
DELETE n
RETURN count(*) AS count
