// Lists that are empty, after neo4j-admin: its importer takes an empty list for none, and no list of ours is ever none.
MATCH (n:Paper)
WHERE n.kg IS NOT NULL AND (n.ids IS NULL OR n.authors IS NULL OR n.keywords IS NULL OR n.sources IS NULL)
CALL {
  WITH n
  SET n.ids = coalesce(n.ids, []), n.authors = coalesce(n.authors, []),
      n.keywords = coalesce(n.keywords, []), n.sources = coalesce(n.sources, [])
} IN TRANSACTIONS OF 10000 ROWS;
MATCH (n:Method|Dataset|Concept)
WHERE n.kg IS NOT NULL AND n.aliases IS NULL
CALL { WITH n SET n.aliases = [] } IN TRANSACTIONS OF 10000 ROWS;
MATCH (:Paper)-[r:SHARES]->(:Paper)
WHERE r.kg IS NOT NULL AND r.entities IS NULL
CALL { WITH r SET r.entities = [] } IN TRANSACTIONS OF 10000 ROWS;
