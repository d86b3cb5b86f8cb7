"""What a notebook shows of a graph: the page itself in a frame of its own, or a few counts where it is too large.

The frame is sandboxed and has an origin of its own: nothing in it reaches the notebook. It carries its page in
``srcdoc``, so that it goes with the notebook wherever that is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.records import ENTITY_LABELS
from kg.viewer.model import numbers, picture
from kg.viewer.page import render

__all__ = ["DRAWN", "frame", "show"]

#: How many nodes a graph may have to be drawn in a notebook, which keeps a copy of the page for each time it is shown.
DRAWN = 2000
_HEIGHT = 640
_TOP = 5  # how many of the most central are named
#: Scripts, the form that closes a dialog, links to papers, and saving a picture; never the notebook's origin.
_MAY = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads"


def show(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], title: str, seed: int = 0) -> str:
    """A graph as HTML: the interactive page in a frame, or a table of counts above :data:`DRAWN` drawn nodes."""
    shared = pc.sum(pc.greater_equal(tables["entities"]["papers"], 2)).as_py() or 0
    if tables["papers"].num_rows + shared > DRAWN:
        return _counts(tables, title)
    page, _ = render(tables, manifest, picture(tables), title=title, seed=seed)
    return frame(page, title)


def frame(page: str, title: str, height: int = _HEIGHT) -> str:
    """A page in an isolated frame. All of it is ASCII, for its policy holds whatever a notebook is saved in."""
    return (
        f'<iframe title="{_ascii(title)}" sandbox="{_MAY}" width="100%" height="{height}" '
        f'style="border: 1px solid #8884" srcdoc="{_ascii(page)}"></iframe>'
    )


def _ascii(text: str) -> str:
    return escape(text.encode("utf-8", "replace").decode()).encode("ascii", "xmlcharrefreplace").decode()


def _counts(tables: Mapping[str, pa.Table], title: str) -> str:
    """How many there are of each kind, and what is most central."""
    entities, papers = tables["entities"], tables["papers"]
    kinds = [("Paper", papers, papers["title"])]
    for kind, label in ENTITY_LABELS.items():
        some = entities.filter(pc.equal(entities["type"], kind))
        kinds.append((label, some, some["name"]))
    rows = "".join(
        f"<tr><th>{label}s</th><td>{table.num_rows:,}</td><td>{escape('; '.join(_central(table, names)))}</td></tr>"
        for label, table, names in kinds
    )
    return (
        f"<p><b>{escape(title)}</b></p><table><thead><tr><th></th><th>how many</th><th>most central</th></tr></thead>"
        f"<tbody>{rows}</tbody></table><p>Too large to be drawn here: "
        '<code>graph.view("page.html")</code> writes it as a page, '
        '<code>graph.pyvis("NAME")</code> shows what is around a name.</p>'
    )


def _central(table: pa.Table, names: pa.ChunkedArray) -> list[str]:
    score = numbers(table["pagerank"])
    order = np.lexsort((np.arange(len(score)), -score))[:_TOP]
    return [str(name) for name in names.take(pa.array(order)).to_pylist()]
