// Entities with names or aliases that are equal but for case, spaces, hyphens, points and plural: one, perhaps.
//
// group: check
// parameter: limit (integer, 20) -- at most so many rows
// example: limit=5

MATCH (e:Method|Dataset|Concept)
UNWIND [e.name] + e.aliases AS name
WITH e, name, replace(replace(replace(toLower(name), '-', ''), ' ', ''), '.', '') AS joined
WITH e, name,
     CASE WHEN joined ENDS WITH 's' AND size(joined) > 3 THEN left(joined, size(joined) - 1) ELSE joined END AS key
ORDER BY e.id, name
WITH key, collect(DISTINCT e.id) AS entities, collect(DISTINCT name) AS names
WHERE size(entities) > 1
RETURN key, entities, names
ORDER BY size(entities) DESC, key
LIMIT $limit
