// What an entity goes together with more than chance would have it, the strongest first.
//
// group: relate
// parameter: name (entity) -- the entity's name, in any case, or one of its aliases
// parameter: limit (integer, 20) -- at most so many rows
// example: name='reinforcement learning' limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS e
MATCH (e)-[r:RELATED]-(other:Method|Dataset|Concept)
RETURN e.name AS entity, other.id AS id, labels(other)[0] AS type, other.name AS name, r.papers AS papers,
       r.npmi AS npmi
ORDER BY npmi DESC, papers DESC, id, e.id
LIMIT $limit
