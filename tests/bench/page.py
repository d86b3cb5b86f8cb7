"""The page in a browser without a GPU, beside pyvis: ``python -m tests.bench.page NAME.kg``.

Of a large graph the first papers are taken, so many that the page draws 540 papers, 10,000 and 50,000 nodes; for each
it prints our page beside a pyvis network of the same nodes, links and places, as large, with physics off:

- seconds of layout and of writing, size of the file, memory once loaded, requests (there is no network: what pyvis
  asks of a CDN is refused at once);
- from navigation, medians: the browser's first contentful paint; ``drawn``, when the script first has drawn the whole
  map (vis-network's first ``afterDrawing``); ``on the screen``, two frames later, when that has become pixels;
- CPU of a frame of a real drag and of a real wheel, over all renderer and GPU processes, since without a GPU those do
  the drawing, and of the page's main thread alone. Frames are those with a movement to answer.

All of it in one run on one machine: the ratios are what travels.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import math
import os
import re
import shutil
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.graph import open_graph
from kg.viewer import write_page
from kg.viewer.model import Picture, numbers, picture, positions_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, CDPSession, Page

Tables = Mapping[str, pa.Table]
Floats = npt.NDArray[np.float64]

CAP = 120.0  # seconds that anything may take
SECONDS = 6.0  # of dragging, and of turning the wheel
MOVE = 0.01  # seconds between the moves of a drag, as of a mouse: one or two to a frame
STEPS = 18  # of the wheel, a tenth each; then as many back
EVERYTHING = 10**9
WINDOW = (1200, 800)
COLOURS = {"PAPER": "#7d828b", "METHOD": "#0072b2", "DATASET": "#00845f", "CONCEPT": "#b86e00"}


@dataclass
class Measured:
    """A page on disk and what was measured of it, in the order of the table."""

    file: Path
    values: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    map_size: tuple[float, float] = WINDOW


def first(tables: Tables, papers: int) -> dict[str, pa.Table]:
    """The graph of the first papers. Measures stay those of the whole graph: a page only reads them."""

    def of(name: str, keep: pa.Table, *columns: str) -> pa.Table:
        table = tables[name]
        for column in columns:
            table = table.filter(pc.is_in(table[column], keep["id"].combine_chunks()))
        return table

    some = tables["papers"].slice(0, papers)
    links = of("links", some, "paper_id")
    held = pa.table({"id": links["entity_id"]})
    pairs = {name: of(name, held, "source", "target") for name in ("related", "broader")}
    pairs["shares"] = of("shares", some, "source", "target")
    mentions, entities = of("mentions", some, "paper_id"), of("entities", held, "id")
    made = {"papers": some, "mentions": mentions, "links": links, "entities": entities}
    return {**{name: tables[name] for name in tables}, **made, **pairs}


def papers_for(tables: Tables, nodes: int) -> int:
    """Of how many of the first papers a page draws so many nodes; all papers where that is too few."""
    paper = positions_of(tables["links"]["paper_id"], tables["papers"]["id"])
    entity = positions_of(tables["links"]["entity_id"], tables["entities"]["id"])
    low, high = 1, tables["papers"].num_rows
    while low < high:
        papers = (low + high) // 2
        shared = int((np.bincount(entity[paper < papers]) >= 2).sum())
        low, high = (low, papers) if papers + shared >= nodes else (papers + 1, high)
    return low


def ours(tables: Tables, manifest: Mapping[str, Any], file: Path) -> tuple[Measured, Floats]:
    """Write our page. Also where its nodes stand."""
    writer: Any = importlib.import_module("kg.viewer.page")
    layout, found, seconds = writer.layout, [], []

    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        found.append(layout(*args, **kwargs))
        seconds.append(time.perf_counter() - began)
        return found[-1]

    began = time.perf_counter()
    with patch.object(writer, "layout", timed):
        write_page(tables, manifest, file, title="Bench", limit=EVERYTHING)
    values = {"layout, s": sum(seconds), "writing the file, s": time.perf_counter() - began - sum(seconds)}
    texts = re.findall(r'<script[^>]* id="texts-[^>]*>([^<]*)</script>', file.read_text(encoding="utf-8"))
    values |= {"file, MB": file.stat().st_size / 1e6, "  of it texts, MB": sum(map(len, texts)) / 1e6}
    return Measured(file, values), found[-1]


def theirs(tables: Tables, drawn: Picture, at: Floats, size: tuple[float, float], file: Path) -> Measured:
    """Write pyvis' page of what our page draws, set up as by ``graph.pyvis``."""
    from pyvis.network import Network

    links = np.stack([drawn.paper[drawn.shown], drawn.entity[drawn.shown] + len(drawn.papers)], axis=1).tolist()
    entities = tables["entities"].take(pa.array(drawn.entities[: drawn.drawn]))
    names = tables["papers"]["title"].to_pylist() + entities["name"].to_pylist()
    kinds = ["PAPER"] * len(drawn.papers) + entities["type"].to_pylist()
    ranks = [numbers(table["pagerank"]) for table in (tables["papers"], entities)]
    sizes = np.concatenate([8 + 14 * np.sqrt(rank / max(rank.max(initial=0.0), 1e-12)) for rank in ranks]).tolist()
    began = time.perf_counter()
    network = Network(height=f"{size[1]}px", width=f"{size[0]}px", directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for i, (name, kind, (x, y)) in enumerate(zip(names, kinds, (2 * at).tolist(), strict=True)):
        network.add_node(i, label=name, color=COLOURS[kind], size=sizes[i], x=x, y=y, physics=False)
    style = {"arrows": "", "color": "#c8ccd2", "width": 1}
    notes: list[str] = []
    for done, (a, b) in enumerate(links):
        if time.perf_counter() - began < CAP:
            network.add_edge(a, b, **style)
            continue
        if not notes:  # add_edge looks through all nodes; the rest of what it does takes no time
            notes.append(f"in {CAP:.0f} s {done:,} of {len(links):,} links were added; the bench added the others")
        network.edges.append({"from": a, "to": b, **style})
    file.write_text(network.generate_html(), encoding="utf-8")
    took = math.inf if notes else time.perf_counter() - began
    values = {"writing the file, s": took, "file, MB": file.stat().st_size / 1e6}
    return Measured(file, values, notes)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser of the tests, fresh."""
    from playwright.async_api import async_playwright

    sys.path.insert(0, str(Path(__file__).parents[1]))
    tests = importlib.import_module("browser.conftest")
    found = os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, tests.NAMES)), None)
    if found is None:
        sys.exit("no Chromium on the path; name one in KG_CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=tests.ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(browser: Browser, page: Measured) -> AsyncIterator[tuple[Page, CDPSession, dict[str, float]]]:
    """A page that has come to rest, and what was seen of its coming."""
    context = await browser.new_context(offline=True, viewport={"width": WINDOW[0], "height": WINDOW[1]})
    there = await context.new_page()
    await there.add_init_script(path=Path(__file__).with_suffix(".js"))
    asked: list[str] = []
    there.on("request", lambda request: asked.append(request.url))
    there.on("pageerror", lambda error: page.notes.append(f"the page said: {error.message.splitlines()[0]}"))
    async with there.expect_console_message(lambda told: told.text.startswith("bench "), timeout=1000 * CAP) as told:
        await there.goto(page.file.as_uri(), wait_until="commit", timeout=1000 * CAP)
    drawn, pixels = (float(number) / 1000 for number in (await told.value).text.split()[1:])
    session = await context.new_cdp_session(there)
    await session.send("Performance.enable")
    await settle(session)
    times = {"first content, s": await there.evaluate("bench.content()") / 1000, "drawn, s": drawn}
    away = [url for url in asked if not url.startswith(("data:", "blob:")) and url != page.file.as_uri()]
    yield there, session, {**times, "on the screen, s": pixels, "requests beside the file": len(away)}
    await context.close()


async def metrics(session: CDPSession) -> dict[str, float]:
    return {one["name"]: one["value"] for one in (await session.send("Performance.getMetrics"))["metrics"]}


async def settle(session: CDPSession) -> None:
    """Wait until the page has nothing more to do."""
    ends, busy = time.monotonic() + CAP, math.inf
    while busy > 0.02 and time.monotonic() < ends:
        before = (await metrics(session))["TaskDuration"]
        await asyncio.sleep(0.5)
        busy = (await metrics(session))["TaskDuration"] - before


async def frames(page: Page, session: CDPSession, act: Callable[[], Any]) -> tuple[float, float, float]:
    """CPU-milliseconds of a frame, those of the page's main thread, and frames a second, while ``act`` is at work."""
    assert page.context.browser
    browser = await page.context.browser.new_browser_cdp_session()

    async def spent() -> Floats:
        processes = (await browser.send("SystemInfo.getProcessInfo"))["processInfo"]
        every = sum(one["cpuTime"] for one in processes if one["type"] in ("renderer", "GPU"))
        return 1000 * np.array([every, (await metrics(session))["ThreadTime"]])

    await settle(session)
    await page.evaluate("bench.start()")
    before = await spent()
    await act()
    seen = await page.evaluate("bench.stop()")
    every, own = ((await spent()) - before) / max(len(seen), 1)
    return every, own, 1000 * (len(seen) - 1) / (seen[-1] - seen[0]) if len(seen) > 1 else math.nan


async def moving(page: Page, session: CDPSession) -> dict[str, float]:
    """Drag the map to and fro, then turn the wheel in the middle of it, nearer and farther."""
    places = await page.evaluate("bench.places()")
    hold, middle = np.array(places["hold"]), np.array(places["middle"])
    way = np.where(middle > hold, 1, -1) * (200, 140)

    async def drag() -> None:
        began, sent = time.monotonic(), []
        while (now := time.monotonic() - began) < SECONDS:  # a mouse does not wait for answers
            x, y = (hold + way * (0.5 - 0.5 * math.cos(3 * now))).tolist()
            event = {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}
            sent.append(asyncio.ensure_future(session.send("Input.dispatchMouseEvent", event)))
            await asyncio.sleep(MOVE)
        await asyncio.gather(*sent)

    async def wheel() -> None:
        # vis-network goes a tenth at every event, whatever it says: one at a time, so that both show the same views.
        ends, done = time.monotonic() + SECONDS, 0
        while time.monotonic() < ends or done < 4:
            await page.mouse.wheel(0, 68.75 if done // STEPS % 2 else -68.75)
            done += 1

    await page.mouse.move(*hold.tolist())
    await page.mouse.down()
    every, own, rate = await frames(page, session, drag)
    found = {"panning, CPU-ms a frame": every, "  of it in the page": own, "  frames a second": rate}
    await page.mouse.up()
    await page.mouse.move(*middle.tolist())
    every, own, _ = await frames(page, session, wheel)
    return {**found, "zooming, CPU-ms a frame": every, "  of that in the page": own}


async def look(page: Measured, runs: int) -> None:
    """Open a page some times, then move about in it."""
    from playwright.async_api import Error, TimeoutError

    seen: list[dict[str, float]] = []
    try:
        async with chromium() as browser:
            for run in range(runs):
                async with opened(browser, page) as (there, session, times):
                    seen.append(times)
                    if run < runs - 1:
                        continue
                    page.values |= {name: statistics.median(one[name] for one in seen) for name in times}
                    await session.send("HeapProfiler.collectGarbage")
                    page.values["JS heap, MB"] = (await metrics(session))["JSHeapUsedSize"] / 1e6
                    buffers = (await session.send("Runtime.getHeapUsage")).get("backingStorageSize", math.nan)
                    page.values["  beside it in arrays, MB"] = buffers / 1e6
                    page.map_size = tuple((await there.evaluate("bench.places()"))["size"])
                    page.values |= await moving(there, session)
    except TimeoutError:
        page.values |= {"drawn, s": math.inf, "on the screen, s": math.inf}
    except Error as error:
        page.notes.append(f"the page broke down: {error.message.splitlines()[0]}")


def said(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"> {CAP:.0f}" if math.isinf(value) else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def table(ours: Measured, theirs: Measured) -> None:
    print(f"{'':30} {'kg view':>9} {'pyvis':>9}   pyvis / kg view")
    for name in {**ours.values, **theirs.values}:
        a, b = (page.values.get(name, math.nan) for page in (ours, theirs))
        times = (CAP if math.isinf(b) else b) / a if 0 < a < math.inf else math.nan
        ratio = "" if math.isnan(times) else f"{'> ' * math.isinf(b)}{times:,.{0 if times >= 10 else 1}f}"
        print(f"{name:30} {said(a):>9} {said(b):>9}   {ratio}".rstrip())
    for who, page in (("kg view", ours), ("pyvis", theirs)):
        for note in dict.fromkeys(page.notes):
            print(f"  {who}: {note}")
    print(flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", metavar="NAME.kg", help="a large one: some 20,000 papers for 50,000 nodes")
    parser.add_argument("--papers", type=int, nargs="*", default=[540], help="pages of so many papers")
    parser.add_argument("--nodes", type=int, nargs="*", default=[10_000, 50_000], help="pages of so many nodes")
    parser.add_argument("--runs", type=int, default=5, help="times that a page is opened")
    parser.add_argument("--alone", action="store_true", help="without pyvis")
    args = parser.parse_args()
    graph = open_graph(args.graph)
    for papers in [*args.papers, *(papers_for(graph.tables, nodes) for nodes in args.nodes)]:
        some = first(graph.tables, papers)
        drawn = picture(some, None, EVERYTHING)
        whole = ", all there are" if papers >= graph.tables["papers"].num_rows else ""
        print(
            f"== {drawn.nodes:,} nodes{whole}: {len(drawn.papers):,} papers, {drawn.drawn:,} shared entities, ", end=""
        )
        print(f"{int(drawn.shown.sum()):,} links", flush=True)
        with TemporaryDirectory() as folder:
            page, at = ours(some, graph.manifest, Path(folder) / "ours.html")
            asyncio.run(look(page, args.runs))
            other = Measured(page.file)
            if not args.alone:
                other = theirs(some, drawn, at, page.map_size, Path(folder) / "theirs.html")
                asyncio.run(look(other, args.runs))
        table(page, other)


if __name__ == "__main__":
    main()
