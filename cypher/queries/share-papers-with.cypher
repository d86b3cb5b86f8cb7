// Entities of the same type that share papers with this one, those of the most common papers first.
//
// group: relate
// parameter: name (entity) -- the entity's name, in any case, or one of its aliases
// parameter: limit (integer, 20) -- at most so many rows
// example: name='reinforcement learning' limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH e, CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit
ORDER BY fit, e.papers DESC, e.id LIMIT 1
MATCH (e)<-[:PROPOSES|USES|STUDIES]-(p:Paper)-[:PROPOSES|USES|STUDIES]->(other:Method|Dataset|Concept)
WHERE other.id <> e.id AND labels(other)[0] = labels(e)[0]
WITH e, other, p ORDER BY p.id
WITH e, other, collect(DISTINCT p.title) AS found
RETURN e.name AS entity, other.id AS id, other.name AS name, size(found) AS papers, found[0..3] AS examples
ORDER BY papers DESC, id
LIMIT $limit
