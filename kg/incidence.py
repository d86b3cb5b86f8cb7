"""Who holds what, as a sparse matrix: what linking and most measures begin with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

__all__ = ["incidence", "positions"]

Ints = npt.NDArray[np.int64]


def incidence(links: pa.Table, papers: pa.Table, entities: pa.Table) -> sparse.csr_array:
    """The matrix papers × entities, rows and columns those of the tables: 1.0 where the paper holds the entity."""
    row, column = positions(papers["id"], links["paper_id"]), positions(entities["id"], links["entity_id"])
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=(papers.num_rows, entities.num_rows))


def positions(ids: pa.ChunkedArray, wanted: pa.ChunkedArray, shift: int = 0) -> Ints:
    """The rows of ``ids`` in which those ``wanted`` stand, plus ``shift``."""
    rows: Ints = pc.index_in(wanted, ids.combine_chunks()).to_numpy().astype(np.int64)
    return rows + shift
