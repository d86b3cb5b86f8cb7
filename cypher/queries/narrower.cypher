// What is narrower than an entity, down to five steps below it.
//
// group: relate
// parameter: name (entity) -- the entity's name, in any case, or one of its aliases
// parameter: limit (integer, 50) -- at most so many rows
// example: name=reward limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS e
MATCH path = (other:Method|Dataset|Concept)-[:BROADER*1..5]->(e)
WITH e, other, min(length(path)) AS steps
RETURN e.name AS entity, steps, other.id AS id, labels(other)[0] AS type, other.name AS name,
       other.papers AS papers
ORDER BY steps, papers DESC, id, e.id
LIMIT $limit
