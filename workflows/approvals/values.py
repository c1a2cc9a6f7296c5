"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from forms import Text
from workflows.approvals.actions.vocabulary import Action
from workflows.ground.messages import Locale

CaseState = Literal["in_review", "returned", "approved", "rejected", "withdrawn", "completed", "cancelled"]
RUNNING_STATES: tuple[CaseState, ...] = ("in_review", "returned")
BEFORE_ALL = 0
"""Round of what stood before the first submission: the first review sees what it changes."""
ItemState = Literal["open", "claimed", "done", "cancelled"]
ACTIVE_STATES: tuple[ItemState, ...] = ("open", "claimed")
"""The states in which a task waits for somebody."""
OPINION_LIMIT = 2_000
REMARK_LIMIT = 500
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class FieldRemark:
    """A note beside one field; `field` is its path in the form."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as somebody sees it who may; `withdrawable`: not only on a page of the domain (`CaseType`)."""

    id: str
    number: str
    instance_id: str | None
    process_id: str
    definition_id: str
    title_zh: str
    title_en: str
    applicant_id: str
    applicant_name: str
    organisation_id: str | None
    organisation_name: str
    subject_id: str | None
    region_code: str | None
    cluster_id: str | None
    state: CaseState
    round: int
    submitted_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    withdrawable: bool

    @property
    def running(self) -> bool:
        """Whether somebody still has something to do."""
        return self.state in RUNNING_STATES

    def title(self, locale: Locale) -> str:
        """Return the title in `locale`."""
        return self.title_zh if locale == "zh-CN" else self.title_en


@dataclass(frozen=True, slots=True)
class WorkItemView:
    """A task with its case. `mine`: the viewer holds it; `may_claim`: the viewer may take it."""

    task_id: str
    element_id: str
    name_zh: str
    name_en: str
    form_id: str | None
    state: ItemState
    groups: frozenset[str]
    assignee: str | None
    assignee_name: str
    priority: int
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    action: str | None
    round: int
    case: CaseView
    mine: bool
    may_claim: bool
    urged_count: int = 0
    urged_at: datetime | None = None
    follow_up_at: datetime | None = None
    stands_for_name: str = ""
    undo_until: datetime | None = None
    """Until when what the decision tells others waits."""
    timers: tuple[StepTimer, ...] = ()
    """What happens by itself if nobody acts, where a list tells so."""

    def name(self, locale: Locale) -> str:
        """Return the step's name in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task opened for work: permitted decisions, the form and what to send back.

    `side_actions` are the words that the step permits and the viewer may use now.
    """

    item: WorkItemView
    definition_id: str
    form_definition_id: str
    """Where the form stands: in the case's own process, if the step is one of a process that it calls."""
    actions: tuple[str, ...]
    side_actions: tuple[Action, ...]
    opinion_required: frozenset[str]
    documentation_zh: str
    documentation_en: str
    form_id: str | None
    variable: str | None
    rights: Mapping[str, str]
    default_right: str
    remarks: tuple[FieldRemark, ...]
    revision: int
    why: Mapping[str, Any]
    may_decide: bool
    may_prepare: bool
    why_not: str | None
    step_form_id: str | None = None
    """A form of the step's own, filled in beside the application; `step_variable` takes what it says."""
    addressed: bool = False
    """The diagram names the person who decides."""
    step_variable: str | None = None
    recommends: bool = False
    """The step is a secret vote: its people recommend or not, and others decide."""
    signs: bool = False
    """It was added to somebody else's task: as a signature, or for an opinion."""

    def documentation(self, locale: Locale) -> str:
        """Return what the diagram's author tells the person, in `locale`."""
        return self.documentation_zh if locale == "zh-CN" else self.documentation_en


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline.

    `kind`: submitted, resubmitted, opened, claimed, released, approve, return, reject, withdrawn, reminded,
    ended, incident …; `details` depend on it; `people` are the names of those whom it names.
    `by_agent`: who did it acted for the organisation as its designated agent then.
    """

    at: datetime
    kind: str
    actor_id: str | None
    actor_name: str
    round: int
    element_id: str | None
    name_zh: str
    name_en: str
    opinion: str
    remarks: tuple[FieldRemark, ...]
    details: Mapping[str, Any]
    people: Mapping[str, str] = field(default_factory=dict)
    event_id: str = ""
    by_agent: bool = False

    def name(self, locale: Locale) -> str:
        """Return the step's name in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en

    def said(self, locale: Locale) -> str:
        """Return the opinion, in English what the diagram says in English; people wrote in one language."""
        return str(self.details.get("note_en") or self.opinion) if locale == "en" else self.opinion


@dataclass(frozen=True, slots=True)
class StepTimer:
    """What happens by itself while a step waits: when, and what then, in the words of its diagram."""

    when: Text
    then: Text


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Where a case is or may come next; `groups` or the person act there.

    `at_once`: so many people, whom the viewer does not know, act side by side; `finished` have done so.
    """

    element_id: str
    kind: str
    name_zh: str
    name_en: str
    groups: frozenset[str] = frozenset()
    assignee_id: str | None = None
    assignee_name: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    priority: int | None = None
    timers: tuple[StepTimer, ...] = ()
    at_once: int = 1
    finished: int = 0

    def name(self, locale: Locale) -> str:
        """Return the step's name in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """What was handed in at one round."""

    round: int
    definition_id: str
    form_id: str
    data: Mapping[str, Any]
    submitted_by: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft and its revision, which the next save hands back."""

    data: Mapping[str, Any]
    revision: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """What a business field shall hold: `equal` (or only begin with), or lie between two bounds, as typed.

    `kind`: text, number, date, choice, flag.
    """

    name: str
    kind: str = "text"
    equal: str = ""
    begins: bool = False
    at_least: str = ""
    at_most: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list. `since` and `until` are aware UTC and bound the time of submission.

    `text` looks through everything said, `name` through numbers and titles, `applicant` through who applied.
    Only for tasks: `step`, `group` (candidates), `held` ("mine", "free" or a person's id), `due` ("overdue",
    "today", "week", or in so many working days: "3"), `priority` ("high", "normal", "low").

    `common` are words of theirs that stand in very many texts (`search_index.weighed`): it changes how
    they are looked for, not what is found.
    """

    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    name: str = ""
    applicant: str = ""
    state: str = ""
    process_id: str = ""
    organisation_id: str = ""
    region: str = ""
    cluster: str = ""
    urged: bool = False
    returned: bool = False
    fields: tuple[FieldFilter, ...] = ()
    step: str = ""
    group: str = ""
    held: str = ""
    due: str = ""
    priority: str = ""
    common: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A page of a list. `after` and `before` are the cursors of its neighbours, None where there is none.

    `total` counts the whole list, or with `capped` only so far: there are more.
    """

    items: tuple[Item, ...]
    after: str | None
    total: int
    before: str | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a task. `data` is the form's data where the step lets it be written.

    `copy_to` are the people who get a copy of the case with it.
    """

    action: str
    opinion: str = ""
    remarks: tuple[FieldRemark, ...] = ()
    data: Mapping[str, Any] | None = None
    revision: int | None = None
    copy_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """Exact numbers for menus."""

    to_do: int = 0
    done: int = 0
    applications: int = 0
    unread: int = 0
    by_state: Mapping[str, int] = field(default_factory=dict)
