"""Asking experts: the panel of a case begins, and places are filled again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select, update

from workflows.approvals.models import Case
from workflows.approvals.timeline import writer
from workflows.business.panels.conflicts import draw, fit
from workflows.business.panels.models import Panel, Seat
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.notices.operations import send_message

Why = Literal["late", "recused", "replaced"]
"""Why an expert leaves a place: no answer in time, a conflict of interest, or the operator's wish."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the decision table says of a panel: how many, which share approves, days to answer.

    Where it says a `minimum_mean` or a `minimum_criterion`, a panel that recommends approves only if the mean
    of the totals, or of every single criterion, reaches it.
    """

    experts: int
    ratio: Decimal
    working_days: int
    minimum_mean: Decimal | None = None
    minimum_criterion: Decimal | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Rules:
        """Read the result of the decision."""
        least = (said.get("minimum_mean"), said.get("minimum_criterion"))
        return cls(
            int(said["experts"]),
            Decimal(said["ratio"]),
            int(said["working_days"]),
            *(None if one is None else Decimal(str(one)) for one in least),
        )

    def needed(self, asked: int) -> int:
        """Return how many of `asked` must recommend; two thirds of three are two, whatever the rounding."""
        return max(1, math.ceil(round(self.ratio * asked, 4)))


def convene(work: Work, case: Case, rules: Rules, named: Sequence[str] = ()) -> Panel | None:
    """Begin a panel with the experts that an operator named, else with those drawn; None: too few are fit.

    After a return the same experts are asked as before, so that what they approved can be kept.
    """
    dissolve(work, case)
    if named:
        allowed = set(fit(work, case))
        chosen = [one for one in dict.fromkeys(named) if one in allowed]
        wanted = len(set(named))
    else:
        wanted = rules.experts
        chosen = draw(work, case, without=(), needed=wanted, first=_sat_before(work, case))
    if len(chosen) < wanted:
        _too_few(work, case, seated=len(chosen), wanted=wanted)
        return None
    panel = Panel(
        id=new_id(),
        case_id=case.id,
        round=case.round,
        needed=rules.needed(len(chosen)),
        working_days=rules.working_days,
        ratio=round(rules.ratio, 8),
        opened_at=work.now,
    )
    work.session.add(panel)
    work.session.flush()
    for place, expert in enumerate(chosen, start=1):
        _seat(work, panel, place, 1, expert, by_hand=bool(named))
    writer.add(work, case, "panel_convened", details={"experts": len(chosen), "needed": panel.needed})
    work.session.flush()
    return panel


def replace(work: Work, case: Case, panel: Panel, place: int, *, why: Why, named: str | None) -> str | None:
    """Let somebody else sit at a place: who was named, else who is drawn; None: nobody is fit."""
    seats = seats_of(work, panel)
    here = [seat for seat in seats if seat.place == place]
    leaving = next((seat for seat in here if seat.state == "asked"), None)
    if leaving is not None:
        leaving.state, leaving.ended_at = why, work.now
        send_message(work, leaving.expert_id, f"panel_{why}", writer.params_of(case), case.id)
    sat = {seat.expert_id for seat in seats}
    if named is not None:
        successor = named if named in fit(work, case, without=sat) else None
    else:
        successor = next(iter(draw(work, case, without=sat, needed=1)), None)
    if successor is None:
        _too_few(work, case, seated=0, wanted=1)
        return None
    _seat(work, panel, place, max(seat.turn for seat in here) + 1, successor, by_hand=named is not None)
    details = {"from": here[-1].expert_id, "to": successor, "place": place, "why": here[-1].state}
    writer.add(work, case, "expert_replaced", details=details, secrecy="closed")
    return successor


def note_answer(work: Work, instance_id: str, expert_id: str) -> None:
    """Mark the seat of an expert who has answered, on the open panel of a case."""
    open_panels = select(Panel.id).join(Case, Case.id == Panel.case_id)
    open_panels = open_panels.where(Panel.state == "open", Case.instance_id == instance_id)
    seats = update(Seat).where(Seat.panel_id.in_(open_panels), Seat.state == "asked")
    seats = seats.where(Seat.expert_id == expert_id).execution_options(synchronize_session=False)
    work.session.execute(seats.values(state="answered", ended_at=work.now))


def dissolve(work: Work, case: Case) -> None:
    """End a panel that was left before it was closed: the case was returned or ended meanwhile."""
    left = select(Panel.id).where(Panel.case_id == case.id, Panel.state == "open")
    spared = update(Seat).where(Seat.panel_id.in_(left), Seat.state == "asked")
    work.session.execute(
        spared.values(state="spared", ended_at=work.now).execution_options(synchronize_session="fetch")
    )
    ended = update(Panel).where(Panel.case_id == case.id, Panel.state == "open")
    work.session.execute(ended.values(state="cancelled", closed_at=work.now))


def seats_of(work: Work, panel: Panel) -> list[Seat]:
    """Return everybody who was ever asked for a panel, by place and turn."""
    rows = select(Seat).where(Seat.panel_id == panel.id).order_by(Seat.place, Seat.turn)
    return list(work.session.scalars(rows))


def _sat_before(work: Work, case: Case) -> list[str]:
    """Return who sat on the panel of this case that was closed last, by place."""
    rows = select(Panel).where(Panel.case_id == case.id, Panel.state == "closed")
    last = work.session.scalar(rows.order_by(Panel.id.desc()).limit(1))
    if last is None:
        return []
    latest = {seat.place: seat.expert_id for seat in seats_of(work, last)}
    return [latest[place] for place in sorted(latest)]


def _seat(work: Work, panel: Panel, place: int, turn: int, expert: str, *, by_hand: bool) -> None:
    seat = {"panel_id": panel.id, "place": place, "turn": turn, "expert_id": expert, "by_hand": by_hand}
    work.session.add(Seat(id=new_id(), state="asked", asked_at=work.now, **seat))


def _too_few(work: Work, case: Case, *, seated: int, wanted: int) -> None:
    """Say so to those who can name experts: never silence."""
    writer.add(work, case, "panel_short", details={"found": seated, "wanted": wanted}, secrecy="closed")
    writer.tell_operations(work, case, "panel_short", found=seated, wanted=wanted)
