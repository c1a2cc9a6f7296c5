"""Every package is safe by what its own definition and stories say: a new process needs no test of ours.

For each package, delivered or carried by the tests: its stories are played on one database, begun through the
start page, until each of its user tasks was reached; at each, every route of a case is asked by everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.copies import Copies
from tests.databases import CreateDatabase
from tests.once import Once
from tests.web.conftest import made_app
from tests.web.packages.costs import Question, asked_again, cost
from tests.web.packages.examining import Examination
from tests.web.packages.found import named_in, packages, scenarios
from tests.web.packages.people import Bystanders, is_its_person
from tests.web.packages.playing import PagePlayer
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from web.cli_content import files_of
from web.limits import limiter
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.values import ACTIVE_STATES
from workflows.bootstrap import Platform
from workflows.business.experts.models import Expert
from workflows.ground.settings import Settings
from workflows.scenarios import Scenario
from workflows.scenarios.play import APPLICANT, ScenarioPlayer
from workflows.scenarios.stand_ins import register

PACKAGES = {
    name: folder
    for name, folder in packages().items()
    if "<bpmn:userTask" in (folder / "process.bpmn").read_text("utf-8")
}
"""Those in which somebody has a task: a process that only waits for what is done on pages of their own has no
step to look at, and those pages are in `tests/web/access`."""
MORE_CASES = 1


class Reached(Exception):
    """A story has come to the first step of somebody."""


class SomethingIsWrong(Exception):
    """A story need not go on: something was found."""


@dataclass(frozen=True)
class Place:
    """An installation to be copied, and the people in it who have nothing to do with any case."""

    settings: Settings
    bystanders: Bystanders


@pytest.fixture(scope="session")
def place(
    once: Once, session_databases: CreateDatabase, prepared_template: str, tmp_path_factory: Any
) -> Place:
    """Make those people once."""

    def make() -> Place:
        data = tmp_path_factory.mktemp("packages")
        settings = Settings(session_databases(prepared_template), data, "test", demonstration=True)
        platform = Platform(settings, clock=FixedClock())
        bystanders = Bystanders.made(platform)
        platform.close()
        return Place(settings, bystanders)

    return once("bystanders", make)


@pytest.fixture
def settings(copies: Copies, place: Place) -> Iterator[Settings]:
    assert place.settings.database_url is not None
    with copies.lent(place.settings.database_url) as url:
        yield replace(place.settings, database_url=url)


def deploy(platform: Platform, folder: Path) -> str:
    """Deploy a package where it is not, with stand-ins for the services of its stories; return its id."""
    files = files_of(folder)
    for one in scenarios(folder, folder.name):
        with platform.begin() as work:
            register(work, platform.settings, one.services)
    with platform.begin() as work:
        if work.repository.has(files):
            return folder.name
        return work.repository.deploy(files, source=folder.name).process_id


@pytest.fixture
def app(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application without limits on how often one may ask: they would answer for the policies."""
    monkeypatch.setattr(limiter, "enabled", False)
    return made_app(platform, TESTING=True, WTF_CSRF_ENABLED=False)


@pytest.fixture
def examination(app: Flask, platform: Platform, clock: FixedClock, place: Place) -> Examination:
    return Examination(app, platform, clock, place.bystanders)


def examined(examination: Examination, folder: Path) -> str:
    """Play the stories of a package until each step was looked at, or something is wrong; return its id."""
    process_id = deploy(examination.platform, folder)
    missing = user_tasks(examination.platform, process_id)
    stories = scenarios(folder, process_id)

    def look(player: ScenarioPlayer) -> None:
        examination.look(player)
        if examination.wrong:
            raise SomethingIsWrong

    examination.at_the_case = not missing  # nobody's step: what strangers get of the case itself counts
    while stories and not examination.wrong and not (examination.asked and missing <= examination.steps):
        one = max(stories, key=lambda story: len(named_in(story) & (missing - examination.steps)))
        stories.remove(one)
        player = PagePlayer(examination.platform, one, look, app=examination.app, clock=examination.clock)
        with suppress(SomethingIsWrong):
            player.play()
        dismiss_experts(examination.platform)
    return process_id


