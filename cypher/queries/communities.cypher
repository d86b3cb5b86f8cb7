// The largest communities of entities, each by the names of its most central members.
//
// group: rank
// parameter: names (integer, 5) -- so many names of each
// parameter: limit (integer, 10) -- at most so many communities
// example: names=3 limit=5

MATCH (e:Method|Dataset|Concept)
WITH e ORDER BY e.pagerank DESC, e.id
WITH e.community AS community, collect(e.name) AS found
RETURN community, size(found) AS size, found[0..$names] AS names
ORDER BY size DESC, community
LIMIT $limit
