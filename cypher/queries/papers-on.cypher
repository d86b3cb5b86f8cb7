// Papers that are on both of two entities, with the sentence for each.
//
// group: find
// parameter: first (entity) -- name or alias of the one entity
// parameter: second (entity) -- name or alias of the other
// parameter: limit (integer, 20) -- at most so many rows
// example: first='reinforcement learning' second=reward limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($first) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($first))
WITH CASE WHEN e.name = $first THEN 0 WHEN toLower(e.name) = toLower($first) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS a
MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($second) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($second))
WITH a, CASE WHEN e.name = $second THEN 0 WHEN toLower(e.name) = toLower($second) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY a.id, fit
WITH a, collect(found)[0] AS found
UNWIND found AS b
MATCH (a)<-[r:PROPOSES|USES|STUDIES]-(p:Paper)-[s:PROPOSES|USES|STUDIES]->(b)
RETURN p.id AS paper, p.title AS title, a.name AS first, r.sentence AS first_sentence, b.name AS second,
       s.sentence AS second_sentence
ORDER BY r.mentions + s.mentions DESC, paper, a.id, b.id
LIMIT $limit
