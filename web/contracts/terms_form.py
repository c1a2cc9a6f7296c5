"""The form of a draft: what was typed as terms, and terms as what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from forms.numbers import read_number_or_none
from workflows.business.contracts.content import MOST_CLAUSES, MOST_MILESTONES
from workflows.business.contracts.values import Clause, Milestone, Terms, Variable
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.ground.errors import FieldProblem, Invalid

BLANK_MILESTONES = 3
"""Lines for more milestones below those that are there; what stays empty is no milestone."""
OWN = "own-"
"""The ids of clauses that the provider adds begin with it."""
_MOST_FEN = 10**13


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A line of the form, as it was typed."""

    title: str = ""
    amount: str = ""
    due: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was typed into it."""
        return not (self.title or self.amount or self.due)


def lines(terms: Terms) -> list[MilestoneLine]:
    """Return the milestones as lines of the form, with empty ones below."""
    given = [MilestoneLine(one.title, yuan(one.amount_fen), one.due.isoformat()) for one in terms.milestones]
    return [*given, *[MilestoneLine()] * min(BLANK_MILESTONES, MOST_MILESTONES - len(given))]


def typed_lines(typed: MultiDict[str, str]) -> list[MilestoneLine]:
    """Return the lines of milestones as they were typed."""
    columns = (typed.getlist(f"milestone-{name}")[:MOST_MILESTONES] for name in ("title", "amount", "due"))
    return [MilestoneLine(*(cell.strip() for cell in row)) for row in zip(*columns, strict=False)]


def typed_terms(typed: MultiDict[str, str], drafted: Terms, variables: Iterable[Variable]) -> Terms:
    """Return what was typed over a draft: only the clauses that it has, and one more.

    Raises: Invalid: at amounts and days that are none.
    """
    milestones, problems = _milestones(typed_lines(typed))
    payment = typed.get("payment", "full")
    deposit = fen(typed.get("deposit", "")) if payment == "instalments" else 0
    if deposit is None:
        problems.append(FieldProblem("deposit", "contracts.deposit", {}))
    if problems:
        raise Invalid("contracts.invalid", problems)
    return Terms(
        typed.get("title", "").strip(),
        tuple(_clauses(typed, drafted)),
        tuple(milestones),
        "instalments" if payment == "instalments" else "full",
        deposit or 0,
        tuple((one.name, typed.get(f"value-{one.name}", "").strip()) for one in variables),
        "paper" if typed.get("way") == "paper" else "online",
        "milestones" if typed.get("release") == "milestones" else "end",
    )


def _clauses(typed: MultiDict[str, str], drafted: Terms) -> Iterator[Clause]:
    chosen = set(typed.getlist("chosen"))
    for place, one in enumerate(drafted.clauses):
        text = typed.get(f"text-{place}", one.text).replace("\r\n", "\n").strip()
        heading = typed.get(f"heading-{place}", one.heading).strip()
        if one.id.startswith(OWN) and not text and not heading:
            continue
        yield Clause(one.id, heading, text, one.optional, not one.optional or one.id in chosen)
    heading, text = typed.get("own-heading", "").strip(), typed.get("own-text", "").strip()
    if (heading or text) and len(drafted.clauses) < MOST_CLAUSES:
        number = sum(1 for one in drafted.clauses if one.id.startswith(OWN)) + 1
        yield Clause(f"{OWN}{number}", heading, text.replace("\r\n", "\n"))


def _milestones(typed: list[MilestoneLine]) -> tuple[list[Milestone], list[FieldProblem]]:
    milestones: list[Milestone] = []
    problems: list[FieldProblem] = []
    for place, line in enumerate(typed):
        if line.is_empty:
            continue
        amount, due = fen(line.amount), _day(line.due)
        if amount is None:
            problems.append(FieldProblem(f"milestone-amount-{place}", "contracts.milestone_amount", {}))
        if due is None:
            problems.append(FieldProblem(f"milestone-due-{place}", "contracts.milestone_due", {}))
        if amount is not None and due is not None:
            milestones.append(Milestone(line.title, amount, due))
    return milestones, problems


def fen(typed: str) -> int | None:
    """Return an amount of yuan as it is typed in whole fen, None if it is none."""
    amount = read_number_or_none(typed)
    if amount is None or amount != round(amount, 2) or not 0 <= amount * 100 <= _MOST_FEN:
        return None
    return to_fen(amount)


def yuan(amount_fen: int) -> str:
    """Return an amount as it is typed into a field."""
    return str(to_yuan(amount_fen))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
