// The papers most central to the corpus, by PageRank over what they share.
//
// group: rank
// parameter: limit (integer, 20) -- at most so many rows
// example: limit=5

MATCH (p:Paper)
RETURN p.id AS id, p.title AS title, p.pagerank AS pagerank, p.degree AS degree
ORDER BY pagerank DESC, id
LIMIT $limit
