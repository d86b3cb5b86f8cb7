// The shortest ways from one entity to another over the papers that name them, at most six steps.
//
// group: relate
// parameter: first (entity) -- name or alias of the one entity
// parameter: second (entity) -- name or alias of the other
// parameter: limit (integer, 1) -- at most so many ways of the same length
// example: first='reinforcement learning' second=CIFAR-10

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($first) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($first))
WITH e, CASE WHEN e.name = $first THEN 0 WHEN toLower(e.name) = toLower($first) THEN 1 ELSE 2 END AS fit
ORDER BY fit, e.papers DESC, e.id LIMIT 1
WITH e AS a
MATCH (e:Method|Dataset|Concept)
WHERE e.id <> a.id
  AND (toLower(e.name) = toLower($second)
       OR any(alias IN e.aliases WHERE toLower(alias) = toLower($second)))
WITH a, e, CASE WHEN e.name = $second THEN 0 WHEN toLower(e.name) = toLower($second) THEN 1 ELSE 2 END AS fit
ORDER BY fit, e.papers DESC, e.id LIMIT 1
WITH a, e AS b
MATCH path = allShortestPaths((a)-[:PROPOSES|USES|STUDIES*1..6]-(b))
WITH path, reduce(ids = '', n IN nodes(path) | ids + n.id + ' ') AS place
ORDER BY place LIMIT $limit
RETURN length(path) AS steps, [n IN nodes(path) | coalesce(n.name, n.title)] AS way,
       [r IN relationships(path) | r.sentence] AS sentences
ORDER BY steps, place
