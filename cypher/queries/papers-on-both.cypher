// Papers that hold two entities, with the sentences that say so: a concept and a dataset, say.
//
// group: find
// parameter: first (entity) -- name or alias of the one entity
// parameter: second (entity) -- name or alias of the other
// parameter: limit (integer, 20) -- at most so many rows
// example: first='reinforcement learning' second='large language model' limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($first) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($first))
WITH e, CASE WHEN e.name = $first THEN 0 WHEN toLower(e.name) = toLower($first) THEN 1 ELSE 2 END AS fit
ORDER BY fit, e.papers DESC, e.id LIMIT 1
WITH e AS a
MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($second) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($second))
WITH a, e, CASE WHEN e.name = $second THEN 0 WHEN toLower(e.name) = toLower($second) THEN 1 ELSE 2 END AS fit
ORDER BY fit, e.papers DESC, e.id LIMIT 1
WITH a, e AS b
MATCH (a)<-[r:PROPOSES|USES|STUDIES]-(p:Paper)-[s:PROPOSES|USES|STUDIES]->(b)
RETURN p.id AS paper, p.title AS title, type(r) AS first_relation, type(s) AS second_relation,
       r.sentence AS first_sentence, s.sentence AS second_sentence
ORDER BY r.mentions + s.mentions DESC, paper
LIMIT $limit
