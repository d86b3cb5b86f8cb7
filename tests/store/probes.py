"""Questions of the ordinary kind that Neo4j's own introductions teach, asked of the hostile graph.

Each has one answer: a single row, or rows in a total order. Named queries are written with every engine in mind; these
are written as one would on Neo4j, and tell how far that carries elsewhere.
"""

from __future__ import annotations

import json
from typing import Any

from kg.errors import QueryError
from kg.store.base import Store, to_json

from .probes_of_values import VALUES

__all__ = ["PARAMS", "PROBES", "answer"]

#: By name.
PROBES: dict[str, str] = {
    # finding nodes and relationships
    "label": "MATCH (p:Paper) RETURN p.id, p.title ORDER BY p.id LIMIT 8",
    "property": "MATCH (m:Method {name: 'alpha model'}) RETURN m.id, m.papers",
    "two properties": "MATCH (p:Paper {year: 2020, venue: 'V'}) RETURN p.id ORDER BY p.id",
    "node": "MATCH (p:Paper {id: 'p01'}) RETURN p",
    "relationship": "MATCH (:Paper {id: 'p00'})-[r:PROPOSES]->(:Method) RETURN r",
    "every node": "MATCH (n) RETURN labels(n) AS labels, count(*) AS count ORDER BY count, labels",
    "either label": "MATCH (e:Method|Dataset) RETURN e.id ORDER BY e.id",
    "label predicate": "MATCH (n) WHERE n:Concept OR n:Dataset RETURN count(n) AS count",
    "label as a value": "MATCH (n) WHERE n.community = 1 RETURN n.id, n:Paper AS paper ORDER BY n.id",
    "any but a label": "MATCH (n:!Paper) RETURN count(n) AS count",
    "one type": "MATCH (p:Paper)-[:USES]->(d:Dataset) RETURN p.id, d.id ORDER BY p.id, d.id LIMIT 12",
    "either type": "MATCH (p:Paper)-[r:PROPOSES|STUDIES]->(e) RETURN p.id, type(r), e.id ORDER BY p.id, e.id",
    "any type": "MATCH (:Paper {id: 'p04'})-[r]-(n) RETURN type(r), n.id ORDER BY type(r), n.id",
    "against the arrow": "MATCH (m:Method {id: 'method:03'})<-[:USES]-(p:Paper) RETURN p.id ORDER BY p.id",
    "undirected": "MATCH (:Paper {id: 'p05'})-[s:SHARES]-(q:Paper) RETURN q.id, s.weight, s.entities ORDER BY q.id",
    "two steps": """
        MATCH (p:Paper {id: 'p05'})-[:USES]->(e)<-[:USES|PROPOSES]-(q:Paper)
        RETURN DISTINCT q.id ORDER BY q.id""",
    "two patterns": """
        MATCH (p:Paper)-[:PROPOSES]->(d:Dataset), (p)-[:STUDIES]->(c:Concept)
        RETURN p.id, d.id, c.id ORDER BY p.id, c.id LIMIT 10""",
    "cartesian": """
        MATCH (a:Method), (b:Dataset) WHERE a.id < 'method:07' AND b.degree = 1
        RETURN a.id, b.id ORDER BY a.id, b.id""",
    "relationship property": "MATCH ()-[r:RELATED {papers: 1}]->() RETURN count(r) AS count",
    "any direction and type": "MATCH (:Method {id: 'method:09'})--(n) RETURN DISTINCT n.id ORDER BY n.id",
    "arrow alone": "MATCH (p:Paper {id: 'p07'})-->(n) RETURN n.id ORDER BY n.id",
    "of any kind by name": """
        MATCH (n) WHERE n.title = 'C++' OR n.name = 'C++'
        RETURN coalesce(n.name, n.title) AS name, n.id ORDER BY n.id""",
    "name of a paper": "MATCH (p:Paper {id: 'p00'}) RETURN p.name AS name",
    "property that nothing has": "OPTIONAL MATCH (p:Paper {citations: 3}) RETURN count(p) AS count",
    "type of a variable": "MATCH (:Paper)-[r]->(e) WHERE type(r) <> 'USES' RETURN type(r) AS t, count(e) ORDER BY t",
    "relationship predicate": "MATCH (p:Paper)-[r WHERE r.confidence >= 1.0]->(e:Concept) RETURN count(r) AS count",
    "node predicate": "MATCH (p:Paper WHERE p.year = 2021) RETURN count(p) AS count",
    # conditions
    "not equal": "MATCH (p:Paper) WHERE p.year <> 2020 RETURN p.id, p.year ORDER BY p.id",
    "less than text": "MATCH (p:Paper) WHERE p.date < '2021' RETURN count(*) AS count",
    "chained comparison": "MATCH (p:Paper) WHERE 2020 < p.year <= 2021 RETURN count(*) AS count",
    "between": "MATCH (p:Paper) WHERE p.year >= 2020 AND p.year < 2021 RETURN p.id ORDER BY p.id",
    "in a list": """
        MATCH (e:Method|Concept) WHERE e.name IN ['C#', 'null', 'ß', 'gamma concept'] RETURN e.id
        ORDER BY e.id""",
    "not in a list": "MATCH (p:Paper) WHERE NOT p.id IN ['p00', 'p01'] RETURN count(*) AS count",
    "in a property": "MATCH (e:Method) WHERE 'shared alias' IN e.aliases RETURN e.id ORDER BY e.id",
    "starts with": "MATCH (p:Paper) WHERE p.title STARTS WITH 'back' RETURN p.title",
    "ends with": "MATCH (p:Paper) WHERE p.title ENDS WITH 'model' RETURN p.id",
    "contains": "MATCH (p:Paper) WHERE toLower(p.title) CONTAINS 'script' RETURN p.title",
    "pattern of text": "MATCH (p:Paper) WHERE p.title =~ '(?i)[a-z]+ (MODEL|data)' RETURN p.title ORDER BY p.title",
    "pattern of digits": "MATCH (p:Paper) WHERE p.title =~ '\\\\d+' RETURN p.title",
    "is null": "MATCH (p:Paper) WHERE p.venue IS NULL AND p.year IS NOT NULL RETURN p.id ORDER BY p.id",
    "and or not xor": """
        MATCH (p:Paper) WHERE (p.year = 2020 XOR p.venue = 'V') AND NOT (p.id > 'p30' OR p.id < 'p05')
        RETURN p.id ORDER BY p.id""",
    "in a range": "MATCH (p:Paper) WHERE p.year IN range(2015, 2020) RETURN count(*) AS count",
    "labels in a list": """
        MATCH (n) WHERE any(label IN labels(n) WHERE label IN ['Method', 'Concept']) RETURN count(n) AS count""",
    "exists a pattern": "MATCH (p:Paper) WHERE (p)-[:STUDIES]->(:Concept {degree: 2}) RETURN p.id ORDER BY p.id",
    "no such pattern": "MATCH (p:Paper) WHERE NOT (p)-[:PROPOSES]->() RETURN p.id ORDER BY p.id",
    "exists subquery": """
        MATCH (p:Paper) WHERE EXISTS { MATCH (p)-[:USES]->(m:Method) WHERE m.degree = 3 }
        RETURN p.id ORDER BY p.id""",
    "exists short": "MATCH (e:Dataset) WHERE NOT EXISTS { (e)<-[:PROPOSES]-(:Paper) } RETURN e.id ORDER BY e.id",
    "count subquery": """
        MATCH (e:Method) WHERE COUNT { (e)<-[:USES]-(:Paper) } > 1
        RETURN e.id, COUNT { (e)--() } AS all ORDER BY e.id""",
    "collect subquery": """
        MATCH (p:Paper) WHERE p.id < 'p03'
        RETURN p.id, COLLECT { MATCH (p)-[:USES]->(e) RETURN e.id ORDER BY e.id } AS used ORDER BY p.id""",
    # optional parts
    "optional match": """
        MATCH (p:Paper) WHERE p.id < 'p06' OPTIONAL MATCH (p)-[:PROPOSES]->(m:Method)
        RETURN p.id, m.id ORDER BY p.id""",
    "optional with where": """
        MATCH (p:Paper) WHERE p.id < 'p06' OPTIONAL MATCH (p)-[:USES]->(e) WHERE e.degree > 1
        RETURN p.id, count(e) AS used, collect(e.id) AS ids ORDER BY p.id""",
    "optional to null": "OPTIONAL MATCH (p:Paper {id: 'none'}) RETURN p, p.title, labels(p), size(p.title) AS size",
    # longer ways
    "one to three steps": """
        MATCH (:Paper {id: 'p00'})-[:SHARES*1..3]-(q:Paper) RETURN q.id ORDER BY q.id""",
    "exactly two steps": "MATCH (e:Method {id: 'method:06'})-[:BROADER*2]->(b) RETURN b.id",
    "zero steps": "MATCH (e:Concept {id: 'concept:05'})-[:BROADER*0..1]->(b) RETURN b.id ORDER BY b.id",
    "list of steps": """
        MATCH (e:Concept {id: 'concept:05'})-[r:BROADER*1..2]->(b) RETURN b.id, size(r) AS steps ORDER BY steps""",
    "path": "MATCH path = (:Paper {id: 'p03'})-[:PROPOSES]->(:Method)-[:BROADER]->(:Concept) RETURN path",
    "parts of a path": """
        MATCH path = (:Paper {id: 'p00'})-[:SHARES*2]->(:Paper)
        RETURN length(path) AS length, [n IN nodes(path) | n.id] AS ids, [r IN relationships(path) | r.weight] AS w""",
    "shortest path": """
        MATCH (a:Paper {id: 'p01'}), (b:Paper {id: 'p06'}), path = shortestPath((a)-[:SHARES*..10]-(b))
        RETURN length(path) AS length, [n IN nodes(path) | n.id] AS ids""",
    "all shortest paths": """
        MATCH (a:Paper {id: 'p02'}), (b:Paper {id: 'p06'}), path = allShortestPaths((a)-[*..6]-(b))
        WITH [n IN nodes(path) | n.id] AS ids RETURN ids ORDER BY ids""",
    "shortest path in a match of its own": """
        MATCH (a:Paper {id: 'p01'}), (b:Paper {id: 'p06'}) MATCH path = shortestPath((a)-[:SHARES*..10]-(b))
        RETURN length(path) AS length, [n IN nodes(path) | n.id] AS ids""",
    "all shortest paths in a match of their own": """
        MATCH (a:Paper {id: 'p02'}), (b:Paper {id: 'p06'}) MATCH path = allShortestPaths((a)-[*..6]-(b))
        WITH [n IN nodes(path) | n.id] AS ids RETURN ids ORDER BY ids""",
    "shortest path with its ends in it": """
        MATCH path = shortestPath((a:Method {id: 'method:00'})-[*..8]-(b:Dataset {id: 'dataset:04'}))
        RETURN length(path) AS length""",
    "condition on a path": """
        MATCH path = (:Paper {id: 'p01'})-[:SHARES*1..4]->(q:Paper)
        WHERE all(n IN nodes(path) WHERE n.community < 3) AND none(r IN relationships(path) WHERE r.count > 1)
        RETURN q.id, length(path) AS steps ORDER BY steps DESC""",
    "no shortest path": """
        MATCH (a:Paper {id: 'p00'}), (b:Method {id: 'method:33'})
        OPTIONAL MATCH path = shortestPath((a)-[:SHARES*..3]-(b)) RETURN path IS NULL AS none""",
    "shortest of its own": "MATCH path = SHORTEST 1 (:Paper {id: 'p01'})-[:SHARES]-+(:Paper {id: 'p04'}) RETURN path",
    "quantified path": "MATCH (:Paper {id: 'p01'})-[:SHARES]->{1,3}(q:Paper) RETURN q.id ORDER BY q.id",
    # counting
    "count all and some": """
        MATCH (p:Paper)
        RETURN count(*) AS all, count(p.year) AS dated, count(DISTINCT p.year) AS years""",
    "collect of projections": """
        MATCH (p:Paper) WHERE p.id < 'p03' WITH p ORDER BY p.id RETURN collect(p {.id, .year}) AS papers""",
    "count by group": "MATCH (p:Paper) RETURN p.year AS year, count(*) AS count ORDER BY year",
    "sum avg min max": """
        MATCH (e:Method) RETURN sum(e.papers) AS sum, avg(e.papers) AS avg, min(e.name) AS min,
               max(e.growth_low) AS max""",
    "sum of floats": "MATCH (e:Method) RETURN sum(e.pagerank) AS sum, avg(e.pagerank) AS avg",
    "of nothing": """
        MATCH (p:Paper {id: 'none'})
        RETURN count(p) AS count, sum(p.degree) AS sum, avg(p.degree) AS avg, min(p.id) AS min, collect(p.id) AS all""",
    "collect": "MATCH (p:Paper) WITH p ORDER BY p.id RETURN p.year AS year, collect(p.id)[0..3] AS ids ORDER BY year",
    "collect distinct": """
        MATCH (p:Paper) WITH p.year AS year ORDER BY year
        RETURN collect(DISTINCT year) AS years, collect(year)[..2] AS x""",
    "percentiles": """
        UNWIND [4, 1, 3, 2, 10] AS x
        RETURN percentileCont(x, 0.5) AS median, percentileCont(x, 0.9) AS p90, percentileDisc(x, 0.9) AS d90""",
    "deviation": "UNWIND [2, 4, 4, 4, 5, 5, 7, 9] AS x RETURN stDev(x) AS sample",
    "deviation of all": "UNWIND [2, 4, 4, 4, 5, 5, 7, 9] AS x RETURN stDevP(x) AS whole",
    "group then filter": """
        MATCH (p:Paper)-[:USES]->(e:Method) WITH e, count(p) AS papers WHERE papers = 2
        RETURN e.id, papers ORDER BY e.id LIMIT 5""",
    "aggregate in an expression": "MATCH (p:Paper) RETURN 100 * count(p.venue) / count(*) AS percent",
    "aggregate twice": """
        MATCH (p:Paper)-[r]->(e) WITH p, count(r) AS links RETURN links, count(*) AS papers ORDER BY links""",
    "min and max of mixed": "UNWIND [1, 'a', null, 2.5] AS x RETURN min(x) AS min, max(x) AS max",
    # order
    "order by two": """
        MATCH (p:Paper) RETURN p.year, p.community, p.id
        ORDER BY p.year DESC, p.community, p.id DESC LIMIT 15""",
    "skip and limit": "MATCH (p:Paper) RETURN p.id ORDER BY p.id SKIP 5 LIMIT 3",
    "order by text": "MATCH (p:Paper) RETURN p.title ORDER BY p.title",
    "order by an expression": "MATCH (p:Paper) RETURN p.id ORDER BY size(p.title) DESC, p.id LIMIT 6",
    "order by nulls": "MATCH (p:Paper) RETURN p.id, p.date ORDER BY p.date, p.id",
    "order by nulls down": "MATCH (p:Paper) RETURN p.id, p.date ORDER BY p.date DESC, p.id",
    "order of mixed": "UNWIND [1, 'b', true, null, 2.5, [1], 'a', false] AS x RETURN x ORDER BY x",
    "order of lists": "UNWIND [[2], [1, 2], [1], [1, null], []] AS x RETURN x ORDER BY x",
    "order by what is not returned": "MATCH (e:Method) RETURN e.name ORDER BY e.papers DESC, e.id LIMIT 5",
    "distinct": "MATCH (p:Paper) RETURN DISTINCT p.year AS year, p.venue AS venue ORDER BY year, venue",
    "distinct values": "UNWIND [1, 2, 2, 'a', 'a', null, null] AS x RETURN count(DISTINCT x) AS count",
    "distinct numbers": "UNWIND [1, 1.0] AS x RETURN count(DISTINCT x) AS count",
    "top of each": """
        MATCH (e:Method|Dataset|Concept) WITH e ORDER BY e.degree DESC, e.id
        WITH labels(e)[0] AS label, collect(e.id)[0] AS first RETURN label, first ORDER BY label""",
    **VALUES,
    # parameters
    "parameter": "MATCH (p:Paper) WHERE p.title = $title RETURN p.id",
    "list parameter": "MATCH (e:Method) WHERE e.name IN $names RETURN e.id ORDER BY e.id",
    "map parameter": "MATCH (p:Paper {id: $wanted.id}) RETURN p.id, $wanted.more[0].x AS x, $wanted AS whole",
    "rows of parameters": "UNWIND $rows AS row MATCH (p:Paper {id: row.id}) RETURN p.id, row.n + 1 AS n ORDER BY n",
    "parameter in skip and limit": "MATCH (p:Paper) RETURN p.id ORDER BY p.id SKIP $skip LIMIT $limit",
    "null parameter": "MATCH (p:Paper) WHERE $year IS NULL OR p.year = $year RETURN count(*) AS count",
    # parts put together
    "with": "MATCH (p:Paper) WITH p, size(p.title) AS size WHERE size > 25 RETURN p.id, size ORDER BY size, p.id",
    "with a limit": """
        MATCH (p:Paper) WITH p ORDER BY p.id DESC LIMIT 2 MATCH (p)-[:USES|STUDIES]->(e)
        RETURN p.id, e.id ORDER BY p.id, e.id""",
    "with all": "MATCH (m:Method {id: 'method:00'}) WITH *, m.degree + 1 AS d RETURN m.id, d",
    "return all": "MATCH (m:Method {id: 'method:03'})<-[r:PROPOSES]-(p) RETURN *",
    "with distinct": "MATCH (p:Paper) WITH DISTINCT p.community AS c ORDER BY c SKIP 1 RETURN collect(c) AS rest",
    "union": "MATCH (m:Method {degree: 1}) RETURN 'm' AS x UNION MATCH (d:Dataset {degree: 1}) RETURN 'm' AS x",
    "union all": """
        CALL { MATCH (m:Method) RETURN m.id AS id UNION ALL MATCH (d:Dataset) RETURN d.id AS id }
        RETURN id ORDER BY id DESC LIMIT 20""",
    "subquery": """
        MATCH (p:Paper) WHERE p.id < 'p04'
        CALL (p) { MATCH (p)-[:USES]->(e) RETURN e ORDER BY e.id DESC LIMIT 1 }
        RETURN p.id, e.id ORDER BY p.id""",
    "subquery of a union": """
        MATCH (p:Paper {id: 'p03'})
        CALL (p) { MATCH (p)-[:PROPOSES]->(e) RETURN e UNION MATCH (p)-[:USES]->(e) RETURN e }
        RETURN p.id, e.id ORDER BY e.id""",
    "nested subqueries": """
        MATCH (e:Method) WHERE EXISTS { MATCH (p:Paper)-[:PROPOSES]->(e) WHERE NOT EXISTS { (p)-[:STUDIES]->() } }
        RETURN count(e) AS count""",
    "subquery with import": """
        MATCH (p:Paper) WHERE p.id < 'p04'
        CALL { WITH p OPTIONAL MATCH (p)-[:STUDIES]->(c) RETURN count(c) AS studied }
        RETURN p.id, studied ORDER BY p.id""",
    "subquery of its own": """
        CALL { MATCH (p:Paper) RETURN max(p.year) AS newest } MATCH (p:Paper {year: newest})
        RETURN count(p) AS n""",
    "alias with blanks": "MATCH (p:Paper) RETURN count(*) AS `number of papers`",
    "comments": "// one\nMATCH (p:Paper) /* two\n lines */ RETURN count(*) AS n // three",
    "words in any case": "match (p:Paper) where p.year Is Not Null return COUNT(p) as n",
    "most connected": """
        MATCH (e:Method|Dataset|Concept)<-[:USES|PROPOSES|STUDIES]-(p:Paper)
        WITH e, count(DISTINCT p) AS papers, collect(DISTINCT p.year) AS years
        WHERE papers > 2 RETURN e.id, papers, size(years) AS years ORDER BY papers DESC, e.id LIMIT 10""",
    "used together": """
        MATCH (a:Method)<-[:USES]-(p:Paper)-[:USES]->(b:Dataset) WHERE a.id < 'method:12'
        RETURN a.name AS a, b.id AS b, count(*) AS papers ORDER BY papers DESC, a, b""",
    "not used by a neighbour": """
        MATCH (p:Paper {id: 'p06'})-[:SHARES]-(q:Paper)-[:USES]->(e) WHERE NOT (p)-[:USES]->(e)
        RETURN DISTINCT e.id ORDER BY e.id""",
    "triangle": """
        MATCH (p:Paper)-[:SHARES]->(q:Paper), (p)-[:USES|STUDIES]->(e)<-[:PROPOSES]-(q)
        RETURN p.id, q.id, e.id ORDER BY p.id LIMIT 10""",
}

#: Of those that take some.
PARAMS: dict[str, dict[str, Any]] = {
    "parameter": {"title": "' OR 1=1 //"},
    "list parameter": {"names": ["alpha model", "it's", "C++", "$name"]},
    "map parameter": {"wanted": {"id": "p02", "more": [{"x": 1.5}, None]}},
    "rows of parameters": {"rows": [{"id": "p09", "n": 2}, {"id": "p01", "n": 1}]},
    "parameter in skip and limit": {"skip": 3, "limit": 4},
    "null parameter": {"year": None},
}


def answer(store: Store, name: str) -> str:
    """What an engine says, as text, so that 1, 1.0 and true are three things."""
    try:
        result = store.query(PROBES[name], PARAMS.get(name))
    except QueryError as error:
        return f"refused: {error}"
    return json.dumps([list(result.columns), to_json(result.rows)], ensure_ascii=False, sort_keys=True)
