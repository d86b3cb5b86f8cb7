"""The probes that are about values rather than about the graph; see :mod:`tests.store.probes`."""

from __future__ import annotations

__all__ = ["VALUES"]

#: By name.
VALUES: dict[str, str] = {
    # rows and lists
    "unwind": "UNWIND ['p03', 'p01', 'p99'] AS id MATCH (p:Paper {id: id}) RETURN p.id, p.title ORDER BY p.id",
    "unwind nothing": "UNWIND [] AS x RETURN count(x) AS count",
    "unwind null": "UNWIND null AS x RETURN count(*) AS count",
    "unwind twice": "UNWIND [[1, 2], [3]] AS row UNWIND row AS x RETURN x ORDER BY x DESC",
    "ranges": "RETURN range(1, 5) AS up, range(10, 0, -5) AS down, range(3, 1) AS none",
    "list comprehension": """
        RETURN [x IN range(1, 6) WHERE x % 2 = 0 | x * x] AS squares, [x IN [1, 2] WHERE x > 1] AS some""",
    "pattern comprehension": """
        MATCH (m:Method {id: 'method:06'})
        WITH [(m)<-[:USES]-(p:Paper) WHERE p.year = 2020 | p.id] AS ids RETURN ids""",
    "reduce": """
        RETURN reduce(sum = 0, x IN [1, 2, 3] | sum + x) AS sum, reduce(s = '', x IN ['a',
        'b'] | s + x) AS text""",
    "any all none single": """
        MATCH (e:Concept) WHERE any(a IN e.aliases WHERE a STARTS WITH 'alias') AND none(a IN e.aliases WHERE a = 'x')
        RETURN e.id, all(a IN e.aliases WHERE size(a) > 8) AS long, single(a IN e.aliases WHERE a ENDS WITH '5') AS one
        ORDER BY e.id""",
    "quantifiers and null": """
        RETURN any(x IN [null, 1] WHERE x > 1) AS any, all(x IN [] WHERE x > 1) AS all,
               none(x IN [null] WHERE x = 1) AS none, single(x IN [1, null] WHERE x = 1) AS single""",
    "head last tail": """
        RETURN head([1, 2, 3]) AS head, last([1, 2, 3]) AS last, tail([1, 2, 3]) AS tail, head([]) AS none""",
    "indexes and slices": """
        WITH [10, 20, 30, 40] AS l RETURN l[0] AS a, l[-1] AS b, l[9] AS c, l[1..3] AS d, l[..2] AS e, l[-2..] AS f""",
    "joining lists": "RETURN [1, 2] + [3] AS a, [1] + 2 AS b, 0 + [1] AS c, size([1, null]) AS d, reverse([1, 2]) AS e",
    "list of lists": "RETURN [[1, 'a'], [], [null, {x: [1.5]}]] AS nested",
    "comparing lists": "RETURN [1, 2] = [1, 2] AS a, [1, null] = [1, null] AS b, [1, 2] < [1, 3] AS c, [] = [] AS d",
    "is it empty": "MATCH (p:Paper) WHERE isEmpty(p.ids) RETURN count(*) AS count",
    "to lists": "RETURN toIntegerList(['1', 'x', null]) AS a, toStringList([1, true]) AS b",
    # maps
    "map": "RETURN {name: 'DPO', tags: ['a', null], inner: {deep: {x: 1}}} AS map",
    "within maps": "WITH {a: {b: [1, 2]}} AS m RETURN m.a.b[1] AS x, m['a'] AS y, m.none AS z, keys(m) AS keys",
    "map projection": "MATCH (p:Paper {id: 'p04'}) RETURN p {.id, .year, .venue, first: p.authors[0]} AS paper",
    "projection of all": "MATCH (e:Concept {id: 'concept:05'}) RETURN e {.*} AS entity",
    "projection of a relationship": "MATCH (:Paper {id: 'p00'})-[s:SHARES]->() RETURN s {.weight, .count} AS shared",
    "list of maps": """
        MATCH (p:Paper)-[:USES]->(e:Dataset) WHERE p.id < 'p05' WITH p, e ORDER BY p.id, e.id
        RETURN p.id AS id, collect({id: e.id, name: e.name}) AS used ORDER BY id""",
    "properties of a paper": "MATCH (p:Paper {id: 'p01'}) RETURN properties(p) AS all",
    "properties of an entity": "MATCH (m:Method {id: 'method:00'}) RETURN properties(m) AS all",
    "keys": "MATCH (m:Method {id: 'method:00'}) UNWIND keys(m) AS key RETURN key ORDER BY key",
    "properties of a relationship": "MATCH (:Paper {id: 'p00'})-[s:SHARES]->() RETURN properties(s) AS all",
    "property by name": """
        MATCH (p:Paper {id: 'p01'}) UNWIND ['id', 'year', 'none'] AS key RETURN key, p[key] AS value
        ORDER BY key""",
    "ends of a relationship": """
        MATCH (:Paper {id: 'p01'})-[s:SHARES]->()
        RETURN startNode(s).id AS a, endNode(s).id AS b""",
    "end of a relationship": "MATCH (:Paper {id: 'p01'})-[s:SHARES]->() RETURN endNode(s) AS node",
    # text
    "case of letters": "RETURN toLower('ÄÖ Ab') AS low, toUpper('straße') AS high",
    "trim": "RETURN trim('  a b ') AS both, ltrim('  a') + '|' AS left, rtrim('a  ') + '|' AS right",
    "split and replace": """
        RETURN split('a,b,,c', ',') AS parts, replace('a-b-c', '-', '') AS joined,
               split('', ',') AS none""",
    "parts of text": """
        RETURN substring('transformer', 5) AS a, substring('transformer', 0, 5) AS b, left('abc', 2) AS c,
               right('abc', 2) AS d, left('abc', 9) AS e, reverse('abc') AS f""",
    "size of text": """
        MATCH (p:Paper) WHERE p.title STARTS WITH 'e' RETURN p.title, size(p.title) AS size
        ORDER BY p.title""",
    "size beyond": "RETURN size('β😀') AS size, reverse('a😀') AS back, substring('😀b', 1) AS rest",
    "joining text": "RETURN 'year ' + 2020 AS a, 1 + '1' AS b, 'x' + 1.5 AS c, 'a' + null AS d",
    "escapes": """
        RETURN 'it\\'s' AS a, \"say \\\"hi\\\"\" AS b, 'tab\\tline\\n' AS c, '\\u00e9' AS d,
        'back\\\\slash' AS e""",
    "comparing text": "RETURN 'a' < 'b' AS a, 'Z' < 'a' AS b, 'a' < 'ab' AS c, 'é' > 'z' AS d",
    # numbers and kinds of value
    "to numbers": """
        RETURN toInteger('42') AS a, toInteger('4.7') AS b, toInteger(-4.7) AS c, toInteger('x') AS d,
               toFloat('1e3') AS e, toFloat('') AS f, toInteger(null) AS g""",
    "to text": """
        RETURN toString(1) AS a, toString(1.0) AS b, toString(true) AS c, toString(-0.25) AS d,
        toString(0.1) AS e""",
    "large numbers to text": "RETURN toString(1e10) AS a, toString(1.0E-5) AS b",
    "to truth": "RETURN toBoolean('true') AS a, toBoolean('FALSE') AS b, toBoolean('yes') AS c, toBoolean(true) AS d",
    "number to truth": "RETURN toBoolean(1) AS a, toBoolean(0) AS b",
    "what cannot be turned": "RETURN toIntegerOrNull('x') AS a, toFloatOrNull(true) AS b, toStringOrNull([1]) AS c",
    "integers": "RETURN 7 / 2 AS a, -7 / 2 AS b, 7 % 3 AS c, -7 % 3 AS d, 2 ^ 3 AS e, 7 - -2 AS f, 1 + 2 * 3 AS g",
    "floats": "RETURN 7 / 2.0 AS a, 7.5 % 2 AS b, 1e3 AS c, 0.1 + 0.2 AS d, 1.0 * 3 AS e, 3.0 = 3 AS f",
    "rounding": """
        RETURN round(2.5) AS a, round(-2.6) AS b, round(3.14159, 2) AS c, floor(-1.5) AS d, ceil(1.2) AS e,
               round(1.5) AS f""",
    "rounding a half below zero": "RETURN round(-2.5) AS a, round(-0.5) AS b",
    "mathematics": """
        RETURN abs(-3) AS a, abs(-2.5) AS b, sign(-4) AS c, sqrt(16) AS d, log10(1000) AS e, exp(0) AS f, log(1) AS g,
               sin(0) AS h, round(pi(), 4) AS i, atan2(0, 1) AS j""",
    "base of logarithms": "RETURN round(e(), 4) AS e",
    "roots of the negative": "RETURN sqrt(-1) IS NULL AS a, log(-1) IS NULL AS b",
    "without an end": "RETURN 1.0 / 0 > 1e308 AS a, 1.0 / 0 IS NULL AS b",
    "no number": "RETURN 0.0 / 0.0 = 0.0 / 0.0 AS same",
    "coalesce": "MATCH (p:Paper) RETURN p.id, coalesce(p.date, p.year, 'undated') AS dated ORDER BY p.id LIMIT 4",
    "case by value": """
        MATCH (p:Paper) RETURN p.id, CASE p.year WHEN 2020 THEN 'old' WHEN 2021 THEN 'new' ELSE '?' END AS age
        ORDER BY p.id LIMIT 6""",
    "case by condition": """
        MATCH (e:Method) RETURN e.id, CASE WHEN e.degree > 2 THEN 'high' WHEN e.degree > 1 THEN 'middle' END AS degree
        ORDER BY e.id""",
    "case several values": """
        UNWIND [1, 2, 3, null] AS x RETURN x, CASE x WHEN 1, 2 THEN 'few' ELSE 'many' END AS n
        ORDER BY x""",
    "case in counting": """
        MATCH (p:Paper) RETURN sum(CASE WHEN p.year = 2020 THEN 1 ELSE 0 END) AS count""",
    "nullif": "RETURN nullIf(1, 1) AS a, nullIf('a', 'b') AS b",
    "type predicate": "UNWIND [1, 'a', 1.5, null] AS x RETURN x, x IS :: INTEGER AS whole ORDER BY x",
    "value type": "UNWIND [1, 'a', true] AS x RETURN valueType(x) AS type ORDER BY type",
    # null
    "null arithmetic": """
        RETURN 1 + null AS a, null * 2 AS b, -null AS c, abs(null) AS d, size(null) AS e,
        [1][null] AS f""",
    "null compared": "RETURN null = null AS a, null <> null AS b, 1 < null AS c, null IS NULL AS d, NOT null AS e",
    "three values": """
        UNWIND [true, false, null] AS a UNWIND [true, false, null] AS b
        RETURN a, b, a AND b AS both, a OR b AS any, a XOR b AS one ORDER BY a, b""",
    "in with null": """
        RETURN 1 IN [1, null] AS a, 2 IN [1, null] AS b, null IN [1] AS c, null IN [] AS d,
               NOT 2 IN [1, null] AS e""",
    "text tests of null": "RETURN null STARTS WITH 'a' AS a, 'a' CONTAINS null AS b, null =~ 'a' AS c",
    "null in where": "MATCH (p:Paper) WHERE NOT p.venue = 'V' RETURN count(*) AS count",
    "mixed compared": "RETURN 1 = '1' AS a, 1 <> '1' AS b, 1 < 'a' AS c, true > 1 AS d, [1] = 1 AS e, 1 = 1.0 AS f",
    "nulls in groups": "UNWIND [1, null, 1, null, 2] AS x RETURN x, count(*) AS all, count(x) AS some ORDER BY x",
    "collect skips null": "UNWIND [1, null, 2] AS x RETURN collect(x) AS list, avg(x) AS avg, sum(x) AS sum",
    # dates
    "parts of a date": """
        WITH date('2021-03-14') AS d
        RETURN d, d.year AS y, d.month AS m, d.day AS day, d.dayOfWeek AS w""",
    "date of parts": "RETURN date({year: 2020, month: 2}) AS a, date({year: 2020, month: 2, day: 29}) AS b",
    "dates compared": "RETURN date('2020-01-31') < date('2020-02-01') AS a, date('2020') = date('2020-01-01') AS b",
    "date and duration": """
        RETURN date('2020-01-31') + duration({months: 1}) AS a,
        date('2021-03-01') - duration('P1D') AS b""",
    "days between": "RETURN duration.inDays(date('2020-02-01'), date('2020-03-01')).days AS days",
    "duration": "RETURN duration('P1Y2M3DT4H') AS d, duration({days: 2}).days AS days",
    "date as text": "RETURN toString(date('2020-02-01')) AS text, date.truncate('month', date('2020-02-17')) AS start",
    "date of a property": """
        MATCH (p:Paper) WHERE p.date IS NOT NULL WITH DISTINCT date(p.date) AS d RETURN d, d.year AS y ORDER BY d""",
    "time of day": "RETURN datetime('2020-02-01T10:30:00Z').hour AS hour, localdatetime('2020-02-01T10:30') AS t",
}
