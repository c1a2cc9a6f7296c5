"""A case whose steps have forms of their own with files: `inspection.bpmn` and `.form` beside."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from tests.factories.people import Applicant, staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import submitting
from workflows.approvals.models import WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.files import operations, queries
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

HERE = Path(__file__).parent
PACKAGE = {name: (HERE / name).read_bytes() for name in ("inspection.bpmn", "inspection.form")}


def picture() -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(content, "PNG")
    content.seek(0)
    return content


class Inspected:
    """The case and its people; each command in a transaction of its own."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.experts = [staff(story.platform, "expert", name=f"评审{number}") for number in (1, 2)]
        self.admin = staff(story.platform, "admin", name="孔管理")
        with story.platform.begin(self.admin) as work:
            work.repository.deploy(PACKAGE)
        self.who: Applicant = story.applicant(name="王建国")
        case = story.act(
            self.who.user_id,
            submitting.submit,
            "inspection",
            {"experts": self.experts},
            organisation_id=self.who.organisation_id,
        )
        self.case_id, self.number = case.id, case.number

    def task(self, element: str, person: str | None = None) -> str:
        with self.story.platform.begin() as work:
            rows = work.session.query(WorkItem).filter_by(case_id=self.case_id, element_id=element)
            active = [one for one in rows if one.state in {"open", "claimed"}]
        return next(one.task_id for one in active if person in {None, one.assignee})

    def upload(self, person: str, name: str = "照片.png") -> dict[str, Any]:
        """Return the descriptor of a picture that somebody has uploaded."""

        def store(work: Work, viewer: Viewer) -> dict[str, Any]:
            files = self.story.platform.files
            return operations.store(work, files, viewer, picture(), name=name, profile="scan").descriptor

        kept: dict[str, Any] = self.story.act(person, store)
        return kept

    def decide(self, person: str, element: str, mine: bool = False) -> str:
        """Approve a step with a picture; return the picture's id."""
        photo = self.upload(person)
        data = {"found": "设备齐全", "photos": [photo]}
        task = self.task(element, person if mine else None)
        self.story.act(person, deciding.decide, task, Decision("approve", data=data))
        self.story.run()
        return str(photo["id"])

    def sees(self, person: str, file_id: str) -> bool:
        try:
            self.story.read(person, queries.open_for, file_id)
        except NotFound:
            return False
        return True
