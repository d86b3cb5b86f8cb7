// Datasets that stand in the papers on a method or concept, those of most papers first.
//
// group: find
// parameter: name (entity) -- name or alias of the method or concept
// parameter: limit (integer, 20) -- at most so many rows
// example: name='neural network' limit=5

MATCH (e:Method|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit,
     collect(e) AS found
ORDER BY fit LIMIT 1
UNWIND found AS e
MATCH (e)<-[:PROPOSES|USES|STUDIES]-(p:Paper)-[:PROPOSES|USES]->(d:Dataset)
WITH e, d, p ORDER BY p.id
WITH e, d, collect(DISTINCT p.id) AS found
RETURN e.name AS entity, d.id AS id, d.name AS dataset, size(found) AS papers, found[0..3] AS examples
ORDER BY papers DESC, id, e.id
LIMIT $limit
