"""What the paper itself introduces: ``proposed`` against ``used``, for methods and datasets.

Like the judge of names this is a sum of weights (``lexicon/roles.tsv``) over what is observed of a name in its
paper: a title ``X: …``, ``we propose X``, ``called X``, the shape of the name, whether the lexicon knows it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.entries import lexicon_entries
from kg.extract.found import together
from kg.extract.mentions import GROUP
from kg.extract.tokenizer import span_text, whole_text
from kg.names import fold
from kg.resources import lexicon, read_rows

__all__ = ["names_of", "role_observations", "set_roles"]

#: What the judge's log-odds count for, against the network's, and what the sum has to reach; or the judge's alone.
_JUDGE = 1.0
_SURE = -2.2
_SURE_ALONE = -0.85
_NEAR = 90  # characters before a mention that are looked through for a cue …
_LAST = 40  # … and for the last two words
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
_CUES_WITH_VERB = frozenset({"we", "verb", "apposition", "bracket"})
_ANY_VERB = re.compile(rf"\b{_VERB}\b", re.IGNORECASE)
_QUOTES = " \"'”’)"
_NEXT = re.compile(rf"[{_QUOTES}]*(?:, (?:a|an|the|which)\b|:|\(|\w+|[^\w\s])")
_AFTER_NAME = re.compile(r":| ?\(")
_WORD = re.compile(r"\w+")
_WORD_OR_SIGN = re.compile(r"[\w']+|[^\w\s]")
_URL = re.compile(r"(?:://|www\.|github)\S*$")


@cache
def _weights() -> dict[str, float]:
    return {row[0]: float(row[1]) for row in read_rows(lexicon("roles.tsv"))}


def names_of(doc: Doc) -> list[list[int]]:
    """The places in ``doc.spans["kg"]`` of each name: an acronym goes with its long form."""
    spans, attrs = doc.spans[GROUP], doc.spans[GROUP].attrs
    groups: dict[str, list[int]] = defaultdict(list)
    for i, span in enumerate(spans):
        groups[fold(attrs["expansion"][i] or span_text(span))].append(i)
    return list(groups.values())


def _cue(before: str) -> str:
    verb = _ANY_VERB.search(before) is not None
    for name, pattern in _CUES:
        if (verb or name not in _CUES_WITH_VERB) and pattern.search(before):
            return name
    return ""


def role_observations(text: str, members: list[Span], known: Container[str]) -> Iterator[str]:
    """What is observed of a name with these mentions; ``known`` are the keys that the lexicon has."""
    title_end = text.find("\n")
    longest = max(map(span_text, members), key=len)
    words = _WORD.findall(longest)
    yield "bias"
    # By its fullest form: ``NMF`` may be another one here than that which all know.
    yield f"known={fold(longest) in known}"
    yield f"count={min(len(members), 4)}"
    yield f"shape={_shape(longest)}{'m' if ' ' in longest else ''}"
    yield f"size={min(len(words), 5)}"
    yield f"head={words[-1].lower() if words else ''}"
    yield f"type={members[0].label_}"
    yield from sorted({what for m in members for what in _of_mention(text, m.start_char, m.end_char, title_end)})
    if not any(m.start_char < title_end for m in members):
        yield f"place={min(3, 4 * (members[0].start_char - title_end) // max(1, len(text) - title_end))}"


def _of_mention(text: str, start: int, end: int, title_end: int) -> Iterator[str]:
    if start < title_end:
        whole = start == 0 and _AFTER_NAME.match(text, end)
        yield f"title={'X:' if whole else 'first' if start == 0 else 'in'}"
        return
    before = text[max(title_end + 1, start - _NEAR) : start]
    following = _NEXT.match(text, end)
    last = _WORD_OR_SIGN.findall(before[-_LAST:].lower())
    yield f"cue={_cue(before)}"
    yield f"after={following[0].strip(_QUOTES).lower() if following else ''}"
    yield f"prev={'_'.join(last[-1:])}"
    yield f"prev2={'_'.join(last[-2:])}"
    if _URL.search(before):
        yield "url"


def _shape(text: str) -> str:
    if text.islower():
        return "x"
    if text.isupper():
        return "A"
    return "T" if all((w[:1].isupper() and w[1:].islower()) or w.islower() for w in re.split(r"[ \-]", text)) else "aB"


def _is_proposed(judged: float, network: float | None) -> bool:
    """Whether the log-odds of the judge, and of the network where it saw the name, make it proposed."""
    return judged >= _SURE_ALONE if network is None else _JUDGE * judged + network >= _SURE


@Language.component("kg_roles")
def set_roles(doc: Doc) -> Doc:
    """Set the role of each mention of a method or dataset; all mentions of a name have one.

    Where ``kg_entities`` did all the work, it has.
    """
    if GROUP not in doc.spans:
        raise ValueError("kg_roles finds no mentions: add kg_entities, or a finder and kg_mentions, before it.")
    spans, attrs = doc.spans[GROUP], doc.spans[GROUP].attrs
    if "proposed" not in attrs:
        return doc
    entries = lexicon_entries()
    weights = _weights()
    text = whole_text(doc)
    roles: list[str | None] = [None] * len(attrs["role"])
    rows = list(spans)
    for places in names_of(doc):
        members = [rows[i] for i in places]
        if members[0].label_ == "CONCEPT":
            continue
        judged = sum(weights.get(what, 0.0) for what in role_observations(text, members, entries))
        role = "proposed" if _is_proposed(judged, together(attrs["proposed"][i] for i in places)) else "used"
        for i in places:
            roles[i] = role
    attrs["role"] = roles
    return doc
