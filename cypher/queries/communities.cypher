// The largest communities of papers: what they are called, how many papers, and which are central to each.
//
// group: rank
// parameter: titles (integer, 3) -- so many central papers of each
// parameter: limit (integer, 10) -- at most so many communities
// example: titles=2 limit=5

MATCH (p:Paper)
WHERE p.community_name IS NOT NULL
WITH p ORDER BY p.pagerank DESC, p.id
WITH p.community AS community, p.community_name AS name, collect(p.title) AS found
RETURN community, name, size(found) AS papers, found[0..$titles] AS central
ORDER BY papers DESC, community
LIMIT $limit
