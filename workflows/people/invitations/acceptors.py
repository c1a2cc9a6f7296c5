"""What accepting a personal link does, by its kind: registered by the domains that send such links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.ground.errors import FieldProblem
from workflows.ground.work import Work
from workflows.people.invitations.values import Confirmation


@dataclass(frozen=True, slots=True)
class Acceptor:
    """What a domain does with its links; the functions get the open transaction and the subject's id.

    `case_of` returns the case that the subject belongs to; `hold` takes the lock of that case, before
    the link's own row is locked; `accepted` (also the accepting person's id) lets the case go on.
    `confirmed`, where the person has to say who they are, returns what of it is not so.
    """

    case_of: Callable[[Work, str], str | None]
    hold: Callable[[Work, str], None]
    accepted: Callable[[Work, str, str], None]
    confirmed: Callable[[Work, str, Confirmation], list[FieldProblem]] | None = None


_registered: dict[str, Acceptor] = {}


def register(acceptors: Mapping[str, Acceptor]) -> None:
    """Add the acceptors of a domain, by the kind of link."""
    _registered.update(acceptors)


def acceptor_of(kind: str) -> Acceptor:
    """Return what is done with links of a kind. Raises: KeyError: no domain sends such links."""
    return _registered[kind]
