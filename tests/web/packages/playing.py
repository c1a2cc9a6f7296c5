"""Playing a package's stories as its people do: begun on the start page, watched at each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from web.services.blueprint import OWN_PAGES
from workflows.approvals.cases import services
from workflows.approvals.cases.forms import latest_form
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import Scenario, filling
from workflows.scenarios.play import APPLICANT, ScenarioPlayer, Watch


class PagePlayer(ScenarioPlayer):
    """Begins a case through its start page, where the process has one; the rest is the player's way."""

    def __init__(
        self, platform: Platform, scenario: Scenario, watch: Watch, *, app: Flask, clock: FixedClock
    ) -> None:
        super().__init__(platform, scenario, watch)
        self.app, self.clock = app, clock

    def begin(self, data: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        process_id = self.scenario.process_id
        if process_id in OWN_PAGES:  # what it is about is made there first: its rooms test those pages
            return super().begin(data, own)
        self.clock.now = self.now
        owner = self.people[APPLICANT]
        with self.platform.begin(owner, now=self.now) as work:
            viewer, about = viewer_of(work), (self.organisation_id or None, None)
            assert services.service(work, viewer, process_id).places, (
                f"{process_id}: its applicant may begin it"
            )
            checked = filling.applied(work, viewer, process_id, data, said=own, about=about)
            typed = filling.typed(
                latest_form(work, process_id, latest_start_form(work, process_id)).schema, data
            )
        number = self._by_page(f"/services/{process_id}", typed)
        with self.platform.begin() as work:
            case_id = work.session.scalars(select(Case.id).where(Case.number == number)).one()
        return case_id, {**data, **checked}

    def _by_page(self, page: str, typed: Mapping[str, list[str]]) -> str:
        """Fill in, check and hand in; return the number of the case."""
        browser = signed_in(self.app, self.platform, self.people[APPLICANT])
        assert browser.get(page).status_code == 200, page
        answer = browser.post(page, data=dict(typed))
        assert answer.headers.get("Location") == f"{page}?check=1", (page, answer.status_code)
        assert browser.get(f"{page}?check=1").status_code == 200, page
        return str(browser.post(page, data={"then": "hand_in"}).headers["Location"]).removeprefix("/cases/")
