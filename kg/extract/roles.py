"""What the paper itself introduces: ``proposed`` against ``used``, for methods and datasets.

Like the judge of names this is a sum of weights (``lexicon/roles.tsv``) over what is observed of a name in its
paper: a title ``X: …``, ``we propose X``, ``called X``, the shape of the name, whether the lexicon knows it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.mentions import ACRONYMS, GROUP
from kg.names import fold
from kg.resources import lexicon, read_rows

__all__ = ["names_of", "role_observations", "set_roles"]

_SURE = 0.5
_NEAR = 90  # characters before a mention that are looked at
_VERB = (
    r"(?:propos|present|introduc|develop|design|releas|construct|build|creat|contribut|describ|curat|collect|publish|"
    r"establish|devis|formulat|implement|provid|offer|launch|unveil|annotat|compil|deriv|coin|term|dub|nam|call)"
    r"(?:e|es|ed|ing|s|t|ted|ting)?"
)
_OPEN = r"[ \"'“‘(\\]*$"
_ADJECTIVES = r"(?:(?:a|an|the|our|new|novel|simple|first|two|three|efficient|\w+ly)[ ,]+)*"
_WHO = r"(?:we|paper|work|article|study|authors)"
_OUR = r"our(?: (?:method|model|approach|framework|algorithm|dataset|benchmark|proposed \w+|new|novel))?"
_TIED = r"(?:on|with|using|of|for|to|in|from|by|via|over|than|like|as|against|between|and|based)"
#: What stands right before a mention; the first that fits is observed.
_CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("named", r"\b(?:called|named|termed|dubbed|coined|namely|denoted|abbreviated|i\.e\.,?)" + _OPEN),
        ("call", r"\b(?:we|which|that) (?:call|name|term|dub|refer to as|coin)(?: it| this)?" + _OPEN),
        ("refer", r"\brefer(?:red)? to (?:it |this \w+ )?as" + _OPEN),
        ("we", rf"\b{_WHO}\b[^.;]{{0,30}}\b{_VERB}(?: and \w+)? {_ADJECTIVES}{_OPEN}"),
        ("verb", rf"\b{_VERB} {_ADJECTIVES}{_OPEN}"),
        ("apposition", rf"\b{_VERB}\b[^.;]{{3,70}},{_OPEN}"),
        ("bracket", rf"\b{_VERB}\b[^.;]{{3,80}}[(\[]$"),
        ("our", rf"\b{_OUR},?{_OPEN}"),
        ("proposed", r"\b(?:proposed|introduced|resulting|new|novel)" + _OPEN),
        ("tied", rf"\b{_TIED}(?: (?:the|a|an))?{_OPEN}"),
    )
)
_NEXT = re.compile(r"[ \"'”’)]*(?:, (?:a|an|the|which)\b|:|\(|\w+|[^\w\s])")


@lru_cache
def _weights() -> dict[str, float]:
    return {row[0]: float(row[1]) for row in read_rows(lexicon("roles.tsv"))}


def names_of(doc: Doc) -> list[list[int]]:
    """The places in ``doc.spans["kg"]`` of each name: an acronym goes with its long form."""
    spans, attrs = doc.spans[GROUP], doc.spans[GROUP].attrs
    groups: dict[str, list[int]] = defaultdict(list)
    for i, span in enumerate(spans):
        groups[fold(attrs["expansion"][i] or span.text)].append(i)
    return list(groups.values())


def _cue(before: str) -> str:
    return next((name for name, pattern in _CUES if pattern.search(before)), "")


def role_observations(doc: Doc, members: list[Span], known: bool, defined: frozenset[str]) -> Iterator[str]:
    """What is observed of a name with these mentions; ``known`` if the lexicon has it."""
    text = doc.text
    title_end = text.find("\n")
    yield "bias"
    yield f"known={known}"
    yield f"count={min(len(members), 4)}"
    longest = max((m.text for m in members), key=len)
    yield f"shape={_shape(longest)}{'m' if ' ' in longest else ''}"
    yield f"type={members[0].label_}"
    yield f"defined={any(m.text in defined for m in members)}"
    yield f"titled={members[0].start_char <= title_end}"
    seen = set()
    for m in members:
        if m.start_char < title_end:
            after = text[m.end_char : m.end_char + 3]
            whole = m.start_char == 0 and (after.startswith(":") or re.match(r" ?\(|:", after))
            seen.add(f"title={'X:' if whole else 'first' if m.start_char == 0 else 'in'}")
            continue
        before = text[max(title_end + 1, m.start_char - _NEAR) : m.start_char]
        cue = _cue(before)
        after_match = _NEXT.match(text, m.end_char)
        after = after_match[0].strip(" \"'”’)").lower() if after_match else ""
        seen.add(f"cue={cue}")
        seen.add(f"cue={cue}+{_shape(m.text)}")
        seen.add(f"cue={cue}+known={known}")
        seen.add(f"after={after}")
    yield from sorted(seen)
    if not any(m.start_char < title_end for m in members):
        yield f"place={min(3, 4 * (members[0].start_char - title_end) // max(1, len(text) - title_end))}"


def _shape(text: str) -> str:
    if text.islower():
        return "x"
    if text.isupper():
        return "A"
    return "T" if all((w[:1].isupper() and w[1:].islower()) or w.islower() for w in re.split(r"[ \-]", text)) else "aB"


@Language.component("kg_roles")
def set_roles(doc: Doc) -> Doc:
    """Set the role of each mention of a method or dataset; all mentions of a name have one."""
    from kg.extract.finders import lexicon_entries

    spans, attrs = doc.spans[GROUP], doc.spans[GROUP].attrs
    defined = frozenset(span.text for span in doc.spans[ACRONYMS])
    entries = lexicon_entries()
    weights = _weights()
    roles: list[str | None] = [None] * len(attrs["role"])
    rows = list(spans)
    for places in names_of(doc):
        members = [rows[i] for i in places]
        if members[0].label_ == "CONCEPT":
            continue
        known = any(fold(m.text) in entries for m in members)
        total = sum(weights.get(what, 0.0) for what in role_observations(doc, members, known, defined))
        role = "proposed" if 1.0 / (1.0 + math.exp(-total)) >= _SURE else "used"
        for i in places:
            roles[i] = role
    attrs["role"] = roles
    return doc
