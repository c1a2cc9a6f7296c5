"""Each code of the lint, once: it leads to what the editors draw, and an error stops the deploy."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from lxml import etree
from sqlalchemy import delete

from engine import Problem
from tests.engine.definitions.test_codes import CODES, LARGE
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package
from tests.workflows.studio.test_drafts import Desk
from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import contents, deploying
from workflows.studio.checks import check_draft
from workflows.studio.models import StudioDraftFile

pytestmark = pytest.mark.prepared
NEVER_KEPT = ("xml.", "form.malformed", "package.too_large", "package.too_many_files", "package.unknown_file")
"""A draft refuses such files before a lint could speak of them."""
DRAWN = ("task", "event", "gateway", "process", "activity", "flow")
"""What the names of elements end in that the editor of diagrams draws, small letters."""
IN_TABLES = {"decision", "decisionTable", "rule", "input", "output", "inputEntry", "outputEntry"}
IN_BOXES = {"conditional"}
IN_GRAPHS = {"informationRequirement", "inputData", "businessKnowledgeModel"}
WHOLE_FILE = {"definitions", "itemDefinition"}
"""Of DMN only: the list names the file."""
PLAIN = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
    b'<process id="plain" isExecutable="true"><startEvent id="begin"/></process></definitions>'
)
"""A process to go with decisions: without one there is nothing to deploy, which would be told too."""


def put(work: Work, draft_id: str, files: Mapping[str, bytes]) -> None:
    """Let a draft have these files, past the check that keeps some of them out."""
    work.session.execute(delete(StudioDraftFile).where(StudioDraftFile.draft_id == draft_id))
    work.session.add_all(
        StudioDraftFile(draft_id=draft_id, name=name, content=content, size_bytes=len(content))
        for name, content in files.items()
    )
    work.session.flush()


def stops_deploy(work: Work, draft_id: str) -> bool:
    try:
        deploying.check(work, draft_id, "")
    except Invalid as refusal:
        return refusal.code == "studio.lint_stops"
    return False


def is_shown(problem: Problem, files: Mapping[str, bytes]) -> bool:
    """Tell whether an editor draws the element that a problem names, or the list can name its file only."""
    if not problem.element_id or not problem.file.endswith((".bpmn", ".dmn")):
        return problem.file in files
    drawn = etree.fromstring(files[problem.file])
    names = {etree.QName(one).localname for one in drawn.iter("*") if one.get("id") == problem.element_id}
    if problem.file.endswith(".bpmn"):
        return bool(names) and all(name.lower().endswith(DRAWN) for name in names)
    return bool(names) and names <= IN_TABLES | IN_BOXES | IN_GRAPHS | WHOLE_FILE


def test_each_code_leads_somewhere_and_stops_the_deploy(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform.engine, "vocabulary", VOCABULARY)
    desk = Desk(platform)
    draft_id, viewer = desk.of_version(), Viewer(desk.id, frozenset({"analyst"}))
    for code, about in CODES.items():
        files = LARGE[code]() if code in LARGE else package(CASES / code)
        if code.startswith("dmn."):
            files = {**files, "plain.bpmn": PLAIN}
        if code.startswith(NEVER_KEPT):
            with pytest.raises(Invalid):
                contents.check_files(files)
            continue
        with platform.begin(desk.id) as work:
            put(work, draft_id, files)
            problems = check_draft(work, viewer, draft_id, {})
            assert {one.code for one in problems} == {code}
            assert all(is_shown(one, files) for one in problems), (code, problems)
            assert stops_deploy(work, draft_id) is about.stops_deploy, code
