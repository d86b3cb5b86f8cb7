"""A Neo4j server: how one connects to it, and its errors and the driver's as one line that says what to do."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from kg.errors import GraphError, KgError, UsageError
from kg.store.base import Closing

__all__ = ["DEFAULT_URI", "DEFAULT_USER", "MARK", "Driver", "Server", "check_uri", "one_line"]

Driver = neo4j.Driver

DEFAULT_URI = "bolt://localhost:7687"
DEFAULT_USER = "neo4j"
#: The property that everything of ours carries: the graph's name.
MARK = "kg"

_OLDEST = 5
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_SECONDS = 10.0  # to wait for a server that does not answer

# Its remarks come with the result (Result.notes) and its errors as ours; stderr is not the place for them.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Server(Closing):
    """One database of a server. Safe to use from several threads; the driver keeps the connections."""

    def __init__(
        self, driver: neo4j.Driver, database: str | None = None, uri: str = "the server", user: str = ""
    ) -> None:
        """``driver`` stays its owner's: :meth:`close` ends only drivers that :meth:`open` made."""
        self.driver, self.database, self.uri, self.user = driver, database or None, uri, user
        self._ours = False

    @classmethod
    def open(cls, uri: str, user: str, password: str, database: str | None = None) -> Self:
        """Connect, and see that the database is there and new enough. ``database`` None is the user's own.

        Raises:
            UsageError: the address makes no sense, or there is no password.
            GraphError: nobody answers, who we are is not believed, or the database or the version is wrong.
        """
        check_uri(uri)
        if not password:
            raise UsageError("there is no password for the server; set NEO4J_PASSWORD")
        try:
            driver = neo4j.GraphDatabase.driver(uri, auth=(user, password), connection_timeout=_SECONDS)
        except (DriverError, ValueError) as error:
            raise UsageError(f"{uri!r} is no address of a server; give one like {DEFAULT_URI}") from error
        server = cls(driver, database, uri, user)
        server._ours = True
        try:
            server.check()
        except BaseException:
            server.close()
            raise
        return server

    def check(self) -> None:
        """See that the database answers and is new enough.

        Raises:
            GraphError: as :meth:`open`.
        """
        with self.plain_errors(), self.session(neo4j.READ_ACCESS) as session:
            agent = session.run("RETURN 1").consume().server.agent
        version = re.match(r"Neo4j/v?(\d+)[\d.]*", agent or "")
        if version is not None and int(version[1]) < _OLDEST:
            raise GraphError(f"{self.uri}: is {version[0]}, which is too old; update it to Neo4j {_OLDEST} or newer")

    def session(self, access: str) -> neo4j.Session:
        """A session on the database, for ``neo4j.READ_ACCESS`` or ``neo4j.WRITE_ACCESS``."""
        return self.driver.session(database=self.database, default_access_mode=access)

    @contextlib.contextmanager
    def plain_errors(self) -> Iterator[None]:
        """What goes wrong between us and the server as one line; a query's own mistakes are not for here."""
        try:
            yield
        except (Neo4jError, DriverError) as error:
            raise self.told(error) from error

    def told(self, error: Neo4jError | DriverError) -> KgError:
        """The error in our words. No password is in it: neither we nor the driver put one there."""
        if isinstance(error, ServiceUnavailable | SessionExpired):
            return GraphError(
                f"{self.uri}: no Neo4j server answers ({one_line(error)}); start it, or give its address with --uri"
            )
        code = (error.code or "") if isinstance(error, Neo4jError) else ""
        for part, says in _SAYS.items():
            if part in code:
                return GraphError(f"{self.uri}: {says.format(user=self.user, database=self.database or 'neo4j')}")
        return GraphError(f"{self.uri}: the server refused: {one_line(error)}")

    def close(self) -> None:
        """Let go of the connections; closing twice is fine."""
        if self._ours:
            self.driver.close()


#: What to do, by a part of the server's code of an error; the first that fits.
_SAYS = {
    "AuthenticationRateLimit": "too many wrong passwords were tried; wait a few seconds and try again",
    "CredentialsExpired": (
        "the password of user {user!r} must be changed before it serves; "
        "do so in cypher-shell: ALTER CURRENT USER SET PASSWORD FROM … TO …"
    ),
    "Security.Unauthorized": (
        "user {user!r} is not let in (wrong name or password); set NEO4J_USERNAME and NEO4J_PASSWORD"
    ),
    "DatabaseNotFound": "there is no database {database!r}; name another with --database or NEO4J_DATABASE",
    "DatabaseUnavailable": "the database {database!r} is stopped; start it, or name another with --database",
    "ReadOnly": "the database {database!r} is read-only; let the server write it, or name another with --database",
    "AccessMode": "the database {database!r} is read-only; let the server write it, or name another with --database",
    "Forbidden": "user {user!r} may not do that; give NEO4J_USERNAME one who may write and make indexes",
}


def one_line(error: Exception) -> str:
    """What the server or the driver says, its picture of the place left out."""
    said = getattr(error, "message", None) or str(error)
    return " ".join(str(said).partition("\n")[0].split()).rstrip(".:")


def check_uri(uri: str) -> None:
    """Refuse an address that is none, and one with a password in it, which is not repeated.

    Raises:
        UsageError: says which.
    """
    if "@" in uri:
        raise UsageError("the address of a server holds no name or password; set NEO4J_USERNAME and NEO4J_PASSWORD")
    try:
        parts: Any = urlsplit(uri)
        sound = parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"{uri!r} is no address of a server; give one like {DEFAULT_URI}")
