// The papers nearest to a paper, and the entities that they share.
//
// group: relate
// parameter: paper (string) -- the paper's id, its title in any case, or how its title begins
// parameter: limit (integer, 10) -- at most so many rows
// example: paper=000eb1e352 limit=5

MATCH (p:Paper)
WHERE p.id = $paper OR $paper IN p.ids OR toLower(p.title) STARTS WITH toLower($paper)
WITH CASE WHEN p.id = $paper THEN 0 WHEN $paper IN p.ids THEN 1
          WHEN toLower(p.title) = toLower($paper) THEN 2 ELSE 3 END AS fit,
     collect(p) AS found
ORDER BY fit LIMIT 1
UNWIND found AS p
MATCH (p)-[s:SHARES]-(other:Paper)
RETURN p.id AS paper, other.id AS id, other.title AS title, s.weight AS weight, s.entities AS shared
ORDER BY weight DESC, s.count DESC, id, paper
LIMIT $limit
