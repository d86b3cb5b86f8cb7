// Why an entity is linked to a paper: the best mention, where it stands, who found it and how sure it is.
//
// group: find
// parameter: paper (string) -- the paper's id, or its title in any case
// parameter: name (string, '') -- name or alias of one entity; without it, all of the paper's
// parameter: limit (integer, 50) -- at most so many rows
// example: paper=000eb1e352 limit=5

MATCH (p:Paper)
WHERE p.id = $paper OR $paper IN p.ids OR toLower(p.title) = toLower($paper)
WITH CASE WHEN p.id = $paper THEN 0 WHEN $paper IN p.ids THEN 1 ELSE 2 END AS fit, collect(p) AS found
ORDER BY fit LIMIT 1
UNWIND found AS p
MATCH (p)-[r:PROPOSES|USES|STUDIES]->(e:Method|Dataset|Concept)
WHERE $name = '' OR toLower(e.name) = toLower($name)
   OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
RETURN p.id AS paper, type(r) AS relation, e.name AS entity, r.surface AS surface, r.start_char AS start_char,
       r.end_char AS end_char, r.found_by AS found_by, r.confidence AS confidence, r.mentions AS mentions,
       r.sentence AS sentence
ORDER BY start_char, end_char, paper, e.id
LIMIT $limit
