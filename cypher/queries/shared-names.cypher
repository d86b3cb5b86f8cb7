// Names and aliases that several entities go by: what may belong together, or must be kept apart.
//
// group: check
// parameter: limit (integer, 20) -- at most so many rows
// example: limit=5

MATCH (e:Method|Dataset|Concept)
UNWIND [e.name] + e.aliases AS name
WITH DISTINCT toLower(name) AS name, e.id AS id
ORDER BY name, id
WITH name, collect(id) AS entities
WHERE size(entities) > 1
RETURN name, entities
ORDER BY size(entities) DESC, name
LIMIT $limit
