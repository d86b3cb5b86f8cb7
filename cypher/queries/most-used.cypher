// The entities that stand in most papers.
//
// group: rank
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: type=dataset limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower($type) IN ['any', toLower(labels(e)[0])]
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, e.papers AS papers
ORDER BY papers DESC, id
LIMIT $limit
