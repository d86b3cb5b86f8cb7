// Papers that propose, use or study an entity, each with the sentence that says so.
//
// group: find
// parameter: name (entity) -- the entity's name, in any case, or one of its aliases
// parameter: limit (integer, 20) -- at most so many rows
// example: name='reinforcement learning' limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS e
MATCH (p:Paper)-[r:PROPOSES|USES|STUDIES]->(e)
RETURN e.name AS entity, type(r) AS relation, p.id AS paper, p.title AS title, r.mentions AS mentions,
       r.sentence AS sentence
ORDER BY mentions DESC, r.confidence DESC, paper, e.id
LIMIT $limit
