"""Templates of contracts in versions: operators draft the next one, look at it, and publish it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import yaml
from sqlalchemy import func, select, update

from forms import Text
from workflows.business.contracts import content, documents
from workflows.business.contracts.models import Contract, ContractTemplate, ContractTemplateVersion
from workflows.business.contracts.policy import may_keep_templates
from workflows.business.contracts.values import TemplateContent, TemplateState, TemplateView, Variable
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

DELIVERED = Path(__file__).parent / "delivered.yaml"


def load_delivered(work: Work) -> None:
    """Publish the delivered templates that are not there yet; what operators have made of one stays."""
    for template_id, said in yaml.safe_load(DELIVERED.read_text(encoding="utf-8")).items():
        if work.session.get(ContractTemplate, template_id) is not None:
            continue
        work.session.add(ContractTemplate(id=template_id, name=said["name"], name_en=said["name_en"]))
        work.session.flush()
        said_of = content.template_from_json(_complete(said))
        content.check_template(said_of)
        work.session.add(
            ContractTemplateVersion(
                template_id=template_id, number=1, state="published",
                content=content.template_to_json(said_of), made_by=work.actor, made_at=work.now,
                published_at=work.now,
            )
        )  # fmt: skip
        work.session.flush()


def _complete(said: dict[str, Any]) -> dict[str, Any]:
    """Return a delivered template as it is stored; optional clauses stand in a draft only when chosen."""
    clauses = [
        {"chosen": not one.get("optional"), **one, "text": one["text"].strip()} for one in said["clauses"]
    ]
    variables = [{"kind": "text", "needed": True, **one} for one in said["variables"]]
    return {"title": said["title"], "clauses": clauses, "variables": variables}


def choices(work: Work) -> list[TemplateView]:
    """Return the published templates, from which a provider chooses."""
    return [one for one in _views(work) if one.state == "published"]


def versions(work: Work, viewer: Viewer) -> list[TemplateView]:
    """Return every version of every template, the newest of each first. Raises: Forbidden."""
    require(may_keep_templates(viewer))
    return _views(work)


def _views(work: Work) -> list[TemplateView]:
    rows = work.session.execute(
        select(ContractTemplateVersion, ContractTemplate)
        .join(ContractTemplate, ContractTemplate.id == ContractTemplateVersion.template_id)
        .order_by(ContractTemplate.name, ContractTemplate.id, ContractTemplateVersion.number.desc())
    )
    return [_view(version, template) for version, template in rows]


def version(work: Work, viewer: Viewer, version_id: str) -> TemplateView:
    """Return one version for who keeps templates. Raises: Forbidden; NotFound."""
    require(may_keep_templates(viewer))
    return _found(work, version_id)


def published(work: Work, version_id: str) -> TemplateView:
    """Return a version that contracts can be begun with. Raises: Invalid: it is none, or not any more."""
    row = work.session.get(ContractTemplateVersion, version_id)
    if row is None or row.state != "published":
        raise Invalid("contracts.invalid", [FieldProblem("template", "contracts.no_template", {})])
    return _found(work, version_id)


def variables(work: Work, row: Contract) -> tuple[Variable, ...]:
    """Return what the template of a contract leaves open."""
    if row.template_version_id is None:
        raise Invalid("contracts.invalid", [FieldProblem("template", "contracts.no_template", {})])
    return _found(work, row.template_version_id).content.variables


def begin_version(work: Work, viewer: Viewer, template_id: str) -> str:
    """Begin the next version of a template with what the latest says; return its id.

    Raises: Forbidden; NotFound; InvalidState: there is a draft already.
    """
    require(may_keep_templates(viewer))
    template = work.session.get(ContractTemplate, template_id, with_for_update=True)
    if template is None:
        raise NotFound("contracts.template_not_found")
    latest = work.session.scalars(
        select(ContractTemplateVersion)
        .where(ContractTemplateVersion.template_id == template_id)
        .order_by(ContractTemplateVersion.number.desc())
        .limit(1)
    ).one()
    if latest.state == "draft":
        raise InvalidState("contracts.template_draft_exists")
    row = ContractTemplateVersion(
        template_id=template_id, number=latest.number + 1, state="draft", content=latest.content,
        made_by=viewer.user_id, made_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def save_version(work: Work, viewer: Viewer, version_id: str, said: TemplateContent) -> None:
    """Change a draft. Raises: Forbidden; NotFound; InvalidState: it is published; Invalid: at the fields."""
    row = _draft(work, viewer, version_id)
    content.check_template(said)
    row.content, row.made_by, row.made_at = content.template_to_json(said), viewer.user_id, work.now
    work.session.flush()


def publish(work: Work, viewer: Viewer, version_id: str) -> None:
    """Let new contracts begin with this version; the one before is retired, contracts on it keep it.

    Raises: Forbidden; NotFound; InvalidState: it is published; Invalid: it is not fit.
    """
    row = _draft(work, viewer, version_id)
    content.check_template(content.template_from_json(row.content))
    before = update(ContractTemplateVersion).where(
        ContractTemplateVersion.template_id == row.template_id, ContractTemplateVersion.state == "published"
    )
    work.session.execute(before.values(state="retired"))
    row.state, row.published_at = "published", work.now
    work.session.flush()
    record(work, "contract_template.published", _subject(work, row), {}, {"version": row.number})


def discard(work: Work, viewer: Viewer, version_id: str) -> None:
    """Throw a draft away. Raises: Forbidden; NotFound; InvalidState: it is published."""
    work.session.delete(_draft(work, viewer, version_id))
    work.session.flush()


def _draft(work: Work, viewer: Viewer, version_id: str) -> ContractTemplateVersion:
    require(may_keep_templates(viewer))
    row = work.session.get(ContractTemplateVersion, version_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("contracts.template_not_found")
    if row.state != "draft":
        raise InvalidState("contracts.template_not_draft")
    return row


def _found(work: Work, version_id: str) -> TemplateView:
    row = work.session.get(ContractTemplateVersion, version_id)
    if row is None:
        raise NotFound("contracts.template_not_found")
    return _view(row, work.session.get_one(ContractTemplate, row.template_id))


def _view(row: ContractTemplateVersion, template: ContractTemplate) -> TemplateView:
    return TemplateView(
        row.id, row.template_id, Text(template.name, template.name_en), row.number,
        cast("TemplateState", row.state), content.template_from_json(row.content), row.made_by, row.made_at,
        row.published_at,
    )  # fmt: skip


def _subject(work: Work, row: ContractTemplateVersion) -> Subject:
    name = work.session.get_one(ContractTemplate, row.template_id).name
    return Subject("contract_template", row.template_id, name)


def preview(work: Work, viewer: Viewer, version_id: str) -> bytes:
    """Return a version as a PDF with all its parts, its variables still open.

    Raises: Forbidden; NotFound; TooMany: others are being typeset.
    """
    return documents.sample(version(work, viewer, version_id).content, work.now)


def count_of(work: Work, version_ids: Sequence[str]) -> dict[str, int]:
    """Return how many contracts stand on each version."""
    rows = work.session.execute(
        select(Contract.template_version_id, func.count())
        .where(Contract.template_version_id.in_(version_ids))
        .group_by(Contract.template_version_id)
    )
    return {version_id: number for version_id, number in rows if version_id is not None}


def of(work: Work, version_id: str | None) -> TemplateView | None:
    """Return a version that a contract stands on, None before one was chosen."""
    return _found(work, version_id) if version_id is not None else None
