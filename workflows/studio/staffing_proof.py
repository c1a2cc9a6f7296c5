"""Whether each step of a draft has somebody today who may act on it, whoever applies and wherever they are.

Told is the worst case: all who belong to one organisation are parties to its case, who may apply may have
applied, and one person has done each earlier step that keeps its people out (`unlike`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine import feel
from engine.spiff.names import BPMN, TONGBAN, ZEEBE
from workflows.administration.repair_values import Names
from workflows.approvals.cases.start_notation import ANYONE
from workflows.ground.work import Work
from workflows.people.absences.active import Away, away_now, stand_in
from workflows.people.identity.queries import members_by_group, shown_names
from workflows.people.identity.roles import ORGANISATION_ROLES, ROLES
from workflows.people.organisations.queries import organisation_ids_of, regions
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import WINDOW, Viewer, require
from workflows.studio import diagram_xml
from workflows.studio.drafts import files_of, find
from workflows.studio.staffing import MOST_NAMES

Way = Literal["applicant", "groups", "regions", "data", "nobody"]
"""Who does a step: the applicant, groups, groups by region, whom data says, or nobody is named."""
Gap = Literal["empty", "parties", "separated"]
"""Nobody is there; all may be parties; who is no party may be kept out by an earlier step."""
APPLICANT = "=applicant"
REGION = "region"
_FRUGAL = feel.Budget(steps=1_000, list_size=1_000, string_length=10_000)


@dataclass(frozen=True, slots=True)
class StepStaff:
    """Who could act on a step today. `gaps`: where nobody could, with the regions; without any, everywhere.

    `people` are the names of the first of `count` who hold one of `groups`; `unlike` are the steps whose
    people may not do this one. `said` is the expression where data says who does it.
    """

    file: str
    element_id: str
    name: Names
    way: Way
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    count: int = 0
    unlike: tuple[Names, ...] = ()
    gaps: Mapping[Gap, tuple[Names, ...]] = field(default_factory=dict)
    said: str = ""

    @property
    def is_proven(self) -> bool:
        """Whether somebody may act in every case."""
        return self.way not in ("data", "nobody") and not self.gaps


def staffing_proof(
    work: Work, viewer: Viewer, draft_id: str, unsaved: Mapping[str, bytes] | None = None
) -> list[StepStaff]:
    """Return who could act on each user task of a draft today, files that are `unsaved` taken as they are.

    Costs a constant number of statements. Raises: Forbidden; NotFound.
    """
    require(may_draw_processes(viewer))
    find(work, draft_id)
    today = _Today(work)
    files = files_of(work, draft_id) | dict(unsaved or {})
    return [
        step
        for name, root in diagram_xml.diagrams(files)
        for process in root.iter(f"{BPMN}process")
        for step in _Steps(today, name, process).proven()
    ]


class _Today:
    """The people who are there today, by group, and the organisations that they belong to."""

    def __init__(self, work: Work) -> None:
        by_group = members_by_group(work, [*ROLES, WINDOW])
        absences = away_now(work)
        self._names = {user_id: name for members in by_group.values() for user_id, name in members}
        self._groups = {
            group: frozenset(_there(absences, (user_id for user_id, _ in members)))
            for group, members in by_group.items()
        }
        everybody = frozenset[str]().union(*self._groups.values())
        self._names |= shown_names(work, everybody - self._names.keys())
        self.organisations = organisation_ids_of(work, everybody)
        self.regions = [one for one in regions(work, windows_only=True) if one.active]

    def people(self, groups: Iterable[str]) -> frozenset[str]:
        """Return who holds one of the groups or acts for somebody who does."""
        return frozenset[str]().union(*(self._groups.get(group, frozenset()) for group in groups))

    def names(self, people: Iterable[str]) -> tuple[str, ...]:
        """Return the first names of people, in their order."""
        return tuple(sorted(self._names[one] for one in people)[:MOST_NAMES])


def _there(absences: Iterable[Away], people: Iterable[str]) -> Iterator[str]:
    known = tuple(absences)
    away = {one.user_id for one in known if one.concerns(None)}
    for user_id in people:
        acting = stand_in(known, user_id, None) if user_id in away else user_id
        if acting is not None and acting not in away:
            yield acting


class _Steps:
    """The user tasks of one process."""

    def __init__(self, today: _Today, file: str, process: Any) -> None:
        self._today, self._file = today, file
        self._tasks = {task.get("id", ""): task for task in process.iter(f"{BPMN}userTask")}
        self._roles, self._beginners = _starts(process)

    def proven(self) -> Iterator[StepStaff]:
        return (self._step(element_id, task) for element_id, task in self._tasks.items())

    def _step(self, element_id: str, task: Any) -> StepStaff:
        assignee, users, groups = _assignment(task)
        name = _names(task)
        if assignee == APPLICANT:
            return StepStaff(self._file, element_id, name, "applicant")
        by_region = None if assignee or users else self._by_region(groups)
        if by_region is None:
            said = assignee or groups or users
            return StepStaff(self._file, element_id, name, "data" if said else "nobody", said=said)
        unlike = _setting(task, "unlike").split()
        named = frozenset(group for region in by_region.values() for group in region)
        people = self._today.people(named)
        return StepStaff(
            self._file,
            element_id,
            name,
            "groups" if "" in by_region else "regions",
            tuple(sorted(one for one in named if not one.startswith(WINDOW))),
            self._today.names(people),
            len(people),
            tuple(_names(self._tasks[one]) for one in unlike if one in self._tasks),
            self._gaps(by_region, _setting(task, "self"), unlike),
        )

    def _gaps(
        self, by_region: Mapping[str, tuple[str, ...]], parties: str, unlike: list[str]
    ) -> dict[Gap, tuple[Names, ...]]:
        called = {one.code: Names(one.name_zh, one.name_en) for one in self._today.regions}
        gaps: dict[Gap, tuple[Names, ...]] = {}
        for region, groups in by_region.items():
            gap = self._gap(self._today.people(groups), region, parties, unlike)
            if gap is not None:
                gaps[gap] = (*gaps.get(gap, ()), *([called[region]] if region else []))
        return gaps

    def _gap(self, people: frozenset[str], region: str, parties: str, unlike: list[str]) -> Gap | None:
        if not people:
            return "empty"
        left = len(people) - (0 if parties == "allow" else self._most_parties(people))
        if left < 1:
            return None if parties == "skip" else "parties"
        return "separated" if left - self._most_kept_out(people, region, unlike) < 1 else None

    def _most_parties(self, people: frozenset[str]) -> int:
        """Return how many of the people can be parties to one case at most."""
        of_one = Counter(one for user_id in people for one in self._today.organisations.get(user_id, ()))
        together = max(of_one.values(), default=0) if self._roles & {*ORGANISATION_ROLES, ANYONE} else 0
        alone = ANYONE in self._roles or not people.isdisjoint(self._today.people(self._beginners))
        return max(together, int(alone))

    def _most_kept_out(self, people: frozenset[str], region: str, unlike: list[str]) -> int:
        """Return how many of the people can have done the steps that keep theirs out."""
        return sum(self._shares(people, region, self._tasks[one]) for one in unlike if one in self._tasks)

    def _shares(self, people: frozenset[str], region: str, task: Any) -> bool:
        assignee, users, groups = _assignment(task)
        if assignee == APPLICANT:
            return False
        others = None if assignee or users else self._by_region(groups)
        if others is None:
            return True
        of_region = others.get(region) or others.get("") or ()
        return not people.isdisjoint(self._today.people(of_region))

    def _by_region(self, groups: str) -> dict[str, tuple[str, ...]] | None:
        """Return {region: groups}, "" for any region; None where other data says them, or nothing does."""
        if not groups.startswith("="):
            listed = tuple(one.strip() for one in groups.split(",") if one.strip())
            return {"": listed} if listed else None
        try:
            compiled = feel.compile_expression(groups.removeprefix("="))
            if compiled.calls or compiled.names - {REGION}:
                return None
            if not compiled.names:
                return {"": _groups(compiled)}
            return {one.code: _groups(compiled, one.code) for one in self._today.regions}
        except feel.FeelError:
            return None


def _starts(process: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Return the roles that may begin a process, and the groups that may without an organisation."""
    roles, beginners = set[str](), set[str]()
    for start in process.iterfind(f"{BPMN}startEvent"):
        said = diagram_xml.said(start, f"{TONGBAN}start")
        of_start = {} if said is None else said.attrib
        roles.update(of_start["roles"].split() if "roles" in of_start else ORGANISATION_ROLES)
        beginners.update(of_start.get("staff", "").split())
    return frozenset(roles), frozenset(beginners)


def _assignment(task: Any) -> tuple[str, str, str]:
    said = diagram_xml.said(task, f"{ZEEBE}assignmentDefinition")
    said = {} if said is None else said.attrib
    assignee, users, groups = (
        said.get(name, "").strip() for name in ("assignee", "candidateUsers", "candidateGroups")
    )
    return assignee.replace(" ", ""), users, groups


def _setting(task: Any, name: str) -> str:
    said = diagram_xml.said(task, f"{TONGBAN}approval")
    return "" if said is None else str(said.get(name, ""))


def _names(task: Any) -> Names:
    chinese = task.get("name", "") or task.get("id", "")
    english = diagram_xml.english(task)
    return Names(chinese, chinese if english is None else english.get("name", "") or chinese)


def _groups(compiled: feel.Expression, region: str = "") -> tuple[str, ...]:
    value = feel.to_python(compiled.evaluate({REGION: region}, budget=_FRUGAL))
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else (str(value),)
