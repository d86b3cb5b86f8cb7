// Relationships of TYPE from SOURCE to TARGET where there are none of TYPE yet: nothing is looked for. How many.
UNWIND $rows AS row
MATCH (a:SOURCE {kg: $kg, id: row.source})
MATCH (b:TARGET {kg: $kg, id: row.target})
CREATE (a)-[r:TYPE]->(b)
SET r = row.properties
RETURN 'created' AS fate, count(*) AS count
