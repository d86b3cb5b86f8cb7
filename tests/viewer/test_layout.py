"""The layout: finite, the same for the same seed, and telling."""

from __future__ import annotations

import numpy as np
import pytest

from kg.viewer.layout import layout

NOTHING = np.zeros(0, dtype=np.int64)


def rooms(count: int) -> np.ndarray:
    return np.full(count, 6.0)


def cliques(sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    pairs, first = [], 0
    for size in sizes:
        pairs += [(first + a, first + b) for a in range(size) for b in range(a)]
        first += size
    ends = np.array(pairs, dtype=np.int64)
    return ends[:, 0], ends[:, 1]


def test_nothing_and_one() -> None:
    assert layout(0, NOTHING, NOTHING, np.zeros(0), rooms(0)).shape == (0, 2)
    assert np.allclose(layout(1, NOTHING, NOTHING, np.zeros(0), rooms(1)), 0.0, atol=0.1)


@pytest.mark.parametrize("count", [2, 3, 50])
def test_without_links_none_covers_another(count: int) -> None:
    at = layout(count, NOTHING, NOTHING, np.zeros(0), rooms(count))
    apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2)) + 1e9 * np.eye(count)
    assert apart.min() > 11.9


@pytest.mark.parametrize("sizes", [[2], [3, 2], [8, 8, 8], [30, 1, 1, 5], [60, 60]])
def test_finite_and_the_same_again(sizes: list[int]) -> None:
    count = sum(sizes)
    source, target = cliques(sizes)
    first, second, other = (layout(count, source, target, np.ones(len(source)), rooms(count), s) for s in (0, 0, 1))
    assert np.isfinite(first).all()
    assert (first == second).all()
    assert not (first == other).all()


def test_what_is_linked_lies_together() -> None:
    source, target = cliques([20, 20, 20])
    bridges = np.array([[0, 20], [20, 40], [40, 0]])
    source, target = np.r_[source, bridges[:, 0]], np.r_[target, bridges[:, 1]]
    at = layout(60, source, target, np.ones(len(source)), rooms(60))
    group = np.repeat([0, 1, 2], 20)
    apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
    same = group[:, None] == group[None]
    assert apart[same].mean() < 0.5 * apart[~same].mean()


def test_it_is_wider_than_high() -> None:
    source = np.arange(99)
    at = layout(100, source, source + 1, np.ones(99), rooms(100))
    assert at[:, 0].std() >= at[:, 1].std()
