"""Holding each step of a process, when a story first reaches it, against what is right of every process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.web.access.test_access import AS_A_FRAGMENT, judge
from tests.web.packages.addresses import Asked, lists, of_a_case
from tests.web.packages.people import Bystanders, is_its_person, oversees
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions.vocabulary import ASSIGN
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.bootstrap import Platform
from workflows.people.identity.models import User
from workflows.scenarios.play import APPLICANT, ScenarioPlayer

PAGES = frozenset({"cases.case", "inbox.task", "files.download"})
ALWAYS = ("rival",)
DECIDING = frozenset({"inbox.decide", "inbox.claim", "inbox.save_draft"})
"""What only somebody may do at a task who may decide it."""
TURNS = 3
"""Of the commands that decide nothing, each party tries one in so many: others try the others."""
STRANGERS_AT_FIRST = 3
"""Each list is asked by so many strangers for the first case of a process: what a list holds is one rule."""
LONG = 8
MOST_SEALED = 2


@dataclass
class Examination:
    """What was looked at, and what was wrong.

    `thorough` takes no turns: every party tries every command, and each list is asked by every stranger.
    """

    app: Flask
    platform: Platform
    clock: FixedClock
    bystanders: Bystanders
    thorough: bool = False
    at_the_case: bool = False
    """Whether it is looked at once, wherever it stands: its process has no step of somebody."""
    steps: set[str] = field(default_factory=set)
    """Ids of the user tasks that were looked at."""
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    _sealed: set[str] = field(default_factory=set)
    _listed: set[str] = field(default_factory=set)
    _clients: dict[str, FlaskClient] = field(default_factory=dict)

    def look(self, player: ScenarioPlayer) -> None:
        """Look at the case as it stands now: at steps that are new, and at what is sealed."""
        self.clock.now = player.now
        self._clients.clear()  # sessions end while a story waits
        if not player.case_id:
            return
        if self.at_the_case and not self.asked:
            self._look_at_strangers(player, [WorkItem(task_id="none", element_id="the case")])
            return
        items = self.items(player.case_id)
        self._look_at_seals(player, items)
        waiting = (one for one in items if one.state in {"open", "claimed"})
        new = list({one.element_id: one for one in waiting if one.element_id not in self.steps}.values())
        if not new:
            return
        self.steps |= {one.element_id for one in new}
        self._look_at_strangers(player, new)
        self._look_at_parties(player, new)

    def items(self, case_id: str) -> list[WorkItem]:
        with self.platform.begin() as work:
            rows = select(WorkItem).where(WorkItem.case_id == case_id).order_by(WorkItem.opened_at)
            return list(work.session.scalars(rows))

    def number(self, player: ScenarioPlayer) -> str:
        with self.platform.begin() as work:
            return work.session.get_one(Case, player.case_id).number

    def client(self, user_id: str) -> FlaskClient:
        if user_id not in self._clients:
            self._clients[user_id] = signed_in(self.app, self.platform, user_id)
        return self._clients[user_id]

    def open(self, user_id: str | None, asked: Asked, *, hopes: bool = True) -> tuple[str, str]:
        """Return whether somebody gets in ("in", "out", "sign in", a status of a failure), and the page.

        Who has no hope of it is told so in a sentence, which takes less than a page with a menu; who gets in
        all the same reads the whole page.
        """
        client = self.app.test_client() if user_id is None else self.client(user_id)
        headers = {} if hopes else AS_A_FRAGMENT
        self.asked += 1
        answer = client.open(asked.path, method=asked.method, data=_sent(asked), headers=headers)
        text = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        verdict = judge(answer)
        answer.close()
        if verdict == "in" and not hopes and asked.method == "GET":
            return self.open(user_id, asked)
        return verdict, text

    def _look_at_strangers(self, player: ScenarioPlayer, new: list[WorkItem]) -> None:
        """Whom the case does not concern is refused everywhere, changes nothing and finds it nowhere."""
        number, before = self.number(player), self._standing(player.case_id)
        strangers = self.bystanders.strangers(self.platform, player.case_id)
        for item in new:
            for part, asked in self._requests(list(strangers), number, item, player):
                hopes = part not in strangers or (part in ALWAYS and asked.endpoint in PAGES)
                verdict, text = self.open(strangers.get(part), asked, hopes=hopes)
                expected = "out" if part in strangers else "sign in"
                if verdict != expected:
                    self.wrong.append(
                        f"{part}: {asked} at {item.element_id}: {verdict} instead of {expected}"
                    )
                self._told(part, asked.path, text, player)
        if self._standing(player.case_id) != before:
            self.wrong.append(f"{number}: strangers changed something at {[one.element_id for one in new]}")
        if player.case_id not in self._listed:
            self._look_at_lists(strangers, number)
            self._listed.add(player.case_id)

    def _requests(
        self, parts: list[str], number: str, item: WorkItem, player: ScenarioPlayer
    ) -> Iterator[tuple[str, Asked]]:
        """Yield (part, request): each by two strangers in turns, pages by everybody.

        At the first step each is also asked by a visitor, whom the same line of code sends to the sign-in at
        whatever step a case stands; at later ones only the pages are.
        """
        files = [*files_in(player.data), ""]
        all_ = of_a_case(self.app, number, item.task_id, files[0], turn=len(self.steps))
        always = [part for part in ALWAYS if part in parts]
        for place, asked in enumerate(all_):
            everybody = self.thorough or asked.endpoint in PAGES
            if everybody or not self._listed:
                yield "visitor", asked
            for part in parts if everybody else {*always, parts[(place + len(self.steps)) % len(parts)]}:
                yield part, asked

    def _told(self, part: str, place: str, text: str, player: ScenarioPlayer) -> None:
        for said in texts_in(player.data):
            if said in text:
                self.wrong.append(f"{part} reads {said!r} at {place}")

    def _look_at_lists(self, strangers: Mapping[str, str], number: str) -> None:
        """Look for a case as some of the strangers in turns: each list of each process is asked by others.

        Of the first case of a process, each list is asked by more of them than of later ones.
        """
        parts = list(strangers)
        turn = sum(number.encode()) + len(self._listed)
        others = len(parts) if self.thorough else 1 if self._listed else STRANGERS_AT_FIRST
        for place, page in enumerate(lists(self.app)):
            some = {*ALWAYS, *(parts[(place * others + turn + more) % len(parts)] for more in range(others))}
            for part in some.intersection(parts):
                asked = Asked(page, "GET", f"{page}?text={number}&q={number}")
                verdict, text = self.open(strangers[part], asked)
                if verdict == "in" and f"/cases/{number}" in text:
                    self.wrong.append(f"{part} finds {number} at {page}")

    def _look_at_parties(self, player: ScenarioPlayer, new: list[WorkItem]) -> None:
        """The applicant and who oversees read the case; its people open the task; nobody else decides."""
        number = self.number(player)
        page = Asked("cases.case", "GET", f"/cases/{number}")
        people = {**player.people, **self.bystanders.overseers(self.platform)}
        for turn, (part, user_id) in enumerate(people.items(), len(self.steps)):
            mine = [
                one for one in new if is_its_person(self.platform, user_id, one, player.people[APPLICANT])
            ]
            if (mine or part == APPLICANT or oversees(self.platform, user_id)) and (
                verdict := self.open(user_id, page)[0]
            ) != "in":
                self.wrong.append(f"{part}: {page} is {verdict}")
            for item in new:
                self._look_at_task(part, user_id, item, theirs=item in mine, turn=turn)

    def _look_at_task(self, part: str, user_id: str, item: WorkItem, *, theirs: bool, turn: int) -> None:
        """Whose task it is opens it; others cannot decide it, and of the other commands try some in turns."""
        if theirs:
            page = Asked("inbox.task", "GET", f"/inbox/tasks/{item.task_id}")
            if (verdict := self.open(user_id, page)[0]) != "in":
                self.wrong.append(f"{part}: {page} of {item.element_id} is {verdict}, but it is theirs")
            return
        before = self._standing(item.case_id)
        commands = of_a_case(self.app, "", item.task_id, turn=len(self.steps))
        for place, one in enumerate(commands):
            if one.method != "POST" or ASSIGN.name in one.path:
                continue
            if not self.thorough and one.endpoint not in DECIDING and (place + turn) % TURNS:
                continue
            verdict = self.open(user_id, one, hopes=False)[0]
            if verdict != "out" and one.endpoint in DECIDING:
                self.wrong.append(f"{part}: {one} at {item.element_id} is {verdict}, but it is not theirs")
        if self._standing(item.case_id) != before:
            self.wrong.append(f"{part} changed the case at {item.element_id}, which is not theirs")

    def _look_at_seals(self, player: ScenarioPlayer, items: list[WorkItem]) -> None:
        """What is decided in a sealed step, and by whom, is told to its author alone until it is over."""
        for done in items:
            sealed = done.secrecy == "sealed" and done.state == "done" and done.task_id not in self._sealed
            if not sealed or len(self._sealed) >= MOST_SEALED:
                continue
            self._sealed.add(done.task_id)
            name = self._named(done.assignee or "", len(self._sealed))
            opinion = self._opinion(done.task_id)
            assert opinion, f"{done.element_id}: a story gives opinions in sealed steps"
            people = {**player.people, **self.bystanders.ids}
            for part, user_id in people.items():
                if user_id != done.assignee:
                    hidden = [opinion] if oversees(self.platform, user_id) else [opinion, name]
                    self._look_for(part, user_id, player, done, hidden)

    def _look_for(
        self, part: str, user_id: str, player: ScenarioPlayer, done: WorkItem, hidden: list[str]
    ) -> None:
        """Open every page of the case and look for what nobody may read there."""
        pages = of_a_case(self.app, self.number(player), done.task_id)
        hopes = part in player.people or oversees(self.platform, user_id)
        for one in pages:
            if one.method == "GET":
                verdict, text = self.open(user_id, one, hopes=hopes)
                self.wrong += [
                    f"{part} reads {said!r}, which is sealed, at {one}" for said in hidden if said in text
                ]
                if verdict.isdigit():
                    self.wrong.append(f"{part}: {one} fails with {verdict}")

    def _named(self, user_id: str, number: int) -> str:
        """Give somebody a name that stands nowhere else; return it."""
        name = f"欧阳{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{number}"
        with self.platform.begin() as work:
            work.session.execute(update(User).where(User.id == user_id).values(full_name=name))
        return name

    def _opinion(self, task_id: str) -> str:
        with self.platform.begin() as work:
            rows = select(CaseEvent.opinion).where(CaseEvent.task_id == task_id, CaseEvent.opinion != "")
            return work.session.scalars(rows).first() or ""

    def _standing(self, case_id: str) -> list[Any]:
        """Return what must not change: where the case and each of its tasks stand, and what happened."""
        with self.platform.begin() as work:
            case = work.session.get_one(Case, case_id)
            events = work.session.scalars(select(CaseEvent.id).where(CaseEvent.case_id == case_id))
            return [
                (case.state, case.round, len(list(events))),
                *((one.task_id, one.state, one.assignee, one.action) for one in self.items(case_id)),
            ]


def _sent(asked: Asked) -> dict[str, str] | None:
    """Return what the form of a command sends, so that it would be carried out if it were allowed."""
    return (
        {"action": "approve", "opinion": "陌生人的意见", "reason": "陌生人"}
        if asked.method == "POST"
        else None
    )


def files_in(value: Any) -> list[str]:
    """Return the ids of the files in what a form holds."""
    return [one["id"] for one in _walked(value) if isinstance(one, Mapping) and _is_file(one)]


def texts_in(data: Any) -> list[str]:
    """Return what people typed that could stand on no page by chance: longer texts with Chinese in them."""
    texts = (one for one in _walked(data) if isinstance(one, str) and len(one) >= LONG and not one.isascii())
    return list(dict.fromkeys(texts))[:5]


def _is_file(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("id"), str) and "name" in value


def _walked(value: Any) -> Iterator[Any]:
    yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _walked(one)
