"""2,000 enterprises grab 100 vouchers at once, over several processes: `python -m benchmarks grab`.

All of them, and one in ten a second time, press the button of one campaign in the same moment. The pages are
served by nodes of their own, the enterprises are signed in beforehand, with their tokens against forgery.
They have the page open before, as people have who wait for the start. Beside it stand claims without pages,
in turns: through the platform's own command, its look at who asks included, and by hand-written SQL that
leaves the same rows (`_grab_floor`). CPU is that of client and backend: on a busy machine it says more than
the clock.
It fails unless exactly the stock is claimed, each voucher once and by one enterprise once.
"""

from __future__ import annotations

import argparse
import http.client
import random
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, quantiles
from uuid import uuid4

import psutil
import psycopg
from itsdangerous import URLSafeTimedSerializer

from benchmarks import _grab_floor
from benchmarks.engine import database, report
from benchmarks.ledger import backend_of, cpu_seconds
from benchmarks.push import SECRET, node
from engine.server import ensure_server
from web.app import create_app
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.business.campaigns.claiming import claim
from workflows.business.campaigns.operations import POTS, open_campaign
from workflows.business.campaigns.values import CampaignDraft
from workflows.business.ledger.checking import check_books
from workflows.business.vouchers.operations import open_programme
from workflows.business.vouchers.values import ProgrammeDraft
from workflows.ground.settings import Settings
from workflows.people.identity import sessions
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations.models import Member, Organisation
from workflows.people.viewer_loader import viewer_of

CLIENTS = 4
"""Processes that press buttons."""
CONNECTIONS = 8
"""Of each of them."""
YUAN = Decimal(100)
ROUNDS = 4
"""Turns of the floor and the platform, so that both see the same machine."""
WARMING = 12
"""Claims of each client and turn before its clock begins."""
PROFILE = {
    "industries": [{"industry": "food", "share": "100"}],
    "employees": 86,
    "revenue_last_year": "3200.00",
    "total_assets": "900.50",
}
"""Of each enterprise: its voucher keeps the size class, so the table is asked."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Somebody who may claim: the person, the cookie and the token of their page."""

    user_id: str
    cookie: str
    token: str


@dataclass(frozen=True, slots=True)
class Press:
    """One press of the button: what it was answered, when and after how long."""

    user_id: str
    outcome: str
    at: float
    seconds: float


def enterprises(platform: Platform, many: int) -> list[Enterprise]:
    """Make certified enterprises whose owners are signed in."""
    app = create_app(platform)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    tokens = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
    made = []
    with platform.begin() as work:
        for number in range(many):
            name, raw = f"enterprise{number}", uuid4().hex
            user = User(user_name=name, user_name_key=name, kind="enterprise", created_at=work.now)
            own = Organisation(
                kind="enterprise", name=name, certification="certified", certified_at=work.now,
                created_at=work.now, updated_at=work.now, profile=PROFILE,
            )  # fmt: skip
            work.session.add_all([user, own])
            work.session.flush()
            work.session.add(RoleGrant(user_id=user.id, group_id="enterprise", granted_at=work.now))
            work.session.add(
                Member(organisation_id=own.id, user_id=user.id, role="owner", since=work.now, menus=[])
            )
            session = sessions.open_session(work, user.id, address="", user_agent="")
            cookie = signer.dumps({"_user_id": session, "_fresh": True, "csrf_token": raw})
            made.append(Enterprise(user.id, cookie, tokens.dumps(raw)))
    return made


def _prepare(url: str, folder: Path) -> None:
    """Deploy the packages: the table of size classes is in one of them."""
    platform = Platform(Settings(url, folder, SECRET))
    platform.prepare()
    platform.close()


def campaign(platform: Platform, stock: int) -> str:
    """Open a campaign that runs; return its id."""
    with platform.begin() as work:
        budget = YUAN * stock
        of = open_programme(
            work,
            ProgrammeDraft(
                "抢券",
                2026,
                "general",
                (),
                50,
                budget,
                YUAN,
                YUAN,
                work.now - timedelta(days=1),
                work.now + timedelta(days=9),
            ),
            case_number=f"P-{uuid4()}",
        )
        draft = CampaignDraft(
            "抢券", of.id, YUAN, stock, work.now - timedelta(minutes=1), work.now + timedelta(days=1)
        )
        return open_campaign(work, draft, case_number=f"C-{uuid4()}")


