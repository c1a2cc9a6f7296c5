"""Comments at elements of a draft: who says what where, answered and solved, bounded, for analysts only."""

from __future__ import annotations

import pytest

from tests.workflows.studio.test_drafts import Desk
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid, NotFound
from workflows.studio import comments, drafts, queries
from workflows.studio.comments import CommentPlace, CommentThread

pytestmark = pytest.mark.prepared
REVIEW = CommentPlace("process.bpmn", "review")


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform, name="林分析")


def threads(desk: Desk, draft_id: str) -> tuple[CommentThread, ...]:
    return desk.do(comments.comment_threads, draft_id)


def test_two_analysts_talk_at_an_element_until_it_is_solved(desk: Desk) -> None:
    other, draft_id = Desk(desk.platform, name="陈分析"), desk.of_version()
    asked = desk.do(comments.comment, draft_id, REVIEW, " 由谁\r\n办理？ ")
    assert desk.do(comments.comment, draft_id, REVIEW, "由谁\n办理？") == asked  # sent twice
    for _ in range(2):
        other.do(comments.answer, draft_id, asked, "主管部门。")
    whole = other.do(comments.comment, draft_id, CommentPlace("programme.form"), "字段太多")
    assert [one.id for one in threads(desk, draft_id)] == [whole, asked]
    for _ in range(2):
        other.do(comments.set_solved, draft_id, whole, solved=True)
    first, last = threads(desk, draft_id)
    assert (first.element and first.element.zh, last.solved_by) == ("审批券种", other.id)
    said = [(one.text, one.written_by) for one in first.lines]
    assert said == [("由谁\n办理？", desk.id), ("主管部门。", other.id)]
    assert comments.count_open((first, last)) == {"review": 1}
    assert desk.do(lambda work, _: comments.open_comments(work, draft_id)) == 1
    desk.do(comments.answer, draft_id, whole, "还没有。")
    assert {one.solved_by for one in threads(desk, draft_id)} == {""}
    assert desk.do(queries.draft, draft_id).draft.revision == 1
    assert threads(desk, desk.do(drafts.copy_draft, draft_id, "副本")) == ()
    with desk.platform.begin() as work:
        noted = [one.action for one in work.session.query(AuditEntry).order_by(AuditEntry.id)]
    steps = [one for one in noted if one.startswith("draft.comment")]
    assert steps == [*["draft.commented"] * 3, "draft.comment_solved", "draft.commented"]


def test_what_is_gone_from_the_diagram_is_still_told(desk: Desk) -> None:
    draft_id = desk.of_version()
    desk.do(comments.comment, draft_id, REVIEW, "由谁办理？")
    renamed = desk.files(draft_id)["process.bpmn"].replace(b'"review"', b'"look"')
    desk.do(drafts.save_file, draft_id, "process.bpmn", renamed, revision=1)
    (thread,) = threads(desk, draft_id)
    assert (thread.element_id, thread.element) == ("review", None)
    desk.do(drafts.delete_draft, draft_id)
    with pytest.raises(NotFound):
        threads(desk, draft_id)


@pytest.mark.parametrize(
    ("place", "text", "field"),
    [
        (CommentPlace("process.bpmn", "<img src=x>"), "x", "at"),
        (CommentPlace("nothing.form"), "x", "at"),
        (REVIEW, " \r\n", "text"),
        (REVIEW, "长" * (comments.LONGEST_COMMENT + 1), "text"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    desk: Desk, place: CommentPlace, text: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        desk.do(comments.comment, desk.of_version(), place, text)
    assert [one.field for one in refused.value.problems] == [field]


def test_there_are_so_many_and_only_analysts_write_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = desk.of_version()
    asked = desk.do(comments.comment, draft_id, REVIEW, "由谁办理？")
    monkeypatch.setattr(comments, "MOST_COMMENTS", 1)
    with pytest.raises(Invalid):
        desk.do(comments.answer, draft_id, asked, "主管部门。")
    other = Desk(desk.platform, "operator", "department")
    acts = (
        lambda: threads(other, draft_id),
        lambda: other.do(comments.comment, draft_id, REVIEW, "x"),
        lambda: other.do(comments.answer, draft_id, asked, "x"),
        lambda: other.do(comments.set_solved, draft_id, asked, solved=True),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(NotFound):
        desk.do(comments.answer, desk.of_version(), asked, "another draft")
