// What one paper proposes and others use: methods and datasets by the number of papers that took them up.
//
// group: rank
// parameter: limit (integer, 20) -- at most so many rows
// example: limit=5

MATCH (e:Method|Dataset)<-[:PROPOSES]-(p:Paper)
WITH e, p ORDER BY coalesce(p.date, '9999'), p.id
WITH e, collect(p.title) AS proposed_by
MATCH (e)<-[:USES]-(q:Paper)
WITH e, proposed_by, count(q) AS users
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, users, proposed_by[0..3] AS proposed_by
ORDER BY users DESC, id
LIMIT $limit
