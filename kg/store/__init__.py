"""The graph in an engine that answers Cypher: one protocol, one file an engine."""
