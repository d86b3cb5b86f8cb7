"""What was found in one paper, as ``kg extract`` prints it: entities with their mentions."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from kg.names import fold
from kg.records import Extraction, Mention

__all__ = ["report"]


def report(extraction: Extraction, min_confidence: float) -> dict[str, Any]:
    """``{"id", "text", "entities": [{"type", "name", "surfaces", "role", "mentions": […]}]}``, in the text's order.

    The ``start`` and ``end`` of a mention count the characters of ``text``: title, line break, abstract. The names are
    those of this paper alone; across papers they are resolved when a graph is built.
    """
    text = extraction.paper.text
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in extraction.mentions:
        if mention.confidence >= min_confidence:
            groups[fold(mention.expansion or mention.surface)].append(mention)
    return {
        "id": extraction.paper.id,
        "text": text,
        "entities": [
            {
                "type": members[0].type,
                "name": _name(members),
                "surfaces": sorted({m.surface for m in members}),
                "role": members[0].role,
                "mentions": [
                    {
                        "start": m.start,
                        "end": m.end,
                        "sentence": text[m.sentence_start : m.sentence_end],
                        "confidence": m.confidence,
                        "source": m.found_by,
                    }
                    for m in members
                ],
            }
            for members in groups.values()
        ],
    }


def _name(members: list[Mention]) -> str:
    """The paper's full form; of its spellings the commonest."""
    forms = Counter(m.expansion or m.surface for m in members)
    return min(forms, key=lambda form: (-forms[form], form))
