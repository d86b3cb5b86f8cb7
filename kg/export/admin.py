"""The graph as a folder for ``neo4j-admin database import full``, which fills a database while its server is down.

Ten pairs of files, one for each label and each type of relationship: a header and its data. ``import.sh`` runs the
importer on them, ``after-import.cypher`` is for the server afterwards. What is there then is what ``kg load`` makes,
property for property, and ``kg load`` goes on from there.

What the importer (tried: 5.26 and 2025.10) makes of a cell: nothing between two commas is no property, ``""`` is the
empty text, and between quotes everything stands for itself, line breaks, NUL and backslashes too; a quote is doubled.
An item of a list cannot be quoted, so lists are joined by a character that no list holds. An empty list is no property
to it, whatever is written (neo4j/neo4j#13566, open), nor is a list of one empty text, which no build makes: it is the
script for afterwards that makes lists empty.
"""

from __future__ import annotations

import contextlib
import math
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc

from kg import layout
from kg.errors import GraphError, UsageError
from kg.records import SCHEMAS
from kg.resources import folder as resource

__all__ = ["data_lines", "header", "import_command", "write_folder"]

#: The property that everything carries: the graph's name, as ``kg load`` has it.
_MARK = "kg"
#: Ids of papers and of entities are apart: a paper may be called as an entity is.
_SPACES = {"Paper": "Paper", **dict.fromkeys(layout.ENTITIES, "Entity")}
#: The table of each label, where the types of its properties stand.
_NODES = {"Paper": "papers", **dict.fromkeys(layout.ENTITIES, "entities")}
#: Every name of a label or a type, in the order of their files.
_NAMES = (*layout.NODES, *layout.RELATIONSHIPS)

_SCRIPT = "import.sh"
_AFTER = "after-import.cypher"
#: The importer writes it beside the script.
_REPORT = "import.report"
#: All that such a folder may hold: nothing else is ever replaced or removed.
_FILES = {_SCRIPT, _AFTER, _REPORT, *(f"{name}{end}" for name in _NAMES for end in ("-header.csv", ".csv"))}

#: What may part the items of a list, the likeliest first: characters made for it, then those of private use.
_PARTS = ("\x1f", "\x1e", "\x1d", "\x1c", *map(chr, range(0xE000, 0xF900)))
#: A row that is longer than the importer's buffer for reading is an error to it.
_BUFFER = 4 * 1024 * 1024


def header(name: str) -> str:
    """The header of a label's or a type's data, a line.

    >>> header("BROADER")
    ':START_ID(Entity),:END_ID(Entity),kg:string\\n'
    """
    if name in layout.NODES:
        types = _types(_NODES[name], layout.NODES[name])
        columns = [f"id:ID({_SPACES[name]})", *(f"{column}:{kind}" for column, kind in types if column != "id")]
    else:
        table, source, target = layout.ENDS[name]
        types = _types(table, layout.RELATIONSHIPS[name])
        columns = [f":START_ID({source})", f":END_ID({target})", *(f"{column}:{kind}" for column, kind in types)]
    return ",".join([*columns, f"{_MARK}:string"]) + "\n"


def data_lines(tables: Mapping[str, pa.Table], name: str, part: str) -> Iterator[tuple[str, str]]:
    """The rows of all data files as CSV, each with the label or type whose file it is for; in the order of the tables.

    ``part`` stands between the items of a list.
    """
    mark = _cell(name, part)
    for label, rows in layout.nodes(tables):
        columns = ("id", *(column for column in layout.NODES[label] if column != "id"))
        for row in rows:
            yield label, _row((row.get(column) for column in columns), part, mark)
    for kind, _, _, joins in layout.relationships(tables):
        columns = layout.RELATIONSHIPS[kind]
        for join in joins:
            properties = join["properties"]
            values = (join["source"], join["target"], *map(properties.get, columns))
            yield kind, _row(values, part, mark)


def import_command(part: str, longest: int, tool: str = "neo4j-admin", database: str = "neo4j") -> str:
    """The command that imports the files of the folder in which it runs.

    ``tool`` and ``database`` are pasted in as they are, so that they may be a shell's variables; ``longest`` is how
    many characters the longest row has.
    """
    files = [
        *(f"--nodes={label}={label}-header.csv,{label}.csv" for label in layout.NODES),
        *(f"--relationships={kind}={kind}-header.csv,{kind}.csv" for kind in layout.RELATIONSHIPS),
    ]
    # Some are as the importer has them by itself, in the versions that we know.
    ways = [
        "--multiline-fields=true", f"--array-delimiter=U+{ord(part):04X}", "--ignore-empty-strings=false",
        "--legacy-style-quoting=false", "--trim-strings=false",
    ]  # fmt: skip
    # It counts a character beyond U+FFFF as two.
    if 2 * longest > _BUFFER:
        ways.append(f"--read-buffer-size={1 << (2 * longest).bit_length()}")
    # The database comes first: behind a list of files it would be taken for one more.
    return " \\\n  ".join([f"{tool} database import full {database}", *files, *ways])


