"""Why two names are or are not one: the resolver's own reasons, read back from a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kg.aliases import read_aliases
from kg.keys import learn
from kg.names import fold
from kg.settings import Settings

__all__ = ["Reason", "explain"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which a spelling was read: as which entity, why, and in how many papers."""

    surface: str
    expansion: str | None
    entity: str | None
    papers: int
    why: str


def explain(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], name: str) -> list[Reason]:
    """How each spelling that folds to ``name`` was read in the corpus, the commonest way first.

    A name that stands in no paper gives one reason with no entity: what would be done with it. One that stands in a
    single paper, too unsure to be an entity, has none either.
    """
    settings = Settings(**manifest["settings"])
    aliases = read_aliases(manifest["aliases"])
    mentions = tables["mentions"]
    used = mentions.filter(pc.greater_equal(mentions["confidence"], settings.min_confidence))
    key_of = learn(used, settings, aliases)
    wanted = fold(name)
    surfaces = [s for s in pc.unique(used["surface"]).to_pylist() if fold(s) == wanted]
    rows = used.filter(pc.is_in(used["surface"], pa.array(surfaces, pa.string())))
    ways = Counter(
        set(
            zip(
                rows["surface"].to_pylist(), rows["expansion"].to_pylist(), rows["entity_id"].to_pylist(),
                rows["paper_id"].to_pylist(), strict=True,
            )
        )
    )  # fmt: skip
    papers = Counter(way[:3] for way in ways)
    alone = f"; no entity: one paper alone has it, with less confidence than {settings.min_confidence_alone}"
    reasons = [
        Reason(
            surface, expansion, entity, count, key_of.explained(surface, expansion)[1] + (alone if not entity else "")
        )
        for (surface, expansion, entity), count in papers.items()
    ]
    if not reasons:
        return [Reason(name, None, None, 0, key_of.explained(name, None)[1])]
    return sorted(reasons, key=lambda r: (-r.papers, r.surface, r.expansion or "", r.entity or ""))
