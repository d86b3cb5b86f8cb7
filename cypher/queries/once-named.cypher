// Entities that are named once in one paper, the least sure first: where wrong finds gather.
//
// group: check
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: limit=5

MATCH (p:Paper)-[r:PROPOSES|USES|STUDIES]->(e:Method|Dataset|Concept)
WHERE e.papers = 1 AND r.mentions = 1 AND toLower($type) IN ['any', toLower(labels(e)[0])]
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, r.confidence AS confidence, r.found_by AS found_by,
       p.id AS paper, r.sentence AS sentence
ORDER BY confidence, id, paper
LIMIT $limit
