"""From paths to papers: find the files, read each in its format, merge what is one paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError
from kg.papers import fields, formats, identity
from kg.papers.files import Found, NotPapersError, find, shown
from kg.papers.text import Text
from kg.records import Reading, Skipped


@dataclass(slots=True)
class _Account:
    """What came of a file."""

    records: list[fields.Record] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    odd_dates: list[str] = field(default_factory=list)


def read_papers(
    paths: str | Path | Iterable[str | Path], *, format: str | None = None, columns: Mapping[str, str] | None = None
) -> Reading:
    """The different papers in files, folders (to the bottom) or standard input (``-``), sorted by id.

    Files may be packed (gzip, zstd). Their format is seen from what is in them; ``format`` (``listing``, ``jsonl``,
    ``csv``, ``tsv``) says it instead. ``columns`` says which column or key holds a field:
    ``{"abstract": "Summary"}``. Records without a title or an abstract are skipped and listed. A file that is named
    and holds no paper is an ``InputError``; one that was met in a folder is listed in ``ignored_files``.
    """
    forced, wanted = formats.named(format), fields.wanted(columns)
    paths = [paths] if isinstance(paths, str | Path) else list(paths)
    search = find(paths)
    accounts: list[_Account] = []
    ignored, notes = search.ignored, search.notes
    for found in search.files:
        try:
            accounts.append(_read(found, forced, wanted))
        except InputError as error:
            if found.named:
                raise
            ignored.append(found.name)
            if not isinstance(error, NotPapersError):
                notes.append(f"{error} (ignored)")
    if not accounts:
        raise _nothing(paths, len(ignored), notes)
    records = [record for account in accounts for record in account.records]
    papers, said = identity.merge(records)
    return Reading(
        papers=papers,
        entries=len(records),
        files=len(accounts),
        skipped=[skipped for account in accounts for skipped in account.skipped],
        ignored_files=sorted(ignored),
        notes=[*notes, *(note for account in accounts for note in account.notes), *_odd_dates(accounts), *said],
    )


def _read(found: Found, forced: formats.Format | None, columns: Mapping[str, str]) -> _Account:
    account = _Account()
    with Text(found) as text:
        kind = forced or formats.recognised(text, columns)
        for line, raw in kind.read(text, columns):
            record = raw if isinstance(raw, str) else fields.record(raw, found.source)
            if isinstance(record, str):
                account.skipped.append(Skipped(found.name, line, record))
                continue
            account.records.append(record)
            if record.odd_date:
                account.odd_dates.append(f"{record.odd_date[:40]!r} in {found.name}, line {line}")
        account.notes = text.notes
        account.skipped.sort(key=lambda skipped: skipped.line)
        if not account.records:
            raise _no_papers(found, account)
    return account


def _no_papers(found: Found, account: _Account) -> InputError:
    if not account.skipped:
        damage = "".join(f" ({note.removeprefix(f'{found.name}: ')})" for note in account.notes)
        return InputError(f"{found.name}: holds no papers{damage}; give titles with their abstracts")
    first = account.skipped[0]
    return InputError(
        f"{found.name}: no paper in {len(account.skipped)} records (line {first.line}: {first.reason});"
        " name its format (--from) or its columns (--column abstract=…)"
    )


def _nothing(paths: Sequence[str | Path], ignored: int, notes: Sequence[str]) -> InputError:
    names = ", ".join(shown(path) for path in paths)
    known = ", ".join(formats.FORMATS)
    if not names:
        return InputError("no files were given; give files or folders of papers, or - for standard input")
    if not ignored:
        return InputError(f"{names}: holds no files; give files or folders of papers ({known})")
    why = f" ({notes[0]})" if notes else ""
    return InputError(
        f"{names}: {ignored} {'files' if ignored > 1 else 'file'}, but no papers{why}; papers come as {known}"
    )


def _odd_dates(accounts: Sequence[_Account]) -> list[str]:
    odd = [date for account in accounts for date in account.odd_dates]
    return [f"dates that make no sense were left out: {len(odd)} (the first: {odd[0]})"] if odd else []
