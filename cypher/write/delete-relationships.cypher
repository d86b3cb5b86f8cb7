// Relationships of TYPE from SOURCE to TARGET that are gone. How many went.
UNWIND $rows AS row
MATCH (a:SOURCE {kg: $kg, id: row.source})-[r:TYPE {kg: $kg}]->(b:TARGET {kg: $kg, id: row.target})
DELETE r
RETURN count(*) AS count
