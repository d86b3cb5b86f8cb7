// Papers that propose an entity, the earliest first, each with the sentence that says so.
//
// group: find
// parameter: name (entity) -- the entity's name, in any case, or one of its aliases
// parameter: limit (integer, 10) -- at most so many rows
// example: name=C-Mixup limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS e
MATCH (p:Paper)-[r:PROPOSES]->(e)
RETURN e.name AS entity, p.id AS paper, p.title AS title, p.date AS date, r.sentence AS sentence
ORDER BY coalesce(date, '9999'), r.confidence DESC, paper, e.id
LIMIT $limit
