// Papers in which few entities were found, or none.
//
// group: check
// parameter: most (integer, 0) -- at most so many entities
// parameter: limit (integer, 20) -- at most so many rows
// example: most=10 limit=5

MATCH (p:Paper)
OPTIONAL MATCH (p)-[r:PROPOSES|USES|STUDIES]->()
WITH p, count(r) AS entities
WHERE entities <= $most
RETURN p.id AS id, p.title AS title, entities
ORDER BY entities, id
LIMIT $limit
