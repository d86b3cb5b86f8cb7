// Nodes of LABEL where there are none of LABEL yet. How many.
UNWIND $rows AS row
CREATE (n:LABEL)
SET n = row
RETURN 'created' AS fate, count(*) AS count