def press_all(ports: list[int], campaign_id: str, presses: list[Enterprise], at: float) -> list[Press]:
    """Press every button from this process, over some connections, from the moment `at` on."""

    def line(number: int) -> list[Press]:
        connection = http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)], timeout=120)
        connection.request("GET", f"/campaigns/{campaign_id}")
        connection.getresponse().read()
        time.sleep(max(0.0, at - time.time()))
        return [_press(connection, campaign_id, one) for one in presses[number::CONNECTIONS]]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [press for presses_of in pool.map(line, range(CONNECTIONS)) for press in presses_of]


def _press(connection: http.client.HTTPConnection, campaign_id: str, one: Enterprise) -> Press:
    head = {"Cookie": f"tongban={one.cookie}", "X-CSRFToken": one.token, "HX-Request": "true"}
    begun = time.time()
    connection.request("POST", f"/campaigns/{campaign_id}/claim", headers=head)
    answer = connection.getresponse()
    text = answer.read().decode()
    _, _, rest = text.partition('data-outcome="')
    outcome = rest.partition('"')[0] if answer.status == 200 else f"status {answer.status}"
    return Press(one.user_id, outcome, time.time(), time.time() - begun)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one claim took on average: seconds, and those of processors in client and backend."""

    seconds: float
    client: float
    backend: float


def claim_all(url: str, campaign_id: str, user_ids: list[str]) -> Cost:
    """Claim for one enterprise after the other through the platform's command, its look at who asks too."""
    platform = Platform(Settings(url, Path(tempfile.gettempdir()), SECRET))

    def once(user_id: str) -> None:
        with platform.begin(user_id) as work:
            assert claim(work, viewer_of(work), campaign_id).outcome == "claimed"

    cost = _each(once, user_ids, backend_of(platform))
    platform.close()
    return cost


def claim_by_hand(url: str, _: str, user_ids: list[str]) -> Cost:
    """Do the same by hand-written SQL."""
    with psycopg.connect(url) as connection:
        backend = psutil.Process(connection.info.backend_pid)
        return _each(lambda user: _grab_floor.claim(connection, user, datetime.now(UTC)), user_ids, backend)


def _each(once: Callable[[str], None], user_ids: list[str], backend: psutil.Process) -> Cost:
    for user_id in user_ids[:WARMING]:
        once(user_id)
    many = len(user_ids[WARMING:])
    begun, client, server = time.time(), time.process_time(), cpu_seconds(backend)
    for user_id in user_ids[WARMING:]:
        once(user_id)
    return Cost(
        (time.time() - begun) / many,
        (time.process_time() - client) / many,
        (cpu_seconds(backend) - server) / many,
    )


