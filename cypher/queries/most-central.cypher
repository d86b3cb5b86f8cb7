// The entities most central to the corpus, by PageRank over what goes together.
//
// group: rank
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: type=method limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower($type) IN ['any', toLower(labels(e)[0])]
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, e.pagerank AS pagerank, e.degree AS degree,
       e.papers AS papers
ORDER BY pagerank DESC, id
LIMIT $limit
