// The ids of this graph's nodes of LABEL.
MATCH (n:LABEL {kg: $kg})
RETURN n.id AS id
