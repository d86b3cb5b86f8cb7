"""Every default, in one place; a ``kg.toml`` in the working folder overrides them, options override both."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from kg.errors import UsageError

FILE = "kg.toml"
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build may be told. The names are the keys of ``kg.toml`` and stand in the manifest.

    Shares are fractions of the corpus in [0, 1].
    """

    #: Mentions below this confidence make no entity (they stay in the mentions table).
    min_confidence: float = 0.7
    #: A name that one paper alone has makes an entity only if a mention of it is so sure: it joins nothing, and of
    #: such names at the threshold above every fifth was none.
    min_confidence_alone: float = 0.82
    #: An acronym without an expansion of its own joins the expansion that at least this share of the papers
    #: which do expand it give …
    acronym_share: float = 0.8
    #: … if at least so many papers give it.
    acronym_papers: int = 2
    #: An entity in more than this share of the papers links no papers …
    hub_share: float = 0.1
    #: … where the corpus has at least so many papers (in a small one everything is common);
    hub_corpus: int = 1000
    #: and an entity in more papers than this never links any.
    hub_papers: int = 1000
    #: The strongest links a paper keeps.
    links_kept: int = 20
    #: Two entities are RELATED from so many common papers …
    related_papers: int = 2
    #: … and this normalised pointwise mutual information on.
    related_npmi: float = 0.1
    #: The strongest RELATED that an entity keeps.
    related_kept: int = 20
    #: Seed of whatever draws lots (communities, layout, sampled pivots).
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("min_confidence", "min_confidence_alone", "acronym_share", "hub_share", "related_npmi"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise UsageError(f"setting {name} = {getattr(self, name)} must lie between 0 and 1")
        for name in ("acronym_papers", "hub_papers", "links_kept", "related_papers", "related_kept", "hub_corpus"):
            if not 1 <= getattr(self, name) <= _MOST:
                raise UsageError(f"setting {name} = {getattr(self, name)} must lie between 1 and {_MOST}")
        if not 0 <= self.seed <= _MOST:
            raise UsageError(f"setting seed = {self.seed} must lie between 0 and {_MOST}")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def load(cls, path: Path | None = None, **options: Any) -> Self:
        """Defaults, then ``path`` (or ``kg.toml`` in the working folder), then those ``options`` that are not None."""
        file = path or Path(FILE)
        values = _read_toml(file) if path or file.is_file() else {}
        kinds = {f.name: type(f.default) for f in fields(cls)}
        for name, value in values.items():
            if name not in kinds:
                raise UsageError(f"{file}: unknown setting {name!r}; there are: {', '.join(sorted(kinds))}")
            if isinstance(value, bool) or not isinstance(value, (kinds[name], int)):
                kind = "a whole number" if kinds[name] is int else "a number"
                raise UsageError(f"{file}: setting {name} must be {kind}, not {value!r}")
        values.update({name: value for name, value in options.items() if value is not None})
        return cls(**values)


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: is not TOML ({error})") from error
