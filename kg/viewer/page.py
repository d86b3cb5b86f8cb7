"""One HTML file that asks the network for nothing: ``viz/page.html`` with its styles, scripts and data inside.

Every style and script block is named by its hash in the page's Content-Security-Policy, so that nothing else can
run in it, whatever the papers say. The data are deflated and in base64, in script elements of a type that no
browser runs. The same graph gives the same bytes.
"""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from kg.errors import UsageError
from kg.resources import folder
from kg.viewer.blocks import index_block, map_block, sizes, text_blocks
from kg.viewer.layout import layout
from kg.viewer.model import LIMIT, Picture, picture, pull
from kg.viewer.policy import policy
from kg.viewer.regions import regions

__all__ = ["PageReport", "render", "write_page"]

_SLOT = re.compile(
    r'<link rel="stylesheet" href="(?P<style>[\w./-]+)">'
    r'|<script src="(?P<script>[\w./-]+)"></script>'
    r"|\{\{(?P<value>\w+)\}\}"
)
#: Bytes that all texts together may take in a page; where they would take more they are left out.
_TEXTS = 30_000_000
_ROOM = {"papers": (5.0, 0.02), "entities": (5.5, 0.2)}  # room of a dot in the layout: at size 0, and for each more


@dataclass(frozen=True, slots=True)
class PageReport:
    """What a page holds. ``entities`` are drawn, ``listed`` stand in one paper only; what was left out was less
    central than what is drawn, and the papers left out are not in the page at all. ``texts`` says whether abstracts and
    evidence are."""

    output: Path
    bytes: int
    papers: int
    entities: int
    links: int
    listed: int
    left_out_papers: int
    left_out_entities: int
    texts: bool
    around: str | None


def write_page(
    tables: Mapping[str, pa.Table],
    manifest: Mapping[str, Any],
    output: Path,
    *,
    title: str,
    around: str | None = None,
    seed: int = 0,
    limit: int = LIMIT,
) -> PageReport:
    """Write the interactive page of a graph.

    Args:
        around: draw only the neighbourhood of this entity or paper, given by name, alias, title or id.
        seed: of the layout.
        limit: how many nodes are drawn at most; above it the most central.

    Raises:
        UsageError: nothing is called ``around``, or ``output`` cannot be written.
    """
    drawn = picture(tables, around, limit)
    text, texts = render(tables, manifest, drawn, title=title, seed=seed)
    data = text.encode("utf-8", "replace")
    output = Path(output)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror}); choose another output") from error
    return PageReport(output=output, bytes=len(data), texts=texts, **_counts(drawn))


def _counts(drawn: Picture) -> dict[str, Any]:
    return {
        "papers": len(drawn.papers),
        "entities": drawn.drawn,
        "links": int(drawn.shown.sum()),
        "listed": len(drawn.entities) - drawn.drawn - drawn.left_out_entities,
        "left_out_papers": drawn.left_out_papers,
        "left_out_entities": drawn.left_out_entities,
        "around": drawn.centre.name if drawn.centre else None,
    }


def render(
    tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], drawn: Picture, *, title: str, seed: int = 0
) -> tuple[str, bool]:
    """The page's text, and whether the papers' texts are in it."""
    size = sizes(tables, drawn)
    small, more = (np.repeat(pair, (len(drawn.papers), drawn.drawn)) for pair in zip(*_ROOM.values(), strict=True))
    shown = drawn.shown
    source, target = drawn.paper[shown], drawn.entity[shown] + len(drawn.papers)
    at = layout(drawn.nodes, source, target, pull(tables, drawn), small + more * size, seed)
    texts = {f"texts-{i}": _data(f"texts-{i}", some) for i, some in enumerate(text_blocks(tables, drawn))}
    weight = sum(map(len, texts.values()))
    if weight > _TEXTS:
        texts = {}
    about = {"title": title, "program": manifest.get("program"), "seed": seed, **_counts(drawn)}
    about |= {"kind": drawn.centre.kind if drawn.centre else None, "left_out_texts": 0 if texts else weight}
    drawing = map_block(tables, drawn, at, size, regions(tables, drawn, at), about)
    blocks = [_data("map", drawing), _data("index", index_block(tables, drawn)), *texts.values()]
    return assemble(folder("viz"), title, "\n".join(blocks)), weight <= _TEXTS


def assemble(viz: Path, title: str, data: str) -> str:
    """``page.html`` with what it names put in its place, and a policy that allows that and nothing else."""
    page = (viz / "page.html").read_text(encoding="utf-8")
    slots = list(_SLOT.finditer(page))
    inside = {name: (viz / name).read_text(encoding="utf-8") for m in slots if (name := m["style"] or m["script"])}
    allowed = policy(
        [inside[m["style"]] for m in slots if m["style"]], [inside[m["script"]] for m in slots if m["script"]]
    )
    values = {"title": html.escape(title), "policy": html.escape(allowed), "data": data}

    def fill(slot: re.Match[str]) -> str:
        if slot["value"]:
            return values[slot["value"]]
        name = slot["style"] or slot["script"]
        tag = "style" if slot["style"] else "script"
        if f"</{tag}" in inside[name].lower() or "<!--" in inside[name]:
            raise ValueError(f"{viz / name}: holds what would end its own {tag} element")
        return f"{_licence(viz / name)}<{tag}>{inside[name]}</{tag}>"

    return _SLOT.sub(fill, page)


def _licence(file: Path) -> str:
    """The licence of a library, as a remark in front of it: it asks to go wherever the library goes."""
    licence = file.with_name(f"{file.name.removesuffix('.min.js')}.LICENSE")
    return f"<!--\n{licence.read_text(encoding='utf-8').strip()}\n-->\n" if licence.is_file() else ""


def _data(name: str, block: Any) -> str:
    """A block of data: JSON, deflated without a header, in base64."""
    text = json.dumps(block, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(text.encode("utf-8", "replace")) + deflate.flush()
    return f'<script type="application/octet-stream" id="{name}">{base64.b64encode(packed).decode()}</script>'
