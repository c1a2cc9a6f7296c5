"""Tables and forms that begin from nothing: what they are called, and that the lint has nothing to say."""

from __future__ import annotations

import pytest

from engine import Problem
from tests.factories.people import viewer
from tests.workflows.studio.test_drafts import Desk, refused_code
from workflows.bootstrap import Platform
from workflows.ground.errors import Forbidden, Invalid, NotFound
from workflows.studio import checks, drafts
from workflows.studio.new_files import add_new_file
from workflows.studio.values import NewFile

pytestmark = pytest.mark.prepared


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform)


def found(desk: Desk, draft_id: str) -> tuple[Problem, ...]:
    with desk.platform.begin(desk.id) as work:
        return checks.check_draft(work, viewer(desk.platform, desk.id), draft_id, {})


@pytest.mark.parametrize(
    ("kind", "name_en", "file_id"),
    [
        ("decision", "Size class (2026)", "size_class_2026"),
        ("form", "4 eyes", "eyes"),
        ("decision", "审核", "decision"),
    ],
)
def test_the_id_is_made_of_the_english_name(desk: Desk, kind: str, name_en: str, file_id: str) -> None:
    draft_id = desk.of_version()
    before = found(desk, draft_id)
    added = desk.do(add_new_file, draft_id, NewFile(kind, "", "新的 <b>&", name_en))
    again = desk.do(add_new_file, draft_id, NewFile(kind, "", "再一个", name_en))
    assert (added.id, again.id) == (file_id, f"{file_id}_2")
    assert added.file == f"{file_id}.{'dmn' if kind == 'decision' else 'form'}"
    assert again.revision == added.revision + 1 == 3
    new = [one for one in found(desk, draft_id) if one not in before]
    assert {one.code for one in new} <= {"package.unused_form"}
    assert [one for one in new if one.severity == "error"] == []


def test_an_id_that_stands_in_another_file_is_not_given_again(desk: Desk) -> None:
    draft_id = desk.of_version()
    desk.do(add_new_file, draft_id, NewFile("form", "", "甲", "First"))
    form = desk.files(draft_id)["first.form"]
    desk.do(drafts.save_file, draft_id, "renamed.form", form.replace(b'"first"', b'"second"'), revision=None)
    assert desk.do(add_new_file, draft_id, NewFile("form", "", "乙", "Second")).id == "second_2"


def test_what_it_cannot_be_called_is_refused_at_its_field(desk: Desk) -> None:
    draft_id = desk.of_version()
    with pytest.raises(Invalid) as refusal:
        desk.do(add_new_file, draft_id, NewFile("form", "Bad Id", " ", "x" * 61))
    assert [(one.field, one.code) for one in refusal.value.problems] == [
        ("name_zh", "studio.name_required"),
        ("name_en", "studio.name_too_long"),
        ("file_id", "studio.file_id"),
    ]
    desk.do(add_new_file, draft_id, NewFile("decision", "way", "去向", "Way"))
    with pytest.raises(Invalid) as taken:
        desk.do(add_new_file, draft_id, NewFile("decision", "way", "去向", "Way"))
    assert refused_code(taken) == "studio.file_taken"


def test_only_who_draws_processes_adds_files(platform: Platform, desk: Desk) -> None:
    draft_id = desk.of_version()
    with pytest.raises(Forbidden):
        Desk(platform, "operator").do(add_new_file, draft_id, NewFile("form", "", "甲", "First"))
    with pytest.raises(NotFound):
        desk.do(add_new_file, "nowhere", NewFile("form", "", "甲", "First"))
