from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pytest

from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

from .hostile import tables

#: What the contract holds for: an engine's name, and how to fill it.
ENGINES: dict[str, Callable[[Mapping[str, pa.Table]], Store]] = {"embedded": EmbeddedStore}


@pytest.fixture(scope="session", params=ENGINES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The hostile graph in each engine."""
    with ENGINES[request.param](tables()) as opened:
        yield opened
