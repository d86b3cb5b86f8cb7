// What two files of papers speak of: entities by the difference between their shares of the papers of either.
//
// group: compare
// parameter: first (string) -- a part of the one file's name
// parameter: second (string) -- a part of the other's
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: first=000_ second=003_ limit=5

MATCH (p:Paper)
WITH p, any(s IN p.sources WHERE toLower(s) CONTAINS toLower($first)) AS of_first,
     any(s IN p.sources WHERE toLower(s) CONTAINS toLower($second)) AS of_second
WHERE of_first OR of_second
WITH collect({id: p.id, first: of_first, second: of_second}) AS papers,
     sum(CASE WHEN of_first THEN 1 ELSE 0 END) AS in_first,
     sum(CASE WHEN of_second THEN 1 ELSE 0 END) AS in_second
WHERE in_first > 0 AND in_second > 0
UNWIND papers AS one
MATCH (q:Paper {id: one.id})-[:PROPOSES|USES|STUDIES]->(e:Method|Dataset|Concept)
WHERE toLower($type) IN ['any', toLower(labels(e)[0])]
WITH in_first, in_second, e, sum(CASE WHEN one.first THEN 1 ELSE 0 END) AS first,
     sum(CASE WHEN one.second THEN 1 ELSE 0 END) AS second
WITH e, first, second, toFloat(second) / in_second - toFloat(first) / in_first AS difference
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, first, second, difference
ORDER BY abs(difference) DESC, id
LIMIT $limit
