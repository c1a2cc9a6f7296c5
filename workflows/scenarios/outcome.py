"""What came of a case that only its history and the outbox tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import EngineError
from forms.texts import CodedMessage, say
from workflows.approvals.cases.handing_in import FormRefused
from workflows.approvals.models import Case
from workflows.business.catalogue.models import Product
from workflows.ground.errors import WorkflowsError
from workflows.ground.work import Work
from workflows.outbox.models import Mail
from workflows.outbox.templates import short_name
from workflows.people.identity.queries import account
from workflows.people.organisations.models import Organisation
from workflows.scenarios.reading import ScenarioFailed


def mails(work: Work, user_id: str) -> list[str]:
    """Return the templates of a person's mail, the first first."""
    address = account(work, user_id).email
    sent = select(Mail.template).where(Mail.to_address == address).order_by(Mail.id)
    return [short_name(template) for template in work.session.scalars(sent)]


def end_event(work: Work, case_id: str) -> str | None:
    """Return the last end event that the process itself reached."""
    case = work.session.get_one(Case, case_id)
    elements = work.repository.elements(case.definition_id)
    entered = [
        entry.element_id or ""
        for entry in work.history.of(case.instance_id or "")
        if entry.kind == "element_entered"
    ]
    ends = [one for one in entered if one in elements and elements[one].type == "endEvent"]
    return ends[-1] if ends else None


def certification(work: Work, organisation_id: str) -> str:
    """Return how an organisation stands."""
    return work.session.get_one(Organisation, organisation_id).certification


def product_state(work: Work, product_id: str | None) -> str:
    """Return how a product stands: the change of it that is under way, if there is one."""
    row = work.session.get_one(Product, product_id)
    return row.change or row.state


def expect(what: str, wanted: Any, actual: Any, *, chinese: str = "") -> None:
    """Raise `ScenarioFailed` unless both are the same; `chinese` is what they are of in Chinese."""
    if wanted != actual:
        raise ScenarioFailed(
            f"expected {what} to be {wanted!r}, but it is {actual!r}",
            f"{chinese or f'{what} '}应为 {wanted!r}，实际为 {actual!r}",
        )


def refused_at(said: Mapping[str, Any], errors: Mapping[str, Any]) -> None:
    """Insist that a refusal stands at the field that the scenario says, whatever else is wrong.

    Raises: ScenarioFailed.
    """
    if said.get("field") not in errors:
        refusals = "; ".join(f"{path}: {' '.join(texts)}" for path, texts in errors.items())
        wanted = said.get("because") or f"at the field {said.get('field')}"
        places = (f"{path}：{''.join(in_both(one)[0] for one in texts)}" for path, texts in errors.items())
        in_chinese = "；".join(places)
        raise ScenarioFailed(
            f"expected a refusal {wanted}, but it was refused at {refusals or 'no field'}",
            f"应被拒绝（{said.get('because') or said.get('field')}），实际：{in_chinese or '没有拒绝的字段'}",
        )


def in_both(sentence: str) -> tuple[str, str]:
    """Return a sentence of a form in Chinese and English, as it is where it knows no code."""
    if isinstance(sentence, CodedMessage):
        return say(sentence.code, "zh-CN", **sentence.params), say(sentence.code, "en", **sentence.params)
    return sentence, sentence


def why_refused(error: WorkflowsError | EngineError | ScenarioFailed | FormRefused) -> tuple[str, str]:
    """Return why a step failed, in Chinese and English; what the engine says has no Chinese."""
    if isinstance(error, ScenarioFailed):
        return error.why
    if isinstance(error, WorkflowsError):
        return error.message("zh-CN"), error.message("en")
    if isinstance(error, EngineError):
        return f"引擎拒绝：{error}", str(error)
    told = {path: [in_both(one) for one in texts] for path, texts in error.form.errors.items()}
    return (
        "表单不接受："
        + "；".join(f"{path}：{''.join(zh for zh, _ in texts)}" for path, texts in told.items()),
        "the form refuses "
        + "; ".join(f"field {path}: {' '.join(en for _, en in texts)}" for path, texts in told.items()),
    )
