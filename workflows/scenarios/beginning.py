"""How the case of a scenario begins, by what it is about."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from workflows.approvals.cases import submitting
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.start_rules import latest_start_rules
from workflows.bootstrap import Platform
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import (
    after_sales,
    contracts,
    deployments,
    direct,
    enquiries,
    filling,
    joining,
    money,
    ordering,
)
from workflows.scenarios.reading import Scenario, ScenarioFailed
from workflows.studio import approval

APPLICANT = "applicant"
JOINING = frozenset({"consultant", "expert"})
"""Subjects of cases in which a person joins: they begin with an invitation or a form about somebody."""


class Beginning:
    """The people of one scenario, the moment they live in, and how its case begins."""

    def __init__(self, platform: Platform, scenario: Scenario) -> None:
        self.platform, self.scenario = platform, scenario
        self.now = scenario.now
        self.chance = random.Random(scenario.name)  # noqa: S311  # the same data every time
        self.people: dict[str, str] = {}
        self.organisation_id = ""
        self.product_id: str | None = None

    def _as(self, person: str, act: Callable[[Work], Any]) -> Any:
        if person not in self.people:
            raise ScenarioFailed(
                f"expected a person {person!r} under `given`, but there is none",
                f"`given` 中没有人员 {person!r}",
            )
        with self.platform.begin(self.people[person], now=self.now) as work:
            return act(work)

    def _look(self, read: Callable[[Work], Any]) -> Any:
        with self.platform.begin(now=self.now) as work:
            return read(work)

    @property
    def _subject(self) -> str:
        return case_type_of(self.scenario.process_id).subject

    def begin(self, data: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Begin the case, of whose `data` the scenario says its `own`; return its id and what was handed in.

        Raises: as `filling.applied` and the command that begins it.
        """
        process_id, about = self.scenario.process_id, (self.organisation_id or None, self.product_id)
        if case_type_of(process_id).subject == contracts.SUBJECT:
            secret_key = self.platform.settings.secret_key
            return contracts.begin(self._as, secret_key, self.organisation_id, self.chance), dict(data)
        if self._subject in after_sales.SUBJECTS:
            return self._begin_after_sales(data), dict(data)

        def act(work: Work) -> tuple[str, dict[str, Any]]:
            secret_key = self.platform.settings.secret_key
            by_command = self._begin_by_command(work, data)
            if by_command is not None:
                return by_command, dict(data)
            if self._subject in money.SUBJECTS:
                begun = money.begin(work, secret_key, process_id, self.organisation_id, self.chance)
                return begun, dict(data)
            if self._subject in ordering.SUBJECTS:
                sides = (self.organisation_id, self.people[ordering.SELLER])
                return ordering.begin(work, secret_key, self.scenario, sides, self.chance), dict(data)
            if self._subject in JOINING:
                return joining.begin(work, process_id, dict(data), organisation_id=about[0]), dict(data)
            viewer, checked = viewer_of(work), data
            if latest_start_rules(work, process_id).form_id is not None:
                checked = filling.applied(work, viewer, process_id, data, said=own, about=about)
            submitted = submitting.submit(
                work, viewer, process_id, checked, organisation_id=about[0], subject_id=about[1]
            )
            return submitted.id, {**data, **checked}

        begun: tuple[str, dict[str, Any]] = self._as(APPLICANT, act)
        if self._subject in ordering.SUBJECTS:
            ordering.ready_to_sign(self._as, APPLICANT, self.platform.settings.secret_key, self.chance)
        if self._subject == ordering.RATING:
            return ordering.report(self._as, self.platform.engine, begun[0], self.now), begun[1]
        return begun

    def _begin_by_command(self, work: Work, data: Mapping[str, Any]) -> str | None:
        """Begin a case by the command of its subject; return its id, None where it has none of its own."""
        if self._subject == approval.SUBJECT:
            return deployments.begin(work, data)
        if self._subject in enquiries.SUBJECTS:
            return enquiries.begin(work, data)
        if self._subject in direct.SUBJECTS:
            return direct.begin(work, self.people[ordering.SELLER], data, self.chance)
        return None

    def _begin_after_sales(self, said: Mapping[str, Any]) -> str:
        sides = (self.organisation_id, self.people[ordering.SELLER])
        secret_key = self.platform.settings.secret_key

        def place(work: Work) -> str:
            return ordering.begin(work, secret_key, self.scenario, sides, self.chance)

        def run() -> None:
            self.platform.engine.run_due_jobs(self.now)

        return after_sales.begin(self._as, run, place, APPLICANT, said)
