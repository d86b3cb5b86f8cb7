"""A real Neo4j server for tests: its jars fetched once by Maven, its data in a temporary folder, gone afterwards.

Neo4j is GPL: it is fetched for tests and never shipped. This folder is no package, for one called ``neo4j`` would
hide the driver.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import neo4j

HERE = Path(__file__).parent
CACHE = Path.home() / ".cache" / "scholargraph-tests"
#: The lines to test on: the version of each, and the Java that it needs.
LINES: dict[str, tuple[str, int]] = {
    "5.26": (re.findall(r"<neo4j.version>(.+?)<", (HERE / "pom.xml").read_text())[0], 17),
    "2025.10": ("2025.10.1", 21),
}
#: Java that came out long after a line is none for it.
NEWEST = {"5.26": 21, "2025.10": 25}
#: Small, and quick to start rather than fast in the long run.
OPTIONS = ("-Xmx512m", "-Xss2m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_OPENS = tuple(
    part for name in ("java.nio", "java.io", "sun.nio.ch") for part in ("--add-opens", f"java.base/{name}=ALL-UNNAMED")
)
SETTINGS = {
    "dbms.security.auth_enabled": "true",
    "dbms.security.auth_max_failed_attempts": "0",  # tests give wrong passwords
    "dbms.usage_report.enabled": "false",
    "server.bolt.enabled": "true",
    "server.bolt.listen_address": "127.0.0.1:0",
    "server.memory.pagecache.size": "64m",
}
PATIENCE = 600  # seconds for Maven to fetch


@dataclass(frozen=True)
class Server:
    """A server that runs: where it listens, and who may come in."""

    uri: str
    folder: Path
    process: subprocess.Popen[str] = field(repr=False)
    user: str = "neo4j"
    password: str = field(default="", repr=False)

    def driver(self) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(self.uri, auth=(self.user, self.password))

    def empty(self) -> None:
        """Make the database as new: no nodes, no constraints, no indexes."""
        with self.driver() as driver:
            driver.execute_query("MATCH (n) DETACH DELETE n")
            for kind, listed in (("CONSTRAINT", "SHOW CONSTRAINTS"), ("INDEX", "SHOW INDEXES WHERE type <> 'LOOKUP'")):
                for record in driver.execute_query(listed).records:
                    driver.execute_query(f"DROP {kind} `{record['name']}` IF EXISTS")


def why_not(line: str) -> str | None:
    """Why there can be no server of a line here, or None."""
    _, least = LINES[line]
    if java(least, NEWEST[line]) is None:
        return f"no JDK from {least} to {NEWEST[line]} for Neo4j {line}"
    if not _folder(line).is_dir() and shutil.which("mvn") is None:
        return f"no Maven to fetch Neo4j {line}"
    try:
        _jars(line)
    except subprocess.SubprocessError as error:
        return f"Maven cannot fetch Neo4j {line} ({error})"
    return None


@contextlib.contextmanager
def running(
    line: str, folder: Path, settings: Mapping[str, str] | None = None, password: str | None = None,
    gently: bool = False,
) -> Iterator[Server]:  # fmt: skip
    """A server of a line, with its data in ``folder``; ``settings`` are added to ours.

    ``password`` is that of a folder in which a server ran before; otherwise one is made up and set. A server whose
    data serves again must end ``gently``, which takes ten seconds.
    """
    version, least = LINES[line]
    found = java(least, NEWEST[line])
    assert found is not None
    jars = _jars(line)
    file = folder / "neo4j.conf"
    file.write_text("".join(f"{key}={value}\n" for key, value in {**SETTINGS, **(settings or {})}.items()))
    command = [str(found), *OPTIONS, *_OPENS, "-cp", f"{jars}/*"]
    command += [str(HERE / "Server.java"), str(folder), str(file)]
    log = folder / "stderr.txt"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdin=-1, stdout=-1, stderr=errors, text=True, cwd=folder) as process,
    ):
        assert process.stdout is not None
        line_ = next((text for text in process.stdout if text.startswith("port ")), None)
        if line_ is None:
            raise RuntimeError(f"Neo4j {version} did not start: {log.read_text()[-2000:]}")
        uri = f"bolt://127.0.0.1:{line_.split()[1]}"
        server = Server(uri, folder, process, password=password or secrets.token_urlsafe(12))
        try:
            if password is None:
                _set_password(server)
            yield server
        finally:
            if gently:
                process.communicate(timeout=120)
            process.kill()


def admin_tool(line: str, folder: Path) -> Path:
    """A ``neo4j-admin`` of a line, as a script, for a server that will have its data in ``folder``."""
    found = java(LINES[line][1], NEWEST[line])
    assert found is not None
    (folder / "neo4j.conf").touch()
    command = [str(found), *OPTIONS, *_OPENS, "-cp", f"{_jars(line)}/*", "org.neo4j.cli.AdminTool"]
    script = folder / "neo4j-admin"
    home = shlex.quote(str(folder))
    script.write_text(f'#!/bin/sh\nNEO4J_HOME={home} NEO4J_CONF={home} exec {shlex.join(command)} "$@"\n')
    script.chmod(0o755)
    return script


@cache
def java(least: int, most: int) -> Path | None:
    """The oldest Java that will do and can compile (a JDK), of those on the path and where systems keep them."""
    homes = [os.environ.get("JAVA_HOME"), shutil.which("java"), *Path("/usr/lib/jvm").glob("*/bin/java")]
    places = {Path(home) / "bin" / "java" if home == homes[0] else Path(home) for home in homes if home}
    found = sorted((_version(place), place) for place in {place.resolve() for place in places if place.exists()})
    fitting = (place for version, place in found if least <= version <= most)
    return next((place for place in fitting if place.with_name("javac").exists()), None)


def _version(place: Path) -> int:
    said = subprocess.run([str(place), "-version"], capture_output=True, text=True).stderr
    match = re.search(r'version "(\d+)', said)
    return int(match[1]) if match else 0


def _folder(line: str) -> Path:
    return CACHE / f"neo4j-{LINES[line][0]}"


def _jars(line: str) -> Path:
    """The folder of a line's jars; of several processes that want them one fetches and the others wait."""
    folder = _folder(line)
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            new = CACHE / f".new-{folder.name}"
            shutil.rmtree(new, ignore_errors=True)
            command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Dneo4j.version={LINES[line][0]}"]
            command += ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={new}"]
            subprocess.run(command, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
            new.rename(folder)
    return folder


def _set_password(server: Server) -> None:
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, "neo4j")) as driver:
        driver.execute_query(
            "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=server.password, database_="system"
        )
