"""The provider's side of the text: a draft that is saved while it grows, and is then offered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from workflows.business.contracts import content, templates
from workflows.business.contracts.models import Contract, ContractVersion
from workflows.business.contracts.opening import audited, locked, move, notify_process, tell
from workflows.business.contracts.policy import acting
from workflows.business.contracts.signing_messages import OFFERED
from workflows.business.contracts.values import Terms
from workflows.ground.audit.log import record
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def choose_template(work: Work, viewer: Viewer, contract_id: str, version_id: str) -> None:
    """Begin the draft with a published template; what was drafted before is replaced.

    Raises: NotFound; Forbidden; InvalidState; Invalid: no such template.
    """
    row = locked(work, contract_id)
    acting(work, viewer, row, "provider", states=("drafting",))
    chosen = templates.published(work, version_id)
    row.template_version_id = chosen.id
    said = chosen.content
    row.draft = content.to_json(
        Terms(said.title, said.clauses, (), "full", values=tuple((one.name, "") for one in said.variables))
    )
    row.changed_at = work.now
    work.session.flush()


def save(work: Work, viewer: Viewer, contract_id: str, terms: Terms) -> None:
    """Keep what the provider has typed so far; it may be incomplete.

    Raises: NotFound; Forbidden; InvalidState; Invalid: beyond all measure.
    """
    row = locked(work, contract_id)
    acting(work, viewer, row, "provider", states=("drafting",))
    content.check_draft(terms)
    _keep(work, row, terms)


def _keep(work: Work, row: Contract, terms: Terms) -> None:
    row.draft, row.changed_at = content.to_json(terms), work.now
    work.session.flush()


def offer(work: Work, viewer: Viewer, contract_id: str, terms: Terms) -> int:
    """Put a draft before the enterprise, its variables filled in; return the number of the version.

    Raises: NotFound; Forbidden; InvalidState; Invalid: at the fields that are wrong.
    """
    row = locked(work, contract_id)
    acting(work, viewer, row, "provider", states=("drafting",))
    content.check_terms(terms, amount_fen=row.amount_fen, variables=templates.variables(work, row))
    _keep(work, row, terms)
    latest = select(func.coalesce(func.max(ContractVersion.number), 0))
    number = (work.session.scalar(latest.where(ContractVersion.contract_id == row.id)) or 0) + 1
    add_version(work, row, number, content.with_values(terms), (viewer.user_id, work.now))
    row.title, row.way = terms.title, terms.way
    move(work, row, "offered")
    record(work, "contract.offered", audited(row), {}, {"version": number})
    tell(work, row, "enterprise", "contract_offered")
    notify_process(work, row, OFFERED)
    return number


def add_version(
    work: Work, row: Contract, number: int, terms: Terms, offered: tuple[str, datetime]
) -> ContractVersion:
    """Add what is offered, by whom and when; return the row, which waits for its answer."""
    version = ContractVersion(
        contract_id=row.id,
        number=number,
        terms=content.to_json(terms),
        offered_by=offered[0],
        offered_at=offered[1],
    )
    work.session.add(version)
    return version
