"""A real Firefox, headless, by the protocol that it speaks itself: WebDriver BiDi over a web socket.

Playwright drives only a Firefox that it has built, and Selenium wants a driver beside the browser; this needs neither.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

#: Nothing is asked of the network when it starts, and nothing of its own is shown.
SETTINGS = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",  # nobody listens there
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "remote.active-protocols": 1,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
PATIENCE = 60  # seconds


@dataclass
class Firefox:
    """One window. ``heard`` is what pages said on the console, errors and refusals included."""

    socket: ClientConnection
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    context: str = ""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE))
            if answer.get("method") == "log.entryAdded":
                self.heard.append(str(answer["params"].get("text")))
            elif answer.get("method") == "network.beforeRequestSent":
                self.asked.append(answer["params"]["request"]["url"])
            elif answer.get("id") == number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, address: str) -> None:
        self.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited, by way of JSON."""
        answer = self.call(
            "script.evaluate", expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.context}, awaitPromise=True,
        )  # fmt: skip
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def press(self, *keys: str) -> None:
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.call("input.performActions", context=self.context, actions=[source])

    def screenshot(self) -> bytes:
        return base64.b64decode(self.call("browsingContext.captureScreenshot", context=self.context)["data"])


@contextlib.contextmanager
def running(program: str, folder: Path) -> Iterator[Firefox]:
    """A Firefox with a new profile in ``folder``."""
    (folder / "user.js").write_text(
        "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in SETTINGS.items())
    )
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    said = folder / "stderr.txt"  # a pipe that nobody reads would fill up
    with said.open("w") as errors, subprocess.Popen([*command, "about:blank"], stdout=errors, stderr=errors) as process:
        try:
            with connect(f"{_address(process, said)}/session", max_size=None, proxy=None, compression=None) as socket:
                firefox = Firefox(socket)
                firefox.call("session.new", capabilities={})
                firefox.context = firefox.call("browsingContext.getTree")["contexts"][0]["context"]
                firefox.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
                size = {"width": 1200, "height": 800}
                firefox.call("browsingContext.setViewport", context=firefox.context, viewport=size)
                yield firefox
        finally:
            process.kill()


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    """Where it listens, which it says when it does."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", said.read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox did not start: {said.read_text()[-2000:]}")
