"""The pyvis network: small, placed, and harmless."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.errors import UsageError
from kg.viewer import pyvis_network
from viewer import corpus


def test_a_neighbourhood() -> None:
    network = pyvis_network(corpus.friendly(), "CIFAR-10")
    assert {node["label"] for node in network.nodes} == {"CIFAR-10", "Diffusion of pictures", "Faster sampling"}
    assert len(network.edges) == 2
    assert all(node["physics"] is False and "x" in node and "y" in node for node in network.nodes)
    assert all(edge["arrows"] == "" for edge in network.edges)


def test_hops_and_limit() -> None:
    tables = corpus.friendly()
    assert len(pyvis_network(tables, "CIFAR-10", hops=2).nodes) == 7
    assert len(pyvis_network(tables, "CIFAR-10", hops=2, limit=4).nodes) == 4
    with pytest.raises(UsageError, match="no entity or paper"):
        pyvis_network(tables, "nonesuch")


def test_no_name_becomes_markup() -> None:
    tables = corpus.tables(
        [{"id": "a", "title": f"{corpus.EVIL} <a href=x>", "abstract": "it has a thing"}],
        [("m:t", "METHOD", "thing", [])],
    )
    network = pyvis_network(tables, "thing")
    for node in network.nodes:
        assert not set("<>&") & set(node["title"])
        assert "href" not in node["title"]
    page = network.generate_html()
    assert corpus.EVIL not in page
    assert "<a href=x>" not in page


def test_pyvis_is_not_imported_with_the_viewer() -> None:
    code = "import sys, kg.viewer; assert not {'pyvis', 'IPython', 'networkx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