def measure_pages(url: str, folder: Path, many: int, stock: int) -> None:
    """Let everybody press at once, and print what came of it."""
    platform = Platform(Settings(url, folder, SECRET))
    made, campaign_id = enterprises(platform, many), campaign(platform, stock)
    presses = made + random.sample(made, many // 10)
    random.shuffle(presses)
    with ExitStack() as stack:
        ports = _free_ports(2)
        nodes = [stack.enter_context(node(url, folder, port)) for port in ports]
        pool = stack.enter_context(ProcessPoolExecutor(CLIENTS, get_context("spawn")))
        list(pool.map(time.sleep, [1.0] * CLIENTS))  # all processes are there before the clock is set
        begun, used = time.time() + 10, _used(nodes)
        each = [
            pool.submit(press_all, ports, campaign_id, presses[number::CLIENTS], begun)
            for number in range(CLIENTS)
        ]
        said = [press for one in each for press in one.result()]
        used = _used(nodes) - used
    _print_presses(said, begun)
    report(
        "CPU of the nodes for one press", f"{used / len(said) * 1e3:.1f} ms", "session, token, claim, panel"
    )
    _hold(platform, campaign_id, stock)
    platform.close()


def _used(nodes: list[psutil.Process]) -> float:
    """Return what nodes and the processes that they started have used of processors."""
    return sum(cpu_seconds(one) for node in nodes for one in (node, *node.children(recursive=True)))


def _free_ports(many: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _print_presses(said: list[Press], begun: float) -> None:
    outcomes = Counter(press.outcome for press in said)
    report("presses", f"{len(said):,}: " + ", ".join(f"{n:,} {what}" for what, n in outcomes.items()))
    claims = sorted((press for press in said if press.outcome == "claimed"), key=lambda press: press.at)
    won = list({press.user_id: press for press in reversed(claims)}.values())  # a second press is no claim
    last = max(press.at for press in won) - begun
    report("until the last voucher", f"{last:.2f} s, {len(won) / last:,.0f} claims/s")
    whole = max(press.at for press in said) - begun
    report("until the last answer", f"{whole:.2f} s, {len(said) / whole:,.0f} answers/s")
    for name, of in (("all", said), ("who got one", won)):
        cuts = quantiles([press.seconds for press in of], n=100)
        report(f"answer, {name}", f"p50 {cuts[49] * 1e3:,.0f} ms, p99 {cuts[98] * 1e3:,.0f} ms")


def _hold(platform: Platform, campaign_id: str, stock: int) -> None:
    with platform.begin() as work:
        row = work.transaction.row(
            "SELECT count(*) AS claims, count(DISTINCT organisation_id) AS owners,"
            " count(DISTINCT number) AS numbers,"
            " (SELECT count(*) FROM campaign_slots WHERE campaign_id = %s) AS stock_left,"
            " (SELECT count(*) FROM voucher_grants WHERE source_id = %s) AS vouchers"
            " FROM campaign_claims WHERE campaign_id = %s",
            (campaign_id,) * 3,
        )
        checked = check_books(work, full=True)
    assert row is not None
    assert list(row.values()) == [stock, stock, stock, 0, stock], row
    assert checked.differences == (), checked.differences
    report("claims, enterprises, vouchers", f"{stock:,} each, the books add up")


def measure_database(url: str, folder: Path, many: int, clients: int) -> None:
    """Print how many vouchers a second can be claimed without pages, beside the floor."""
    platform = Platform(Settings(url, folder, SECRET))
    _grab_floor.fill(url, many, POTS)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT id FROM user_account WHERE kind = 'enterprise' ORDER BY id LIMIT %s", (many,)
        )
        user_ids = [row[0] for row in rows]
    campaign_id = campaign(platform, many)
    ways = {"floor": claim_by_hand, "platform": claim_all}
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    with ProcessPoolExecutor(clients, get_context("spawn")) as pool:
        for turn in range(ROUNDS):
            parts = [user_ids[turn::ROUNDS][number::clients] for number in range(clients)]
            for name, way in ways.items():
                costs[name] += pool.map(way, [url] * clients, [campaign_id] * clients, parts)
    rates, cpu = {}, {}
    for name, each in costs.items():
        rates[name] = clients / fmean(one.seconds for one in each)
        client, backend = fmean(one.client for one in each) * 1e3, fmean(one.backend for one in each) * 1e3
        cpu[name] = client + backend
        report(
            f"claims without pages, {clients} clients, {name}",
            f"{rates[name]:,.0f} /s",
            f"CPU {client:.2f} ms client, {backend:.2f} ms backend",
        )
    by_clock, by_cpu = rates["platform"] / rates["floor"], cpu["floor"] / cpu["platform"]
    report("of the floor", f"{by_clock:.2f}, by CPU {by_cpu:.2f}", "at least 0.5")
    _hold(platform, campaign_id, many)
    platform.close()


def main(arguments: list[str] | None = None) -> None:
    """Grab through pages, then without them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=2_000)
    parser.add_argument("--stock", type=int, default=100)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tongban-grab-") as directory:
        server = ensure_server(Path(directory))
        try:
            url = database(server.url)
            migrate(url)
            _prepare(url, Path(directory))
            measure_pages(url, Path(directory), options.enterprises, options.stock)
            measure_database(url, Path(directory), options.enterprises, 8)
        except BaseException:
            print((Path(directory) / "node.log").read_text("utf-8")[-3000:])
            raise
        finally:
            server.stop()


if __name__ == "__main__":
    main()