def write_folder(tables: Mapping[str, pa.Table], output: str | Path, name: str) -> str:
    """Write the folder, whole or not at all, and give the command that imports it, to be run where we are.

    A folder that such an export wrote before is replaced.

    Raises:
        UsageError: the graph has no name.
        GraphError: the folder cannot be written, or is something else.
    """
    if not name:
        raise UsageError("a graph needs a name to be imported under; give its folder one, as in NAME.kg")
    name = name.encode("utf-8", "replace").decode()  # a folder's name may be no text
    try:
        folder = Path(output).resolve()
        _refuse_others(folder, output)
        new = folder.with_name(f".new-{folder.name}")
        _discard(new)
        new.mkdir()
        try:
            command = _write(tables, new, name)
            _put(new, folder)
        finally:
            with contextlib.suppress(OSError):  # it is there no more, or stays for the next time
                _discard(new)
    except (OSError, RuntimeError) as error:  # what resolve() has for links in a circle
        why = error.strerror if isinstance(error, OSError) else error
        raise GraphError(f"{output}: cannot be written ({why}); choose another output") from error
    return f"(CDPATH= cd -- {shlex.quote(str(folder))} && {command})\n"


def _types(table: str, columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Columns of a table, each with the importer's name of its type."""
    for column in columns:
        kind = SCHEMAS[table].field(column).type
        array = "[]" if pa.types.is_list(kind) else ""
        yield column, _type(kind.value_type if array else kind) + array


def _type(kind: pa.DataType) -> str:
    # As the driver has them: every integer of Cypher's is a long, every float a double.
    known = ((pa.types.is_boolean, "boolean"), (pa.types.is_integer, "long"), (pa.types.is_floating, "double"))
    return next((name for is_kind, name in known if is_kind(kind)), "string")


def _row(values: Iterable[Any], part: str, mark: str) -> str:
    return ",".join([*(_cell(value, part) for value in values), mark]) + "\n"


def _cell(value: Any, part: str) -> str:
    match value:
        case None | []:
            return ""
        case str():
            return '"' + value.replace('"', '""') + '"'
        case list():
            return _cell(part.join(value), part)
        case bool():
            return "true" if value else "false"
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    return repr(value)


def _part(tables: Mapping[str, pa.Table]) -> str:
    """The first character that stands in no list."""
    lists = [
        pc.list_flatten(tables[table].column(column))
        for table in dict.fromkeys((*_NODES.values(), *(ends.table for ends in layout.ENDS.values())))
        for column, kind in _types(table, SCHEMAS[table].names)
        if kind.endswith("[]")
    ]
    for part in _PARTS:
        if not any(pc.any(pc.match_substring(items, part)).as_py() for items in lists):
            return part
    raise GraphError("the lists of this graph hold every character that could part their items; use kg load")


def _write(tables: Mapping[str, pa.Table], folder: Path, name: str) -> str:
    """Write all files; gives the command for their folder."""
    part, longest = _part(tables), 0
    with ExitStack() as stack:
        files = {of: stack.enter_context(_open(folder / f"{of}.csv")) for of in _NAMES}
        for of, line in data_lines(tables, name, part):
            files[of].write(line)
            longest = max(longest, len(line))
    texts = {f"{of}-header.csv": header(of) for of in _NAMES}
    texts[_SCRIPT] = _script(part, longest)
    texts[_AFTER] = _after()
    for file, text in texts.items():
        with _open(folder / file) as opened:
            opened.write(text)
    (folder / _SCRIPT).chmod((folder / _SCRIPT).stat().st_mode | 0o111)
    return import_command(part, longest)


def _open(file: Path) -> TextIO:
    return file.open("w", encoding="utf-8", newline="")


def _after() -> str:
    """What the server is to run: the lists that are empty, then constraints and indexes."""
    files = ("write/empty-lists", "schema/neo4j")
    return "\n".join((resource("cypher") / f"{file}.cypher").read_text(encoding="utf-8") for file in files)


def _script(part: str, longest: int) -> str:
    command = import_command(part, longest, '"${NEO4J_ADMIN:-neo4j-admin}"', '"$DATABASE" "$@"')
    return f"""#!/bin/sh
# Imports the graph into a Neo4j database that holds nothing yet, while the server is stopped:
#   [DATABASE=neo4j] [NEO4J_ADMIN=/path/to/neo4j-admin] sh {_SCRIPT} [more options of the importer]
# For a database that is there already: --overwrite-destination, and what it holds is gone.
set -e
CDPATH= cd -- "$(dirname -- "$0")"
: "${{DATABASE:=neo4j}}"
{command}
printf '%s\\n' 'Now start the server and run, in this folder: cypher-shell -d DATABASE -f {_AFTER}' >&2
"""


def _refuse_others(folder: Path, output: str | Path) -> None:
    """See that we would replace nothing but an export like this one."""
    if folder.exists() and not folder.is_dir():
        raise GraphError(f"{output}: is a file, and this export is a folder; choose another output")
    if not folder.name or folder == Path.cwd():
        raise GraphError(f"{output}: cannot be replaced from within; choose another output")
    held = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
    if held and not (_SCRIPT in held and held <= _FILES):
        raise GraphError(f"{output}: holds other things than such an export; choose another output")


def _discard(folder: Path) -> None:
    """Remove a folder with what an export wrote there; anything else in it keeps it, and is an error."""
    if not folder.is_dir():
        return
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    folder.rmdir()


def _put(new: Path, folder: Path) -> None:
    """The new folder in the place of the old one, which comes back where that fails."""
    old = folder.with_name(f".old-{folder.name}")
    _discard(old)
    if not folder.exists():
        new.rename(folder)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    _discard(old)
