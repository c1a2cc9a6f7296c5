"""200 people in one bidding room, 2,000 on the countdown of one tender: from an action to others' screens.

    python -m benchmarks.tender [--room 200] [--countdown 2000] [--actions 10]

In the room are bidders, each with the page open. The enterprise acts every two seconds: by something that
concerns everybody there, then by private messages to one bidder. A browser hears of it over `/events` and
asks for the room anew, as the page does: its screen shows it when that answer is there. On the countdown
nobody asks for the page, but everybody hears that the bids are open. Beside it: the node while nobody acts.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import statistics
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.engine import database, report
from benchmarks.push import SECRET, cpu_seconds, listen, metric, node, people
from benchmarks.slow_clients import free_port
from engine.server import ensure_server
from tests.factories.demands import PLAN, demanded
from tests.factories.people import Applicant
from tests.factories.publication import company
from web.app import create_app
from workflows import migrate
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.business.demands import tender_lifecycle, tender_talk
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender, TenderBid
from workflows.ground.db import new_id
from workflows.ground.settings import Settings
from workflows.people.identity import sessions
from workflows.people.viewer_loader import viewer_of

BETWEEN_SECONDS = 2.0
OPENED_AT_ONCE = 100
AT_ONCE = 32
"""Browsers that ask for the room at the same moment; the others wait as on a network."""


@dataclass
class Browser:
    """A page that is open: hears of revisions of the room, and asks for it anew if its page does."""

    connection: socket.socket
    cookie: str
    asks: ThreadPoolExecutor | None
    address: tuple[int, str]
    buffer: bytes = b""
    heard: dict[int, float] = field(default_factory=dict)
    shown: dict[int, Future[float]] = field(default_factory=dict)

    def read(self, now: float) -> None:
        """Take what has come."""
        self.buffer += self.connection.recv(65_536)
        *events, self.buffer = self.buffer.split(b"\n\n")
        for event in events:
            data = event.partition(b"\ndata: ")[2]
            revision = json.loads(data).get("room") if data else None
            if revision is None or revision in self.heard:
                continue
            self.heard[revision] = now
            if (
                self.asks is not None and len(self.heard) > 1
            ):  # the first one says what the page shows already
                self.shown[revision] = self.asks.submit(self.ask)

    def ask(self) -> float:
        """Ask for the room and return when it was there."""
        port, path = self.address
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Cookie": f"tongban={self.cookie}", "HX-Request": "true"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"Expected the room, but the answer was {answer.status}.")
        return time.monotonic()


@dataclass(frozen=True)
class OpenTender:
    """A tender whose bids are open: the enterprise, the bids and the cookies of those who made them."""

    id: str
    number: str
    enterprise: Applicant
    bids: list[str]
    cookies: list[str]


def open_tender(platform: Platform, bidders: int) -> OpenTender:
    """Write a tender of an enterprise with opened bids, without its process."""
    enterprise = company(platform, "enterprise", "浏阳花炮机械有限公司", "430100")
    number = demanded(platform, enterprise, "published", selection="tender", opens_at=platform.clock())
    providers = [company(platform, "provider", f"第 {one} 服务有限公司", "430100") for one in range(bidders)]
    signer = create_app(platform).session_interface.get_signing_serializer(create_app(platform))  # type: ignore[attr-defined]
    with platform.begin() as work:
        demand = (
            work.session.query(Demand).join(Case, Case.id == Demand.case_id).filter(Case.number == number)
        )
        tender = Tender(
            id=new_id(), demand_id=demand.one().id, state="choosing", minimum=0, opens_at=work.now,
            opened_at=work.now, enough=True, revision=1,
        )  # fmt: skip
        work.session.add(tender)
        work.session.flush()
        bids, cookies = [], []
        for place, provider in enumerate(providers):
            bid = TenderBid(
                id=new_id(), tender_id=tender.id, provider_id=provider.organisation_id, state="opened",
                receipt="", plan=PLAN, handed_in_by=provider.user_id, handed_in_at=work.now,
                opened_at=work.now, price_fen=300_000 + place, second_round=False,
            )  # fmt: skip
            work.session.add(bid)
            token = sessions.open_session(work, provider.user_id, address="", user_agent="")
            bids.append(bid.id)
            cookies.append(signer.dumps({"_user_id": token, "_fresh": True}))
        return OpenTender(tender.id, number, enterprise, bids, cookies)


def announce(platform: Platform, of: OpenTender) -> int:
    """Do something that everybody in the room sees; return the revision."""
    with platform.begin(of.enterprise.user_id) as work:
        row = tender_lifecycle.locked(work, of.id)
        tender_lifecycle.note(work, row, "platform", "open")
        return row.revision


def whisper(platform: Platform, of: OpenTender) -> int:
    """Let the enterprise write to the first bidder; return the revision."""
    with platform.begin(of.enterprise.user_id) as work:
        tender_talk.say(work, viewer_of(work), of.bids[0], "能否含培训？")
        return tender_lifecycle.locked(work, of.id).revision


def browsers(port: int, of: OpenTender, cookies: list[str], asks: ThreadPoolExecutor | None) -> list[Browser]:
    """Open the page for each cookie, and wait until all hear of the room."""
    opened: list[Browser] = []
    path = f"/demands/{of.number}/tender"
    for cookie in cookies:
        connection = socket.create_connection(("127.0.0.1", port))
        head = f"GET /events?room={of.id} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
        connection.sendall(f"{head}Cookie: tongban={cookie}\r\n\r\n".encode())
        opened.append(Browser(connection, cookie, asks, (port, path)))
        # so many an address may open at once
        while len(opened) % OPENED_AT_ONCE == 0 and metric(port, "tongban_watchers") < len(opened):
            time.sleep(0.1)
    while metric(port, "tongban_watchers") < len(cookies):
        time.sleep(0.2)
    return opened


def tell(name: str, waits: list[float], wanted: str = "") -> None:
    """Print p50 and p95 of delays in seconds, nothing where nobody was concerned."""
    if not waits:
        return
    cuts = statistics.quantiles(waits, n=100) if len(waits) > 1 else waits * 100
    report(name, f"{cuts[49]:.2f} / {cuts[94]:.2f} s ({len(waits)})", wanted)


def play(platform: Platform, server: psutil.Process, of: OpenTender, opened: list[Browser],
         actions: int, name: str) -> None:  # fmt: skip
    """Let the enterprise act, and print the delays and what they cost the node."""
    stopping = threading.Event()
    listener = threading.Thread(target=listen, args=(opened, stopping))
    listener.start()
    processes = [server, *server.children(recursive=True)]
    time.sleep(3)  # what came while the pages opened is counted
    begun, idle = time.monotonic(), cpu_seconds(processes)
    time.sleep(5)
    report(
        f"{name}, nobody acts",
        f"{(cpu_seconds(processes) - idle) / (time.monotonic() - begun):.1%} of a core",
    )
    for kind, act in (("for all", announce), ("private", whisper)):
        begun, cpu = time.monotonic(), cpu_seconds(processes)
        acted = {}
        for _ in range(actions):
            revision = act(platform, of)
            acted[revision] = time.monotonic()
            time.sleep(BETWEEN_SECONDS)
        time.sleep(BETWEEN_SECONDS)
        share = (cpu_seconds(processes) - cpu) / (time.monotonic() - begun)
        heard = [one.heard[at] - since for at, since in acted.items() for one in opened if at in one.heard]
        tell(f"{name}, {kind}: heard of, p50 / p95", heard, "2 s")
        shown = [
            one.shown[at].result() - since for at, since in acted.items() for one in opened if at in one.shown
        ]
        tell(f"{name}, {kind}: on the screen, p50 / p95", shown, "2 s")
        report(f"{name}, {kind}: node", f"{share:.1%} of a core")
    stopping.set()
    listener.join()
    for one in opened:
        one.connection.close()


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", type=int, default=200)
    parser.add_argument("--countdown", type=int, default=2_000)
    parser.add_argument("--actions", type=int, default=10)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        server = ensure_server(Path(directory), durable=False)
        try:
            url = database(server.url)
            migrate(url)
            platform = Platform(Settings(url, Path(directory), SECRET))
            of, watching = open_tender(platform, options.room), people(platform, options.countdown)
            port = free_port()
            with node(url, Path(directory), port) as process, ThreadPoolExecutor(AT_ONCE) as asks:
                opened = browsers(port, of, of.cookies, asks)
                play(platform, process, of, opened, options.actions, f"{options.room} in the room")
                while metric(port, "tongban_watchers") > 0:
                    time.sleep(0.2)
                opened = browsers(port, of, watching, None)
                play(
                    platform,
                    process,
                    of,
                    opened,
                    options.actions,
                    f"{options.countdown} on the countdown",
                )
            platform.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
