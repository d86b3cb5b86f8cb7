"""What a page holds, read as a browser would read it."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Page(HTMLParser):
    """The parts of a page: tags with their attributes, and the content of scripts and styles."""

    text: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: tuple[str, dict[str, str | None]] | None = None
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside = (tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.inside = None

    def handle_data(self, data: str) -> None:
        match self.inside:
            case ("style", _):
                self.styles.append(data)
            case ("script", {"type": "application/octet-stream", "id": str(name)}):
                self.data[name] = data
            case ("script", _):
                self.scripts.append(data)
            case _:
                self.words.append(data)

    def block(self, name: str) -> Any:
        packed = base64.b64decode(self.data[name], validate=True)
        return json.loads(zlib.decompress(packed, -zlib.MAX_WBITS))

    @property
    def policy(self) -> dict[str, list[str]]:
        (content,) = [a["content"] for t, a in self.tags if a.get("http-equiv") == "Content-Security-Policy"]
        parts = [part.split() for part in str(content).split(";")]
        return {part[0]: part[1:] for part in parts}
