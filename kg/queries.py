"""The named queries of ``cypher/queries``, as functions: which there are, what they take, and their text.

A query is a file with a name, a doc and an example, after the manner of aiosql::

    // Papers that propose an entity, the earliest first.
    //
    // group: find
    // parameter: name (entity) -- the entity's name, in any case, or one of its aliases
    // parameter: limit (integer, 10) -- at most so many rows
    // example: name='reward model' limit=5

    MATCH …

A parameter with a second word in its brackets has a default and may be left out. In place of ``string`` there may be
the words to choose from: ``parameter: type (any|method|dataset|concept, any)``. An ``entity`` is a string that names
one: where a query finds nothing, that name is looked up, and the nearest are suggested.
"""

from __future__ import annotations

import difflib
import math
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from kg.errors import UsageError
from kg.resources import folder

__all__ = ["GROUPS", "NamedQuery", "Parameter", "check_parameter", "get_query", "named_queries", "parse", "prepare"]

Group = Literal["find", "relate", "compare", "rank", "check"]
#: In the order in which they are listed.
GROUPS: tuple[str, ...] = get_args(Group)

_PARAMETER = re.compile(r"(?P<name>\w+) \((?P<type>[\w|]+)(?P<default>, .*?)?\)(?: -- (?P<doc>.+))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query may be told; without ``required`` it has a ``default``.

    Integers are counts: 0 or more. Where there are ``choices``, it is one of these.
    """

    name: str
    type: str
    default: Any
    required: bool
    doc: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query by name. ``example`` is what one would type after the name: ``name='reward model' limit=5``."""

    name: str
    doc: str
    group: str
    parameters: tuple[Parameter, ...]
    example: str
    text: str

    @property
    def example_values(self) -> dict[str, str]:
        """The example as :func:`prepare` takes it."""
        return dict(_pair(self, word) for word in shlex.split(self.example))


@lru_cache
def named_queries() -> dict[str, NamedQuery]:
    """All named queries by name, in the order of their groups and names."""
    files = sorted((folder("cypher") / "queries").glob("*.cypher"))
    queries = [parse(file.stem, file.read_text(encoding="utf-8"), file) for file in files]
    return {query.name: query for query in sorted(queries, key=lambda q: (GROUPS.index(q.group), q.name))}


def get_query(name: str) -> NamedQuery:
    """The query of a name.

    Raises:
        UsageError: there is none; says what comes nearest.
    """
    queries = named_queries()
    if name not in queries:
        raise UsageError(f"no query is called {name!r}{_there_are(name, queries)}")
    return queries[name]


def prepare(query: NamedQuery | str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters to run ``query`` with: what is given, read as each parameter's type, and defaults for the rest.

    Raises:
        UsageError: a parameter is unknown, missing, or not of its type; or there is no such query.
    """
    chosen = get_query(query) if isinstance(query, str) else query
    known = {parameter.name: parameter for parameter in chosen.parameters}
    for name in given:
        check_parameter(chosen, name)
    missing = [name for name, parameter in known.items() if parameter.required and name not in given]
    if missing:
        raise UsageError(f"{chosen.name}: needs {', '.join(missing)}; for example: {chosen.name} {chosen.example}")
    return {
        name: _read(chosen.name, parameter, given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }


def check_parameter(query: NamedQuery, name: str) -> None:
    """See that a query takes a parameter of this name.

    Raises:
        UsageError: it does not; says what comes nearest.
    """
    known = [parameter.name for parameter in query.parameters]
    if name not in known:
        raise UsageError(f"{query.name}: takes no parameter {name!r}{_there_are(name, known)}")


def parse(name: str, text: str, file: Path | str = "query") -> NamedQuery:
    """Read a query's file.

    Raises:
        UsageError: its header is wrong; says in which line.
    """
    doc, fields, declared = "", {"group": "", "example": ""}, []
    for number, line in enumerate(_header(text), start=1):
        key, colon, value = line.partition(": ")
        if number == 1:
            doc = line
        elif colon and key == "parameter":
            declared.append(_parameter(value, f"{file}: line {number}"))
        elif colon and key in fields:
            fields[key] = value
        elif line:
            raise UsageError(f"{file}: line {number}: {line!r} is none of: group, parameter, example")
    if not doc or fields["group"] not in GROUPS:
        raise UsageError(f"{file}: needs a first line that says what it does, and a group: {', '.join(GROUPS)}")
    used = sorted(set(re.findall(r"\$(\w+)", re.sub(r"//.*", "", text))))
    if sorted(parameter.name for parameter in declared) != used:
        raise UsageError(f"{file}: the parameters of the header are not those of the text ({', '.join(used)})")
    return NamedQuery(name, doc, fields["group"], tuple(declared), fields["example"], text)


def _header(text: str) -> Iterable[str]:
    for line in text.splitlines():
        if not line.startswith("//"):
            return
        yield line.removeprefix("//").strip()


def _parameter(value: str, where: str) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    choices = tuple(match["type"].split("|")) if match and "|" in match["type"] else ()
    if match is None or not (choices or match["type"] in _TYPES):
        raise UsageError(f"{where}: a parameter is written: NAME (TYPE, DEFAULT) -- DOC, with a type of {_NAMES}")
    kind, doc, default = "string" if choices else match["type"], match["doc"] or "", match["default"]
    parameter = Parameter(match["name"], kind, None, default is None, doc, choices)
    if default is None:
        return parameter
    text = default.removeprefix(", ")
    return replace(parameter, default=_read(where, parameter, "" if text == "''" else text))


def _read(where: str, parameter: Parameter, value: Any) -> Any:
    """A value as the type of its parameter: text is converted, anything else must be of the type already."""
    kind, wanted = _TYPES[parameter.type]
    read = _from_text(parameter, value) if isinstance(value, str) else value
    if kind is float and type(read) is int:
        read = float(read)
    if type(read) is not kind or (isinstance(read, int | float) and not _is_sound(read)):
        wanted = f"one of {', '.join(parameter.choices)}" if parameter.choices else wanted
        raise UsageError(f"{where}: {parameter.name} must be {wanted}, not {value!r}")
    return read


_TYPES: dict[str, tuple[type, str]] = {
    "string": (str, "text"),
    "entity": (str, "the name of a method, dataset or concept"),
    "integer": (int, "a whole number, 0 or more"),
    "float": (float, "a number"),
    "boolean": (bool, "true or false"),
}
_NAMES = ", ".join(_TYPES)
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _is_sound(number: float) -> bool:
    """Counts fit 64 bits, which is what engines have; measures are finite."""
    return 0 <= number < 2**63 if isinstance(number, int) else math.isfinite(number)


def _from_text(parameter: Parameter, text: str) -> Any:
    """None where the text is no value of the parameter."""
    bare = text.strip()
    if parameter.choices:
        return bare.lower() if bare.lower() in parameter.choices else None
    try:
        match parameter.type:
            case "boolean":
                return _WORDS.get(bare.lower())
            case "integer":
                return int(bare)
            case "float":
                return float(bare)
    except ValueError:
        return None
    return text


def _pair(query: NamedQuery, word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise UsageError(f"{query.name}: the example's {word!r} is not NAME=VALUE")
    return name, value


def _there_are(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    names = ", ".join(known)
    return f"{hint}; there are: {names}" if names else f"{hint}; it takes none"
