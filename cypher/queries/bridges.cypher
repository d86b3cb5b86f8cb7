// The entities that hold communities together: those on the most shortest paths, with the communities of their papers.
//
// group: rank
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: type=concept limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower($type) IN ['any', toLower(labels(e)[0])]
WITH e ORDER BY e.betweenness DESC, e.id LIMIT $limit
MATCH (p:Paper)-[:PROPOSES|USES|STUDIES]->(e)
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, e.betweenness AS betweenness, e.papers AS papers,
       count(DISTINCT p.community) AS communities
ORDER BY betweenness DESC, id
LIMIT $limit
