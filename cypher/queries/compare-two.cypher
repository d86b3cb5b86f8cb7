// Two entities side by side: the methods and datasets in their papers, and how many papers of each hold them.
//
// group: compare
// parameter: first (entity) -- name or alias of the one entity
// parameter: second (entity) -- name or alias of the other
// parameter: limit (integer, 20) -- at most so many rows
// example: first=generalization second=robustness limit=5

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
MATCH (p:Paper)-[:PROPOSES|USES]->(m:Method|Dataset)
WHERE m.id <> a.id AND m.id <> b.id
WITH a, b, m, p,
     exists { (p)-[:PROPOSES|USES|STUDIES]->(a) } AS on_first,
     exists { (p)-[:PROPOSES|USES|STUDIES]->(b) } AS on_second
WHERE on_first OR on_second
WITH a, b, m, sum(CASE WHEN on_first THEN 1 ELSE 0 END) AS first, sum(CASE WHEN on_second THEN 1 ELSE 0 END) AS second
RETURN m.id AS id, labels(m)[0] AS type, m.name AS name, first, second,
       CASE WHEN second = 0 THEN 'first' WHEN first = 0 THEN 'second' ELSE 'both' END AS held_by
ORDER BY first + second DESC, id
LIMIT $limit
