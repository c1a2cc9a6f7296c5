"""What the proof of staffing finds, as warnings of the check: sentences and remedies in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from engine import Problem
from workflows.administration.repair_values import Names
from workflows.people.identity.roles import ROLES
from workflows.studio.staffing_proof import Gap, StepStaff

_SENTENCES: dict[Gap, tuple[str, str]] = {
    "empty": ("“{step}”今天无人可办", "Today nobody can act on “{step}”"),
    "parties": (
        "“{step}”今天可能无人可办：可以办理的人员可能都是同一案件的当事人",
        "Today it may be that nobody can act on “{step}”: all who do it can be parties to the same case",
    ),
    "separated": (
        "“{step}”今天可能无人可办：办理过“{unlike}”的人员须回避",
        "Today it may be that nobody can act on “{step}”: who did “{unlike}” may not do it too",
    ),
}
_PLACES = ("（{regions}）", ", at: {regions}")
_REMEDIES: dict[Gap, tuple[str, str]] = {
    "empty": (
        "请管理员为人员授予{groups}，或改由其他角色办理。",
        "Have an administrator give people {groups}, or let other roles do the step.",
    ),
    "parties": (
        "请管理员再为一名不属于任何单位的人员授予{groups}，或改由其他角色办理。",
        "Have an administrator give {groups} to somebody else who belongs to no organisation, or let other "
        "roles do the step.",
    ),
    "separated": (
        "请管理员再为一名人员授予{groups}，或改由其他角色办理。",
        "Have an administrator give {groups} to one more person, or let other roles do the step.",
    ),
}
_WINDOWS = ("窗口权限", "the window")
MOST_REGIONS = 5


def staffing_problems(steps: Iterable[StepStaff]) -> list[Problem]:
    """Return a warning for each way in which a step might have nobody today."""
    return [_problem(step, gap, regions) for step in steps for gap, regions in step.gaps.items()]


def _problem(step: StepStaff, gap: Gap, regions: tuple[Names, ...]) -> Problem:
    said = _filled(_SENTENCES[gap], step)
    if regions:
        where = _listed(regions[:MOST_REGIONS])
        more = "…" if len(regions) > MOST_REGIONS else ""
        said = Names(
            said.zh + _PLACES[0].format(regions=where.zh + more),
            said.en + _PLACES[1].format(regions=where.en + more),
        )
    remedy = _filled(_REMEDIES[gap], step)
    return Problem(
        code=f"staffing.{gap}",
        file=step.file,
        element_id=step.element_id,
        message_zh=said.zh,
        message_en=said.en,
        remedy_zh=remedy.zh,
        remedy_en=remedy.en,
        severity="warning",
    )


def _filled(texts: tuple[str, str], step: StepStaff) -> Names:
    called = (ROLES.get(one, (one, one)) for one in step.groups)
    named = [Names(f"“{chinese}”", f"“{english}”") for chinese, english in called]
    if step.way == "regions":
        named.append(Names(*_WINDOWS))
    groups, unlike = _listed(named, ("或", " or ")), _listed(step.unlike)
    return Names(
        texts[0].format(step=step.name.zh, unlike=unlike.zh, groups=groups.zh),
        texts[1].format(step=step.name.en, unlike=unlike.en, groups=groups.en),
    )


def _listed(names: Iterable[Names], between: tuple[str, str] = ("、", ", ")) -> Names:
    every = tuple(names)
    return Names(between[0].join(one.zh for one in every), between[1].join(one.en for one in every))
