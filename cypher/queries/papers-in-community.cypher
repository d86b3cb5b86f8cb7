// The papers of a community, the most central first.
//
// group: find
// parameter: community (integer, 0) -- its number; 0 is the largest
// parameter: limit (integer, 20) -- at most so many rows
// example: community=0 limit=5

MATCH (p:Paper)
WHERE p.community = $community
RETURN p.id AS id, p.title AS title, p.community_name AS community, p.subcommunity AS part, p.pagerank AS pagerank
ORDER BY pagerank DESC, id
LIMIT $limit
