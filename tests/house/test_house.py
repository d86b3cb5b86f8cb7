"""What holds the house together: licences, public names, documents, what ships."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import kg

ROOT = Path(__file__).parents[2]
#: Distributions whose metadata names no licence, with the one that their files state.
STATED_ELSEWHERE: dict[str, str] = {}


def installed_by_default() -> set[str]:
    """The names of all that ``pip install .`` brings."""
    found: set[str] = set()
    todo = ["scholargraph"]
    while todo:
        name = todo.pop().lower()
        if name in found:
            continue
        try:
            requirements = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name)
        for text in requirements:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                todo.append(requirement.name)
    return found - {"scholargraph"}


def licence_of(name: str) -> str:
    about = metadata(name)
    parts = [about.get("License-Expression") or "", (about.get("License") or "").split("\n")[0]]
    parts += [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    return " | ".join(part for part in parts if part) or STATED_ELSEWHERE.get(name, "")


def test_nothing_that_a_plain_install_brings_is_gpl() -> None:
    names = installed_by_default()
    assert {"spacy", "networkx", "neo4j", "pyvis", "kglite"} <= names
    licences = {name: licence_of(name) for name in sorted(names)}
    assert not [name for name, licence in licences.items() if not licence], "no licence stated"
    bad = {n: lic for n, lic in licences.items() if re.search(r"\bA?L?GPL|GNU (Affero |Lesser )?General Public", lic)}
    assert not bad


def test_the_public_names_are_pinned() -> None:
    assert kg.__all__ == [
        "GraphError", "InputError", "KgError", "KnowledgeGraph", "QueryError", "ServedGraph", "Settings",
        "UsageError", "build", "connect", "extract", "open", "read_papers",
    ]  # fmt: skip
    for name in kg.__all__:
        assert getattr(kg, name).__doc__


def test_importing_kg_imports_nothing_heavy() -> None:
    code = "import sys, kg; assert not {'spacy', 'numpy', 'pyarrow', 'networkx', 'click'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_each_dependency_has_its_reason() -> None:
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("_", "-")
    for text in distribution("scholargraph").requires or []:
        assert f"`{Requirement(text).name.replace('_', '-')}`" in reasons, (
            f"{text}: say in CONTRIBUTING.md why it and not another"
        )


def test_the_changelog_knows_the_version() -> None:
    assert f"## {kg.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_vendored_libraries_have_their_licence_beside_them() -> None:
    vendor = ROOT / "viz" / "vendor"
    libraries = [p for p in vendor.rglob("*") if p.suffix in (".js", ".css")]
    for library in libraries:
        assert [p for p in library.parent.iterdir() if "licen" in p.name.lower()], library


@pytest.mark.parametrize("module", ["kg.names"])
def test_docstring_examples(module: str) -> None:
    import doctest

    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.slow
def test_the_wheel_carries_queries_page_and_lexicon(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert any(n.startswith("kg/_data/cypher/queries/") and n.endswith(".cypher") for n in names)
    assert "kg/_data/viz/page.html" in names
    assert "kg/extract/lexicon/weights.tsv" in names
    assert not [n for n in names if "judged.tsv" in n or n.startswith(("tests/", "seeds/"))]


def test_the_modules_stay_small() -> None:
    for file in (ROOT / "kg").rglob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 330, file


def test_nothing_names_a_registry_or_mirror() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.splitlines():
        if name.startswith(("seeds/", "viz/vendor/")) or not (ROOT / name).is_file():
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        assert not re.search(r"index-url|registry\s*=\s*http|<mirror>", text) or name == "tests/house/test_house.py", (
            name
        )
