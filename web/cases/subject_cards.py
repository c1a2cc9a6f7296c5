"""What places above this one show of what a case is about, on the pages of the case and of its tasks."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from workflows.approvals.values import CaseView
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

SubjectCard = Callable[[Work, Viewer, CaseView], str]
_cards: dict[str, SubjectCard] = {}


def register(process_id: str, card: SubjectCard) -> None:
    """Show a card with the cases of a process: HTML from a template, "" for whom it is not."""
    _cards[process_id] = card


def card_of(work: Work, viewer: Viewer, case: CaseView) -> Markup:
    """Return the card of what a case is about, empty where its process has none."""
    card = _cards.get(case.process_id)
    return Markup(card(work, viewer, case) if card is not None else "")  # noqa: S704  # from a template
