"""Random histories of an order: after each step order, contract, files, process and ledger agree.

Both sides, an operator, a late gateway and the clock act in any order; a step is done, breaks off, is killed
by SIGKILL in the middle, or is given twice at once. What is refused or broken off has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.orders import market
from tests.factories.people import staff
from tests.workflows.business.histories.order_steps import OrderHistory
from tests.workflows.business.orders.test_checkout import voucher
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.contracts import templates
from workflows.business.ledger.checking import check_books

pytestmark = pytest.mark.prepared

FORMS = ("do", "do", "do", "do", "crash", "sigkill", "twice")
STEP = st.tuples(st.sampled_from(FORMS), st.integers(0, 59), st.integers(0, 1), st.integers(1, 40))
KINDS = st.sampled_from(
    ("whole", "parts", "parts", "end", "voucher", "free", "contract", "contract", "plan", "plan")
)
CONTRACTED = {"contract", "paper", "plan"}
STEPS = st.lists(STEP, min_size=6, max_size=14)

Begin = Callable[[str], OrderHistory]


@pytest.fixture
def begin_history(platform: Platform, clock: FixedClock) -> Iterator[Begin]:
    """Make a market of its own for each example: one that fails leaves the next alone."""
    with platform.begin() as work:
        templates.load_delivered(work)
    operator, begun_at = staff(platform, "operator"), clock.now

    def make(kind: str) -> OrderHistory:
        clock.now = begun_at
        at = market(platform)
        if kind == "voucher":
            voucher(at, "1000.00")
        yuan = {"free": None, **dict.fromkeys(CONTRACTED, "12000.00")}.get(kind, "3000.00")
        if kind in CONTRACTED:
            at.parties()  # the provider signs, too
        number = at.ordered(yuan)
        if kind in {"parts", "end"}:
            at.act(number, "accept")
            release = "milestones" if kind == "parts" else "end"
            at.in_parts(number, "1000.00", "0.03", "1999.97", release=release)  # type: ignore[arg-type]
        history = OrderHistory(at, clock, number, operator, Decimal("20000.00"))
        while kind == "plan" and "propose_plan" not in at.look(number).actions:
            history.go_on()
            at.run()
        history.agrees(settled=True)
        return history

    yield make
    with platform.begin() as work:
        assert check_books(work, full=True).differences == ()


def carry_out(history: OrderHistory, steps: list[tuple[str, int, int, int]]) -> None:
    for step in steps:
        history.play(*step)
        history.agrees(settled=False)
        history.at.run()
        history.agrees(settled=True)


SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(SETTINGS, max_examples=12)
@given(kind=KINDS, steps=STEPS)
def test_order_contract_files_and_ledger_agree(
    begin_history: Begin, kind: str, steps: list[tuple[str, int, int, int]]
) -> None:
    carry_out(begin_history(kind), steps)


@pytest.mark.soak
@pytest.mark.parametrize("half", [1, 2])
@settings(SETTINGS, max_examples=250)
@given(kind=KINDS, steps=STEPS)
def test_they_agree_in_long_runs(
    begin_history: Begin, half: int, kind: str, steps: list[tuple[str, int, int, int]]
) -> None:
    """In two halves, as a soak has two workers."""
    carry_out(begin_history(kind), steps)


@pytest.mark.parametrize("kind", ["whole", "parts", "end", "voucher", "free", "contract", "paper"])
def test_they_agree_all_along_the_way(begin_history: Begin, kind: str) -> None:
    """What the histories compare holds along the whole way too, to the end."""
    history = begin_history(kind)
    for _turn in range(18):
        history.go_on(3 if kind == "paper" else 1)
        history.at.run()
        history.agrees(settled=True)
    assert history.at.state(history.number) == "awaiting_rating"
