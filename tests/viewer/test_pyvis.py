"""The pyvis network: small, placed, a pyvis network still, and harmless whatever is put into it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from click.testing import CliRunner

from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.resources import folder
from kg.viewer import pyvis, pyvis_network
from kg.viewer.ego import EgoNetwork
from viewer import corpus
from viewer.reading import Page


def data_of(page: Page) -> dict[str, Any]:
    (data,) = [text for text in page.scripts if text.startswith("{")]
    given: dict[str, Any] = json.loads(data)
    return given


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_neighbourhood() -> None:
    from pyvis.network import Network

    network = pyvis_network(corpus.friendly(), "CIFAR-10")
    assert isinstance(network, Network)
    assert {node["label"] for node in network.nodes} == {"CIFAR-10", "Diffusion of pictures", "Faster sampling"}
    assert {node["title"] for node in network.nodes} >= {"Dataset: CIFAR-10", "Paper: Faster sampling"}
    assert len(network.edges) == 2
    assert all("x" in node and "y" in node for node in network.nodes)
    assert not any("arrows" in edge for edge in network.edges)
    assert network.options.physics.enabled is False
    assert network.heading == "Around CIFAR-10"
    assert list(network.legend) == ["Paper", "Dataset"]


def test_hops_and_limit() -> None:
    tables = corpus.friendly()
    assert len(pyvis_network(tables, "CIFAR-10", hops=2).nodes) == 7
    assert len(pyvis_network(tables, "CIFAR-10", hops=2, limit=4).nodes) == 4
    with pytest.raises(UsageError, match="no entity or paper"):
        pyvis_network(tables, "nonesuch")
    with pytest.raises(UsageError, match="hops is 0"):
        pyvis_network(tables, "CIFAR-10", hops=0)


def test_same_in_same_out() -> None:
    one, two = (pyvis_network(corpus.friendly(), "CIFAR-10", 2).generate_html() for _ in range(2))
    assert one == two


def test_the_page_asks_for_nothing_and_allows_only_itself() -> None:
    text = pyvis_network(corpus.friendly(), "diffusion model").generate_html()
    page = Page(text)
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert ("meta", {"charset": "utf-8"}) in page.tags
    assert [a for _, a in page.tags if "src" in a] == []
    assert [a["href"] for _, a in page.tags if "href" in a] == ["data:,"]
    assert [a for _, a in page.tags if "style" in a or any(name.startswith("on") for name in a)] == []
    assert text.count("sourceMappingURL") == 0
    addresses = re.findall(r"url\(\s*[\"']?(.{5})|@(import)", "".join(page.styles))
    assert set(addresses) <= {("data:", "")}
    blocks = [block for block in page.scripts if not block.startswith("{")]
    policy = page.policy
    assert policy["default-src"] == ["'none'"]
    assert policy["img-src"] == ["data:", "blob:"]
    assert policy["script-src"] == [hashed(block) for block in blocks]
    assert policy["style-src"] == [hashed(block) for block in page.styles]
    assert "vis-network" in blocks[0]
    assert len(blocks) == len(page.styles) == 2


def test_what_is_added_is_in_the_page() -> None:
    network = pyvis_network(corpus.friendly(), "CIFAR-10")
    network.add_node("mine", label="My node", title="href", x=np.float64(1.5), color="red")
    network.add_nodes([7, 8], label=["seven", "eight"])
    network.add_edge("mine", "dataset:cifar-10", title="mine too", width=np.int64(3))
    network.add_edges([(7, 8), (8, "mine", 2)])
    network.barnes_hut()
    network.toggle_physics(True)
    network.show_buttons(filter_=["physics"])
    given = data_of(Page(network.generate_html()))
    assert given["nodes"] == json.loads(json.dumps(network.nodes, default=float))
    assert [edge["from"] for edge in given["edges"]][-3:] == ["mine", 7, 8]
    assert given["options"]["physics"]["enabled"] is True
    assert given["configure"] is True
    network.set_options('{"interaction": {"hover": true}}')
    given = data_of(Page(network.generate_html()))
    assert given["options"] == {"physics": {"enabled": False}, "interaction": {"hover": True}}


def test_edges_are_joined_as_pyvis_joins_them() -> None:
    network = EgoNetwork()
    network.add_nodes(["a", "b", "c"])
    network.add_edge("a", "b")
    network.add_edge("b", "a")
    network.edges.append({"from": "b", "to": "c"})
    network.add_edge("c", "b")
    assert [(edge["from"], edge["to"]) for edge in network.edges] == [("a", "b"), ("b", "c")]
    assert network.neighbors("b") == {"a", "c"}
    with pytest.raises(AssertionError, match="non existent node 'd'"):
        network.add_edge("a", "d")
    arrows = EgoNetwork(directed=True)
    arrows.add_nodes(["a", "b"])
    arrows.add_edge("a", "b")
    arrows.add_edge("a", "b", arrows="from")
    assert [edge["arrows"] for edge in arrows.edges] == ["to", "from"]


def test_no_name_title_or_heading_becomes_markup() -> None:
    tables = corpus.tables(
        [{"id": "a", "title": f"{corpus.EVIL} <a href=x>", "abstract": "it has a thing"}],
        [("m:t", "METHOD", "thing", [])],
    )
    network = pyvis_network(tables, "thing")
    assert {node["title"] for node in network.nodes} == {"Method: thing", f"Paper: {corpus.EVIL} <a href=x>"}
    for i, text in enumerate(corpus.HOSTILE):
        network.add_node(f"{i}{text}", label=text, title=text)
        network.legend[text] = text
    for text in corpus.HOSTILE:
        network.heading = network.bgcolor = network.height = text
        raw = network.generate_html()
        assert corpus.EVIL not in raw
        assert "<a href=x>" not in raw
        page = Page(raw)
        assert len(page.scripts) == 3
        assert not {"img", "svg", "b"} & {tag for tag, _ in page.tags}
        assert "".join(page.words).count(text) == 2  # title and heading
        given = data_of(page)
        assert given["nodes"] == network.nodes
        assert given["height"] == text


def test_a_dot_language_graph(tmp_path: Path) -> None:
    network = EgoNetwork()
    (tmp_path / "a.dot").write_text('graph { "one" -- "two"; }', encoding="utf-8")
    with pytest.warns(ResourceWarning):  # pyvis leaves the file open
        network.from_DOT(str(tmp_path / "a.dot"))
    assert data_of(Page(network.generate_html()))["dot"] == 'graph { "one" -- "two"; }'


def test_what_json_does_not_know_is_said() -> None:
    network = EgoNetwork()
    network.add_node("a", title=object())
    with pytest.raises(UsageError, match="JSON"):
        network.generate_html()


def test_files_are_utf_8_and_alone(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from kg.viewer.ego import EgoNetwork\n"
        "network = EgoNetwork()\n"
        "network.add_node('\\u00e9', label='\\U0001f680 \\ud800')\n"
        "network.heading = '\\u0645'\n"
        "network.save_graph('a.html'); network.show('b.html'); network.write_html('c.html')\n"
    )
    here = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    where = {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, **here, **where}, capture_output=True)
    assert done.stdout == b""
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.html", "b.html", "c.html"]
    page = Page((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert "م" in page.words
    assert data_of(page)["nodes"][0]["label"] == "🚀 \ud800"
    with pytest.raises(UsageError, match="cannot be written"):
        EgoNetwork().write_html(str(tmp_path))


def test_in_a_notebook_it_is_a_frame(tmp_path: Path) -> None:
    network = pyvis_network(corpus.friendly(), "CIFAR-10")
    assert network.show(str(tmp_path / "x.html")) is network
    (frame,) = [attributes for tag, attributes in Page(network._repr_html_()).tags if tag == "iframe"]
    assert "allow-same-origin" not in str(frame["sandbox"])
    assert frame["title"] == "Around CIFAR-10"
    assert frame["height"] == "640"
    network.height = "750px"
    assert 'height="810"' in network._repr_html_()


def test_two_thousand_nodes_are_the_most() -> None:
    network = pyvis_network(corpus.bare(1500, 997, each=8), "thing 1", hops=9)
    page = network.generate_html()
    assert len(network.nodes) == 2000
    assert len(network.edges) > 4000
    assert len(page) < 3_000_000


def test_adding_an_edge_looks_through_nothing() -> None:
    class Unread(list[Any]):
        def __iter__(self) -> NoReturn:
            raise AssertionError("all edges were looked through")

    network = EgoNetwork()
    network.add_nodes(list(range(300)))
    network.edges = Unread()
    network.add_edges([(i, j) for i in range(300) for j in range(i)])
    assert len(network.edges) == 300 * 299 / 2


def test_pyvis_is_not_imported_with_the_viewer() -> None:
    code = "import sys, kg.viewer; assert not {'pyvis', 'IPython', 'networkx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.cli.view import command

    graph = KnowledgeGraph(corpus.friendly(), {"settings": {"seed": 0}})
    monkeypatch.setattr("kg.graph.open_graph", lambda path: graph)
    output = tmp_path / "ego.html"

    def view(*options: str) -> Any:
        return CliRunner().invoke(command, ["a.kg", "-o", str(output), *options])

    done = view("--around", "CIFAR-10", "--pyvis")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr.endswith("ego.html: 3 nodes and 2 links\n")
    assert "vis-network" in output.read_text(encoding="utf-8")
    assert view("--around", "CIFAR-10", "--pyvis", "--hops", "2", "--title", "Mine").stderr.endswith(
        "7 nodes and 7 links\n"
    )
    assert "<h1>Mine</h1>" in output.read_text(encoding="utf-8")
    assert view("--around", "CIFAR-10", "--pyvis", "--hops", "3").exit_code == 2
    for options, said in ((["--pyvis"], "--around NAME"), (["--hops", "2"], "--hops goes with --pyvis")):
        error = view(*options).exception
        assert isinstance(error, UsageError)
        assert said in str(error)


def test_its_colours_are_those_of_the_page() -> None:
    style = (folder("viz") / "style.css").read_text(encoding="utf-8")
    first = dict(reversed(re.findall(r"--(paper|M|D|C): (#\w+);", style)))  # of those for light and dark the first
    names = {"Paper": "paper", "Method": "M", "Dataset": "D", "Concept": "C"}
    assert {label: first[name] for label, name in names.items()} == pyvis._COLOURS


def test_what_no_page_can_hold_is_refused() -> None:
    network = EgoNetwork()
    network.add_node("a", size=float("nan"))
    with pytest.raises(UsageError, match="the network holds"):
        network.generate_html()
