// All methods, datasets and concepts with what they are called: the nearest are suggested for a name that nothing has.
MATCH (e:Method|Dataset|Concept)
RETURN e.id AS id, e.name AS name, e.aliases AS aliases, e.papers AS papers
ORDER BY id
