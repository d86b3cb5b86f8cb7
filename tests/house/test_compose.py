"""The server that ``docker-compose.yml`` describes. No Docker is needed to see that it is sound."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
TEXT = FILE.read_text(encoding="utf-8")
#: What the image reads itself; all else that begins so it takes for a setting of the server, and dies of a wrong one.
OF_THE_IMAGE = {"NEO4J_AUTH"}
LOOPBACK = re.compile(r"127\.0\.0\.1:(\d+):\1")


def described(text: str = TEXT) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(text)
    return found


def service() -> dict[str, Any]:
    (found,) = described()["services"].values()
    return dict(found)


def setting(variable: str) -> str:
    """The server's name of a setting that the image takes as a variable."""
    return "_".join(part.replace("_", ".") for part in variable.removeprefix("NEO4J_").split("__"))


def fits_the_specification(file: Path) -> bool:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_it_fits_the_compose_specification() -> None:
    assert fits_the_specification(FILE)


@pytest.mark.parametrize(
    ("sound", "wrong"),
    [
        ("ports:", "port:"),
        ("retries: 12", "retries: [twelve]"),
        ("volumes:\n      -", "volumes:\n      - [a]\n      -"),
    ],
)
def test_the_specification_would_tell(sound: str, wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "docker-compose.yml"
    file.write_text(TEXT.replace(sound, wrong), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != TEXT
    assert not fits_the_specification(file)


def test_it_is_the_server_of_the_tests() -> None:
    pom = (ROOT / "tests" / "neo4j" / "pom.xml").read_text(encoding="utf-8")
    version = re.findall(r"<neo4j.version>(.+?)<", pom)[0]
    assert service()["image"] == f"neo4j:{version}-community"


def test_nobody_else_can_reach_it() -> None:
    found = [LOOPBACK.fullmatch(port) for port in service()["ports"]]
    assert sorted(match[1] for match in found if match) == ["7474", "7687"]
    assert all(found)
    assert service().keys() & {"network_mode", "privileged", "cap_add", "expose"} == set()


def test_the_password_is_the_users_own() -> None:
    wanted = service()["environment"]["NEO4J_AUTH"]
    says = re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?([^}]+)\}", wanted)
    assert says is not None
    assert "NEO4J_PASSWORD" in says[1]
    assert "eight characters" in says[1]
    # The image must not see it twice: it takes NEO4J_PASSWORD for a setting; and a health check can be read by others.
    assert sum("PASSWORD" in json.dumps(item) for item in service()["environment"].items()) == 1
    assert not re.search(r"PASSWORD|AUTH", json.dumps(service()["healthcheck"]))


def test_the_data_stays_when_the_container_goes() -> None:
    assert service()["volumes"] == ["neo4j-data:/data"]
    assert "neo4j-data" in described()["volumes"]
    assert service()["restart"] == "unless-stopped"


def test_one_can_wait_for_it() -> None:
    check = service()["healthcheck"]
    assert check["test"][:2] == ["CMD", "wget"]  # the image has no curl
    assert check["test"][-1] == "http://127.0.0.1:7474"
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()


def test_it_reports_to_nobody_and_its_memory_is_the_users_choice() -> None:
    environment = service()["environment"]
    assert environment["NEO4J_dbms_usage__report_enabled"] == "false"
    memory = [value for name, value in environment.items() if "memory" in name]
    assert len(memory) == 3
    assert all(re.fullmatch(r"\$\{NEO4J_(HEAP|PAGECACHE):-\d+[mg]\}", value) for value in memory)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_the_server_knows_its_settings(start_neo4j: Callable[..., AbstractContextManager[Any]]) -> None:
    environment = service()["environment"]
    settings = {
        setting(name): re.sub(r"\$\{\w+:-(\w+)\}", r"\1", value)
        for name, value in environment.items()
        if name not in OF_THE_IMAGE
    }
    assert len(settings) == len(environment) - 1
    with start_neo4j(**settings) as running, running.driver() as driver:
        shown = driver.execute_query(
            "SHOW SETTINGS YIELD name, isExplicitlySet WHERE name IN $names RETURN name, isExplicitlySet",
            names=list(settings),
        ).records
    assert {record["name"]: record["isExplicitlySet"] for record in shown} == dict.fromkeys(settings, True)


def test_compose_reads_it() -> None:
    """Compose's own word, where it is; without a password it says what to do."""
    docker = shutil.which("docker")
    compose = [docker or "docker", "compose"]
    if docker is None or subprocess.run([*compose, "version"], capture_output=True).returncode:
        pytest.skip("no docker compose")
    bare = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    command = [*compose, "--file", str(FILE), "config", "--format", "json"]
    refused = subprocess.run(command, env=bare, capture_output=True, text=True)
    assert refused.returncode
    assert "eight characters" in refused.stderr
    read = subprocess.run(command, env={**bare, "NEO4J_PASSWORD": "of my own"}, capture_output=True, check=True)
    (found,) = json.loads(read.stdout)["services"].values()
    assert found["environment"]["NEO4J_AUTH"] == "neo4j/of my own"
    assert {port["host_ip"] for port in found["ports"]} == {"127.0.0.1"}