def dismiss_experts(platform: Platform) -> None:
    """Let the experts of one story sit on no panel of the next."""
    with platform.begin() as work:
        work.session.execute(update(Expert).values(state="ended"))


def user_tasks(platform: Platform, process_id: str) -> set[str]:
    with platform.begin() as work:
        program = work.repository.program(work.repository.latest(process_id).id)
    return {one.id for one in program.elements.values() if one.type == "userTask"}


@pytest.mark.long
@pytest.mark.parametrize("name", PACKAGES)
def test_nobody_gets_to_a_case_whom_it_does_not_concern(
    platform: Platform, examination: Examination, name: str
) -> None:
    process_id = examined(examination, PACKAGES[name])
    assert examination.wrong == [], "\n".join(examination.wrong)
    missed = user_tasks(platform, process_id) - examination.steps
    assert missed == set(), "a story leads to each step, so that it is looked at"
    assert examination.asked > len(examination.steps) * 50


@pytest.mark.soak
@pytest.mark.parametrize("name", PACKAGES)
def test_nobody_gets_there_though_everybody_tries_everything(examination: Examination, name: str) -> None:
    examination.thorough = True
    examined(examination, PACKAGES[name])
    assert examination.wrong == [], "\n".join(examination.wrong)


@pytest.mark.parametrize("name", PACKAGES)
def test_its_pages_cost_the_same_however_many_cases_there_are(
    app: Flask,
    platform: Platform,
    clock: FixedClock,
    place: Place,
    name: str,
) -> None:
    process_id = deploy(platform, PACKAGES[name])
    stories = scenarios(PACKAGES[name], process_id)
    first = reached(app, platform, clock, stories, 0)
    pages = pages_of(platform, first, place.bystanders.ids["operator"])
    reached(app, platform, clock, stories, 1)  # may take weeks: what lapses of the first case has lapsed then
    few = costs(app, platform, pages)
    for number in range(2, MORE_CASES + 2):
        reached(app, platform, clock, stories, number)
    many = costs(app, platform, pages)
    grown = {one: (len(few[one]), len(many[one])) for one in few if len(many[one]) > len(few[one])}
    assert grown == {}
    twice = {one: again for one, asked in many.items() if (again := asked_again(asked))}
    assert twice == {}


def reached(
    app: Flask, platform: Platform, clock: FixedClock, stories: list[Scenario], number: int
) -> ScenarioPlayer:
    """Play the first story that comes to somebody's step up to there, with people of its own."""

    has_steps = bool(user_tasks(platform, stories[0].process_id))

    def stop(player: ScenarioPlayer) -> None:
        clock.now = player.now
        if player.case_id and (open_tasks(platform, player.case_id) or not has_steps):
            raise Reached

    for one in stories:
        player = PagePlayer(platform, replace(one, name=f"{number}号{one.name}"), stop, app=app, clock=clock)
        try:
            player.play()
        except Reached:
            return player
    raise AssertionError("a story leads to a step of somebody, but none does")


def open_tasks(platform: Platform, case_id: str) -> list[str]:
    with platform.begin() as work:
        rows = select(WorkItem.task_id).where(WorkItem.case_id == case_id, WorkItem.state.in_(ACTIVE_STATES))
        return list(work.session.scalars(rows))


def pages_of(platform: Platform, player: ScenarioPlayer, overseer: str) -> list[tuple[str, str]]:
    """Return (who, page) of a case and of the lists that it stands in."""
    with platform.begin() as work:
        number = work.session.get_one(Case, player.case_id).number
        item = work.session.scalars(select(WorkItem).where(WorkItem.case_id == player.case_id)).first()
    applicant = player.people[APPLICANT]
    case, task = f"/cases/{number}", f"/inbox/tasks/{item.task_id if item is not None else ''}"
    pages_read = [(applicant, page) for page in (case, "/workbench/applications", "/services")]
    for who in player.people.values():
        if item is not None and who != applicant and is_its_person(platform, who, item, applicant):
            pages_read += [(who, page) for page in (case, task, "/inbox")]
    return [*pages_read, (overseer, case), (overseer, "/inbox/all")]


def costs(
    app: Flask, platform: Platform, pages: list[tuple[str, str]]
) -> dict[tuple[str, str], list[Question]]:
    return {(who, page): cost(signed_in(app, platform, who), page) for who, page in pages}
