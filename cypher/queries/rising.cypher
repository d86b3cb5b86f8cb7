// What rises by year: entities whose share of the dated papers grows, the surest first.
//
// group: rank
// parameter: type (any|method|dataset|concept, any) -- of which type
// parameter: limit (integer, 20) -- at most so many rows
// example: type=method limit=5

MATCH (e:Method|Dataset|Concept)
WHERE toLower($type) IN ['any', toLower(labels(e)[0])] AND e.growth_low > 1
RETURN e.id AS id, labels(e)[0] AS type, e.name AS name, e.papers AS papers, e.first_year AS first_year,
       e.growth AS growth, e.growth_low AS low, e.growth_high AS high
ORDER BY low DESC, id
LIMIT $limit
