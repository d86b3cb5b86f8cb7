"""Finding the files that paths stand for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError
from kg.papers.clean import clean

STDIN = "-"
_PACKED = (".gz", ".zst", ".zstd")


class NotPapersError(InputError):
    """A file is of another kind: worth a word only if it was named."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: ``name`` is what messages call it, ``source`` what its papers do."""

    path: Path | None
    name: str
    source: str
    named: bool = True

    @property
    def suffix(self) -> str:
        path = Path(self.source)
        return (Path(path.stem) if path.suffix.lower() in _PACKED else path).suffix.lower()


@dataclass(slots=True)
class Search:
    """What paths stand for: the files by name, what is no file (a pipe in a folder), and what should be said."""

    files: list[Found] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find(paths: str | Path | Iterable[str | Path]) -> Search:
    """The files, each once, by name; folders are searched to the bottom, hidden files and graphs left out."""
    search = Search()
    files: dict[str, Found] = {}
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for found in _standing_for(path, search):
            key = os.path.realpath(found.path) if found.path else STDIN
            other = files.get(key, found)
            first = min(found, other, key=lambda one: (not one.named, one.name, one.source))
            files[key] = first
    search.files = sorted(files.values(), key=lambda one: (one.name, one.source))
    search.ignored.sort()
    search.notes.sort()
    return search


def shown(path: str | Path) -> str:
    """A path as text that can be stored and printed, whatever bytes its name is made of."""
    return clean(os.fsencode(path).decode("utf-8", "backslashreplace"))


def _standing_for(path: str | Path, search: Search) -> Iterable[Found]:
    if str(path) == STDIN:
        return [Found(None, STDIN, STDIN)]
    name = shown(path)
    try:
        path = Path(path)
        if name and path.is_dir():
            return _inside(path, search)
        if name and path.exists():
            return [Found(path, name, shown(path.name))]
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    raise InputError(f"{name or repr(name)}: there is no such file or folder; give papers, or - for standard input")


def _inside(folder: Path, search: Search) -> list[Found]:
    if _is_graph(folder):
        raise InputError(f"{shown(folder)}: is a graph that was built already, no papers; give what it was built from")
    found = []

    def unreadable(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        search.notes.append(f"{shown(error.filename)}: the folder cannot be looked into ({error.strerror}); left out")

    for here, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name[0] != "." and not _is_graph(Path(here, name)))
        for path in (Path(here, name) for name in files if name[0] != "."):
            if path.is_file():
                found.append(Found(path, shown(path), shown(path.relative_to(folder).as_posix()), named=False))
            else:
                search.ignored.append(shown(path))
    return found


def _is_graph(folder: Path) -> bool:
    manifest = (folder / "manifest.json").is_file() and next(folder.glob("papers-*.parquet"), None) is not None
    return manifest or (folder.suffix == ".kg" and folder.name != ".kg")
