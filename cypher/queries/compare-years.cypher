// What two years speak of: entities by the difference between their shares of the papers of either year.
//
// group: compare
// parameter: first (integer) -- the one year
// parameter: second (integer) -- the other
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: first=2019 second=2024 limit=5

MATCH (p:Paper)
WHERE p.year IN [$first, $second]
WITH sum(CASE WHEN p.year = $first THEN 1 ELSE 0 END) AS in_first,
     sum(CASE WHEN p.year = $second THEN 1 ELSE 0 END) AS in_second
WHERE in_first > 0 AND in_second > 0
MATCH (q:Paper)-[:PROPOSES|USES|STUDIES]->(e:Method|Dataset|Concept)
WHERE q.year IN [$first, $second] AND toLower($type) IN ['any', toLower(labels(e)[0])]
WITH in_first, in_second, e, sum(CASE WHEN q.year = $first THEN 1 ELSE 0 END) AS first,
     sum(CASE WHEN q.year = $second THEN 1 ELSE 0 END) AS second
WITH e, first, second, toFloat(second) / in_second - toFloat(first) / in_first AS difference
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, first, second, difference
ORDER BY abs(difference) DESC, id
LIMIT $limit
