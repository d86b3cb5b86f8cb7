"""A pyvis network whose page is ours.

What pyvis 0.3.2 writes asks two files of a CDN even as ``in_line``, shows titles as HTML as soon as one of them holds
``href``, writes ``heading`` and ``select_menu`` raw, and in the locale's encoding. So nodes, edges and options, which
are what people know of pyvis, go into ``viz/pyvis.html`` instead, with the release of vis-network that pyvis carries:
text stays text, every block is named by its hash in the page's policy, and nothing is asked of the network.
"""

from __future__ import annotations

import html
import json
import re
import webbrowser
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyvis
from pyvis.network import Network

from kg.errors import UsageError
from kg.resources import folder
from kg.viewer.notebook import frame
from kg.viewer.policy import policy

__all__ = ["EgoNetwork"]

_BLOCK = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
_SLOT = re.compile(r"\{\{(policy|title|heading|data)\}\}")
_ENDS = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)
_CONTROL = re.compile("[\x80-\x9f]")  # HTML has no reference for these, which the frame of a notebook needs


class EgoNetwork(Network):  # type: ignore[misc]
    """A ``pyvis.network.Network``: nodes, edges and options can be added and changed as in any other.

    ``legend`` maps names to colours. ``select_menu``, ``filter_menu``, ``neighborhood_highlight`` and templates are
    not shown; an ``image`` of a node must be a ``data:`` address.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.legend: dict[str, str] = {}
        self._joined: set[frozenset[Any]] = set()
        self._known = 0  # how many of the edges are in there

    def add_edge(self, source: Any, to: Any, **options: Any) -> None:
        """As in pyvis, which looks through all nodes and edges for each one that is added."""
        for node in (source, to):
            if node not in self.node_map:
                raise AssertionError(f"non existent node '{node}'")
        if self._known != len(self.edges):
            self._joined = {frozenset((edge["from"], edge["to"])) for edge in self.edges}
        ends = frozenset((source, to))
        if self.directed or ends not in self._joined:
            more = {"arrows": "to"} if self.directed else {}
            self.edges.append({**more, **options, "from": source, "to": to})
            self._joined.add(ends)
        self._known = len(self.edges)

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """The page: one file without requests, the same wherever it is shown.

        Raises:
            UsageError: a node or an edge holds what JSON has no word for.
        """
        nodes, edges, heading, height, width, options = self.get_network_data()
        data = {
            "nodes": nodes,
            "edges": edges,
            # Places are given: physics is for those who ask for it.
            "options": {"physics": {"enabled": False}, **json.loads(options)},
            "height": height,
            "width": width,
            "background": self.bgcolor,
            "legend": self.legend,
            "dot": self.dot_lang.replace('\\"', '"') if self.use_DOT else None,
            "configure": bool(self.conf),
        }
        try:
            text = json.dumps(data, separators=(",", ":"), allow_nan=False, default=_plain)
        except (TypeError, ValueError) as error:
            raise UsageError(f"the network holds what a page cannot ({error}); look at what was added to it") from error
        title = heading or f"{len(nodes)} nodes, {len(edges)} links"
        self.html = _page(str(heading), str(title), text.replace("<", "\\u003c"))
        return self.html

    def write_html(self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:
        """Write the page, in UTF-8 and without files beside it.

        Raises:
            UsageError: it cannot be written.
        """
        file = Path(name)
        try:
            file.write_bytes(self.generate_html().encode())
        except OSError as error:
            raise UsageError(f"{file}: cannot be written ({error.strerror}); choose another output") from error
        if open_browser:
            webbrowser.open(file.resolve().as_uri())

    def save_graph(self, name: str) -> None:
        """As :meth:`write_html`."""
        self.write_html(name)

    def show(self, name: str, local: bool = True, notebook: bool = True) -> EgoNetwork | None:
        """Write the page and show it: in a notebook by giving back what shows itself there, else in a browser."""
        self.write_html(name, open_browser=not notebook)
        return self if notebook else None

    def _repr_html_(self) -> str:
        pixels = re.fullmatch(r"(\d+)(?:px)?", str(self.height))
        page = self.generate_html()
        return frame(page, str(self.heading or "Network"), *([int(pixels[1]) + 60] if pixels else []))


def _plain(value: Any) -> Any:
    """What JSON does not know: NumPy's numbers and arrays."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{value!r} is nothing that JSON has a word for")


def _page(heading: str, title: str, data: str) -> str:
    page, allowed = _template()
    values = {"policy": allowed, "title": html.escape(title), "heading": html.escape(heading), "data": data}
    filled = _SLOT.sub(lambda slot: values[slot[1]], page)
    return filled.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _template() -> tuple[str, str]:
    """``pyvis.html`` with vis-network inside, and the policy that allows its blocks and nothing else."""
    releases = (Path(pyvis.__file__).parent / "templates" / "lib").glob("vis-*")
    vis = max(releases, key=lambda release: [int(n) for n in re.findall(r"\d+", release.name)])
    page = (folder("viz") / "pyvis.html").read_text(encoding="utf-8")
    for slot, name in (("{{vis_style}}", "vis-network.css"), ("{{vis_script}}", "vis-network.min.js")):
        text = (vis / name).read_text(encoding="utf-8")
        if _ENDS.search(text):
            raise ValueError(f"{vis / name}: holds what would end its own element")
        text = re.sub(r"\n//# sourceMappingURL=\S*", "", text)  # developer tools would ask for it
        page = page.replace(slot, _CONTROL.sub(lambda found: f"\\x{ord(found[0]):x}", text))
    blocks = _BLOCK.findall(page)
    allowed = policy(*([text for tag, text in blocks if tag == kind] for kind in ("style", "script")))
    return page, html.escape(allowed)
