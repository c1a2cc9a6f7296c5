"""What the page of a case and the page of a task show beside the form: timeline, steps, diagram, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms import BoundForm
from forms.nodes import FieldNode, FileNode, ListNode, fields_of
from forms.upload_profiles import PICTURES
from web.cases.labels import CASE_STATES, EVENTS, Word, beside, word
from web.cases.subject_cards import card_of
from web.files.routes import file_url
from web.i18n import locale_tag
from workflows.approvals.cases import case_status, details, diagrams, step_forms
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseStep, CaseView, FieldRemark, TimelineEntry
from workflows.business.panels.queries import panel_of
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer

BEGINNINGS = frozenset({"submitted", "begun"})
"""Of a case: whoever did that is its applicant."""


@dataclass(frozen=True, slots=True)
class NamedRemark:
    """A remark with the label of its field."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the timeline in words."""

    entry: TimelineEntry
    word: Word
    step: str
    remarks: tuple[NamedRemark, ...]
    beside: str
    answers: tuple[FieldNode, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """Where a case is, where it may go, and who acts there (group ids → names).

    `stuck`: nobody can act, because a technical problem has to be mended first.
    """

    current: Sequence[CaseStep]
    following: Sequence[CaseStep]
    groups: Mapping[str, str]
    stuck: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the form with the field it belongs to; `picture` says that it can be shown in the page."""

    label: str
    file: FileNode
    url: str
    picture: bool


def standing_of(work: Work, viewer: Viewer, case: CaseView) -> CaseStatus:
    """Return where a case is and may go."""
    current = _together(details.current_steps(work, viewer, case.id)) if case.running else []
    current = [
        replace(one, finished=details.finished_beside(work, case, one.element_id)) if one.at_once > 1 else one
        for one in current
    ]
    following = details.next_steps(work, viewer, case.id) if case.running else []
    groups = {group for step in (*current, *following) for group in step.groups}
    stuck = case.running and not current and case_status.is_stuck(work, case)
    return CaseStatus(current, following, group_names(work, groups, locale_tag()), stuck)


def _together(steps: Sequence[CaseStep]) -> list[CaseStep]:
    """Return steps with those as one that differ only in who acts, whom the viewer does not know."""
    shown: list[CaseStep] = []
    for step in steps:
        for at, other in enumerate(shown):
            same = (other.element_id, other.groups) == (step.element_id, step.groups)
            if same and not (other.assignee_name or step.assignee_name):
                shown[at] = replace(other, at_once=other.at_once + 1)
                break
        else:
            shown.append(step)
    return shown


def timeline_of(work: Work, viewer: Viewer, case: CaseView, form: BoundForm | None) -> list[Told]:
    """Return who did what, the newest first, with the labels of the fields that were remarked on."""
    labels = labels_of(form)
    answers = step_forms.answers_of(work, viewer, case.id, locale=locale_tag())
    told = []
    for entry in timeline.timeline(work, viewer, case.id):
        shown = word(EVENTS, entry.kind)
        if entry.kind == "ended":
            shown = word(CASE_STATES, str(entry.details.get("state", "")))
        remarks, filled = _named(entry.remarks, labels), answers.get(entry.event_id, ())
        told.append(Told(entry, shown, entry.name(locale_tag()), remarks, beside(entry), filled))
    return told[::-1]


def labels_of(form: BoundForm | None) -> dict[str, str]:
    """Return the labels of a form's fields and lists by path."""
    return {} if form is None else {node.path: node.label for node in fields_of(form.nodes)}


def named(remarks: Mapping[str, str], form: BoundForm | None) -> tuple[NamedRemark, ...]:
    """Return remarks by path that say something, with the labels of their fields."""
    said = (FieldRemark(path, text) for path, text in remarks.items() if text.strip())
    return _named(said, labels_of(form))


def _named(remarks: Iterable[FieldRemark], labels: Mapping[str, str]) -> tuple[NamedRemark, ...]:
    return tuple(NamedRemark(labels.get(remark.field, ""), remark.text) for remark in remarks)


def changed_fields(form: BoundForm | None) -> list[FieldNode]:
    """Return the fields that differ from the submission before, in the order of the form."""
    if form is None:
        return []
    return [node for node in fields_of(form.nodes) if isinstance(node, FieldNode) and node.changed]


def changed_lists(form: BoundForm | None) -> list[ListNode]:
    """Return the lists to which entries were added or from which some were taken."""
    if form is None:
        return []
    return [node for node in fields_of(form.nodes) if isinstance(node, ListNode) and node.changed]


def summary_of(work: Work, case: CaseView, form: BoundForm | None) -> list[FieldNode]:
    """Return the main points of a case: the filled-in fields that its process declares searchable."""
    if form is None:
        return []
    nodes = {node.path: node for node in fields_of(form.nodes) if isinstance(node, FieldNode)}
    names = diagrams.filter_names(work, case.definition_id, case.process_id)
    return [nodes[name] for name in names if name in nodes and nodes[name].display]


def attachments(form: BoundForm | None) -> list[Attachment]:
    """Return the files that a form holds."""
    if form is None:
        return []
    return [
        Attachment(node.label, file, file_url(file.id), file.content_type in PICTURES)
        for node in fields_of(form.nodes)
        if isinstance(node, FieldNode)
        for file in node.files
    ]


def context(work: Work, viewer: Viewer, case: CaseView, form: BoundForm | None) -> dict[str, Any]:
    """Return what `cases/parts.html` needs to draw everything beside the form."""
    told = timeline_of(work, viewer, case, form)
    return {
        "case": case,
        "locale": locale_tag(),
        "standing": standing_of(work, viewer, case),
        "timeline": told,
        "by_agent": any(one.entry.by_agent and one.entry.kind in BEGINNINGS for one in told),
        "path": case_status.path(work, viewer, case.id),
        "attachments": attachments(form),
        "subject_card": card_of(work, viewer, case),
        "panel": panel_of(work, viewer, case.id, locale=locale_tag()),
        "changed": changed_fields(form),
        "changed_lists": changed_lists(form),
    }
