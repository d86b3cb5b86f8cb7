// What a Neo4j database needs before a graph is loaded into it. Run again it changes nothing.

// One graph has an id once; by these the load finds what it loaded before.
CREATE CONSTRAINT kg_paper IF NOT EXISTS FOR (n:Paper) REQUIRE (n.kg, n.id) IS UNIQUE;
CREATE CONSTRAINT kg_method IF NOT EXISTS FOR (n:Method) REQUIRE (n.kg, n.id) IS UNIQUE;
CREATE CONSTRAINT kg_dataset IF NOT EXISTS FOR (n:Dataset) REQUIRE (n.kg, n.id) IS UNIQUE;
CREATE CONSTRAINT kg_concept IF NOT EXISTS FOR (n:Concept) REQUIRE (n.kg, n.id) IS UNIQUE;

// Queries look up by one property alone, which an index of two does not serve.
CREATE INDEX kg_paper_id IF NOT EXISTS FOR (n:Paper) ON (n.id);
CREATE INDEX kg_method_id IF NOT EXISTS FOR (n:Method) ON (n.id);
CREATE INDEX kg_dataset_id IF NOT EXISTS FOR (n:Dataset) ON (n.id);
CREATE INDEX kg_concept_id IF NOT EXISTS FOR (n:Concept) ON (n.id);
CREATE INDEX kg_method_name IF NOT EXISTS FOR (n:Method) ON (n.name);
CREATE INDEX kg_dataset_name IF NOT EXISTS FOR (n:Dataset) ON (n.name);
CREATE INDEX kg_concept_name IF NOT EXISTS FOR (n:Concept) ON (n.name);

// CALL db.index.fulltext.queryNodes('kg_text', 'reward model') YIELD node, score
CREATE FULLTEXT INDEX kg_text IF NOT EXISTS FOR (n:Paper|Method|Dataset|Concept)
ON EACH [n.title, n.abstract, n.name, n.aliases];
