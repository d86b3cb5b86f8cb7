// An entity year by year: in how many papers it stands, of how many.
//
// group: rank
// parameter: name (entity) -- the entity's name, in any case, or one of its aliases
// parameter: limit (integer, 50) -- at most so many years
// example: name='diffusion model'

MATCH (e:Method|Dataset|Concept)
WHERE toLower(e.name) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
WITH e, CASE WHEN e.name = $name THEN 0 WHEN toLower(e.name) = toLower($name) THEN 1 ELSE 2 END AS fit
ORDER BY fit, e.papers DESC, e.id LIMIT 1
MATCH (p:Paper)
WHERE p.year IS NOT NULL
WITH e, p, exists { (p)-[:PROPOSES|USES|STUDIES]->(e) } AS held
WITH e, p.year AS year, count(p) AS papers, sum(CASE WHEN held THEN 1 ELSE 0 END) AS holding
RETURN e.name AS entity, year, holding, papers, toFloat(holding) / papers AS share
ORDER BY year, e.id
LIMIT $limit
