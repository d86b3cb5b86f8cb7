// Methods that stand in papers with a dataset, those of most papers first.
//
// group: find
// parameter: name (entity) -- name or alias of the dataset
// parameter: limit (integer, 20) -- at most so many rows
// example: name=CIFAR-10 limit=5

MATCH (e:Dataset)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS e
MATCH (e)<-[:PROPOSES|USES]-(p:Paper)-[:PROPOSES|USES]->(m:Method)
WITH e, m, p ORDER BY p.id
WITH e, m, collect(DISTINCT p.id) AS found
RETURN e.name AS dataset, m.id AS id, m.name AS method, size(found) AS papers, found[0..3] AS examples
ORDER BY papers DESC, id, e.id
LIMIT $limit
