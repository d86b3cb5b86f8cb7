"""The graph as a picture: one self-contained interactive HTML page, or a small pyvis network."""

from __future__ import annotations

from kg.viewer.model import LIMIT
from kg.viewer.page import PageReport, write_page
from kg.viewer.pyvis import pyvis_network

__all__ = ["LIMIT", "PageReport", "pyvis_network", "write_page"]
