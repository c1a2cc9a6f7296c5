"""Drafts of packages: how they begin, what they may hold, who may, and what happens when two change one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest

from tests.factories.people import staff, viewer
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.lint import lint
from workflows.packages import delivered, package_files
from workflows.studio import contents, drafts, queries
from workflows.studio.values import NewProcess

pytestmark = pytest.mark.prepared
PROCESS = "voucher_programme"
T = TypeVar("T")


class Desk:
    """An analyst at work in the studio."""

    def __init__(self, platform: Platform, *groups: str, name: str = "") -> None:
        self.platform = platform
        self.id = staff(platform, *(groups or ("analyst",)), name=name)

    def do(self, act: Callable[..., T], *arguments: Any, **named: Any) -> T:
        with self.platform.begin(self.id) as work:
            return act(work, viewer(self.platform, self.id), *arguments, **named)

    def of_version(self) -> str:
        with self.platform.begin() as work:
            latest = work.repository.latest(PROCESS).id
        return self.do(drafts.draft_from_version, latest)

    def files(self, draft_id: str) -> Mapping[str, bytes]:
        return self.do(queries.draft_files, draft_id)


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform, name="林分析")


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def refused_code(error: pytest.ExceptionInfo[Invalid]) -> str:
    (problem,) = error.value.problems
    return problem.code


def test_a_draft_of_a_version_has_its_files_and_is_exported_as_they_are(desk: Desk) -> None:
    draft_id = desk.of_version()
    assert desk.files(draft_id) == package_files(PROCESS)
    detail = desk.do(queries.draft, draft_id)
    assert (detail.draft.process_id, detail.draft.revision) == (PROCESS, 1)
    packed = desk.do(queries.exported_draft, draft_id)
    again = desk.do(drafts.draft_from_upload, "导回", packed)
    assert desk.files(again) == package_files(PROCESS)
    assert desk.do(queries.exported_draft, again) == packed


def test_a_new_process_can_be_deployed_as_it_begins(desk: Desk) -> None:
    draft_id = desk.do(drafts.draft_from_nothing, NewProcess("leave_request", "请假 <&\"'>", "Leave <&>"))
    assert lint(desk.files(draft_id)) == []
    assert desk.do(queries.draft, draft_id).draft.name == "请假 <&\"'>"


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (NewProcess("", "", ""), {"process_id", "name_zh", "name_en"}),
        (NewProcess("Leave", "请假", "Leave"), {"process_id"}),
        (NewProcess(PROCESS, "券", "Voucher"), {"process_id"}),
        (NewProcess("leave", "长" * 61, "\x07"), {"name_zh", "name_en"}),
    ],
)
def test_what_a_new_process_is_called_is_checked_at_its_fields(
    desk: Desk, new: NewProcess, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        desk.do(drafts.draft_from_nothing, new)
    assert {one.field for one in refused.value.problems} == fields
    assert desk.do(queries.drafts) == []


def test_who_is_slower_is_told_and_overwrites_nothing(desk: Desk) -> None:
    other = Desk(desk.platform, name="陈分析")
    draft_id = desk.of_version()
    mine, theirs = (package_files("withdrawal")["withdrawal.form"], b'{"type": "default"}')
    assert other.do(drafts.save_file, draft_id, "programme.form", theirs, revision=1) == 2
    with pytest.raises(Conflict) as slower:
        desk.do(drafts.save_file, draft_id, "programme.form", mine, revision=1)
    assert "陈分析" in slower.value.message("zh-CN")
    assert desk.files(draft_id)["programme.form"] == theirs
    copied = desk.do(drafts.copy_draft, draft_id, "副本", {"programme.form": mine})
    assert desk.files(copied)["programme.form"] == mine
    assert desk.do(drafts.save_file, draft_id, "programme.form", mine, revision=2) == 3
    assert desk.do(queries.draft, draft_id).draft.changed_by == desk.id


def test_names_copies_and_ends_are_noted_for_administrators(desk: Desk) -> None:
    draft_id = desk.of_version()
    desk.do(drafts.rename_draft, draft_id, "  新 的  名称 ")
    desk.do(drafts.rename_draft, draft_id, "新 的 名称")
    copied = desk.do(drafts.copy_draft, draft_id, drafts.name_of_copy("新 的 名称"))
    desk.do(drafts.delete_draft, draft_id)
    with pytest.raises(NotFound):
        desk.do(queries.draft, draft_id)
    with pytest.raises(NotFound):
        desk.do(drafts.save_file, draft_id, "README.md", b"x", revision=1)
    (left,) = desk.do(queries.drafts)
    assert (left.id, left.name) == (copied, "新 的 名称 (2)")
    with desk.platform.begin() as work:
        rows = work.session.query(AuditEntry).filter_by(subject_kind="draft").order_by(AuditEntry.id)
        told = [(one.action, one.actor_id) for one in rows]
    steps = ("created", "renamed", "created", "deleted")
    assert told == [(f"draft.{step}", desk.id) for step in steps]


def test_the_id_of_the_process_follows_the_diagram(desk: Desk) -> None:
    draft_id = desk.of_version()
    text = desk.files(draft_id)["process.bpmn"].decode()
    desk.do(
        drafts.save_file, draft_id, "process.bpmn",
        text.replace('"voucher_programme"', '"other_programme"').encode(), revision=1,
    )  # fmt: skip
    assert desk.do(queries.draft, draft_id).draft.process_id == "other_programme"
    not_executable = text.replace('isExecutable="true"', 'isExecutable="false"').encode()
    desk.do(drafts.save_file, draft_id, "process.bpmn", not_executable, revision=2)
    assert desk.do(queries.draft, draft_id).draft.process_id == ""
    desk.do(drafts.save_file, draft_id, "second.bpmn", text.encode(), revision=3)
    desk.do(drafts.remove_file, draft_id, "process.bpmn")
    assert desk.do(queries.draft, draft_id).draft.process_id == PROCESS
    with pytest.raises(Invalid) as last:
        desk.do(drafts.remove_file, draft_id, "second.bpmn")
    assert last.value.code == "studio.last_diagram"
    with pytest.raises(NotFound):
        desk.do(drafts.remove_file, draft_id, "nothing.form")


BPMN_MODEL = b"http://www.omg.org/spec/BPMN/20100524/MODEL"
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../process.bpmn", b"<a/>", "studio.bad_file_name"),
        ("a/process.bpmn", b"<a/>", "studio.bad_file_name"),
        ("<img src=x>.form", b"{}", "studio.bad_file_name"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "studio.bad_file_name"),
        ("notes.md", b"x", "studio.bad_file_name"),
        ("x" * 90 + ".form", b"{}", "studio.bad_file_name"),
        ("process.bpmn", BOMB, "studio.file_refused"),
        ("route.dmn", b"<a", "studio.file_refused"),
        ("deep.bpmn", b"<a>" * 300 + b"</a>" * 300, "studio.file_refused"),
        ("form.form", b"[]", "studio.not_json"),
        ("form.form", b"{" * 100_000, "studio.not_json"),
        ("README.md", b"\xff\xfe", "studio.not_text"),
        ("options.yaml", b"a\0b", "studio.not_text"),
        ("README.md", b"x" * (contents.MOST_BYTES + 1), "studio.too_large"),
    ],
)
def test_a_file_that_could_do_harm_stays_out(desk: Desk, name: str, content: bytes, code: str) -> None:
    draft_id = desk.of_version()
    with pytest.raises(Invalid) as refused:
        desk.do(drafts.save_file, draft_id, name, content, revision=1)
    assert refused_code(refused) == code
    assert refused.value.problems[0].message("zh-CN") != refused.value.problems[0].message("en")
    detail = desk.do(queries.draft, draft_id)
    assert detail.draft.revision == 1
    assert set(detail.sizes) == set(package_files(PROCESS))


def test_a_draft_is_bounded_as_a_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = desk.of_version()
    half = b"x" * (contents.MOST_BYTES - 100)
    with pytest.raises(Invalid) as refused:
        desk.do(drafts.save_file, draft_id, "README.md", half, revision=1)
    assert refused_code(refused) == "studio.too_large"
    monkeypatch.setattr(contents, "MOST_FILES", 2)
    with pytest.raises(Invalid) as refused:
        desk.do(drafts.save_file, draft_id, "README.md", b"x", revision=1)
    assert refused_code(refused) == "studio.too_many_files"
    monkeypatch.undo()
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    with pytest.raises(Invalid) as full:
        desk.of_version()
    assert full.value.code == "studio.too_many_drafts"


def test_a_zip_of_another_tool_is_rewritten_and_what_has_no_place_is_told(desk: Desk) -> None:
    diagram = package_files(PROCESS)["process.bpmn"].replace(
        b'<bpmn:endEvent id="refused"', b'<bpmn:endEvent id="refused" camunda:asyncBefore="true"'
    )
    diagram = diagram.replace(
        b"<bpmn:definitions ", b'<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    )
    files = {"shop/process.bpmn": diagram, "shop/notes.docx": b"PK", "shop/Thumbs.db": b"\0"}
    draft_id = desk.do(drafts.draft_from_upload, "导入", zipped(files))
    detail = desk.do(queries.draft, draft_id)
    assert set(detail.sizes) == {"process.bpmn"}
    assert b"asyncBefore" not in desk.files(draft_id)["process.bpmn"]
    told = {(note["file"], note["is_left"]) for note in detail.import_notes}
    assert told == {("process.bpmn", False), ("notes.docx", True), ("Thumbs.db", True)}


def test_a_diagram_alone_is_a_draft_of_one_file(desk: Desk) -> None:
    diagram = package_files(PROCESS)["process.bpmn"]
    draft_id = desk.do(drafts.draft_from_upload, "导入", diagram)
    assert desk.files(draft_id) == {"process.bpmn": diagram}


@pytest.mark.parametrize("encoding", ["UTF-16", "GBK"])
def test_a_diagram_in_another_encoding_is_kept_in_utf8(desk: Desk, encoding: str) -> None:
    diagram = package_files(PROCESS)["process.bpmn"]
    other = diagram.decode().replace("UTF-8", encoding, 1).encode(encoding)
    draft_id = desk.do(drafts.draft_from_upload, "导入", other)
    assert b"UTF-8" in desk.files(draft_id)["process.bpmn"][:60]
    desk.do(drafts.save_file, draft_id, "other.bpmn", other, revision=None)
    assert desk.files(draft_id)["other.bpmn"] == diagram


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "studio.neither_zip_nor_diagram"),
        (b"<html>neither</html>", "studio.neither_zip_nor_diagram"),
        (b"PK that is no zip", "studio.zip_refused"),
        (BOMB, "studio.neither_zip_nor_diagram"),
        (BOMB.replace(b"<a>", b'<a xmlns="%s">' % BPMN_MODEL), "studio.file_refused"),
        (zipped({"README.md": b"x"}), "studio.no_diagram"),
        (zipped({"../../process.bpmn": b"<a/>"}), "studio.zip_refused"),
        (zipped({"process.bpmn": b" " * 20_000_000}), "studio.zip_refused"),
        (zipped({"process.bpmn": BOMB}), "studio.file_refused"),
        (zipped({f"f{number}.form": b"{}" for number in range(300)}), "studio.zip_refused"),
    ],
)  # fmt: skip
def test_a_hostile_zip_is_refused_before_it_is_kept(desk: Desk, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.do(drafts.draft_from_upload, "导入", data)
    assert refused_code(refused) == code
    assert desk.do(queries.drafts) == []


def test_the_packages_say_how_many_cases_run_and_how_many_drafts_there_are(desk: Desk) -> None:
    desk.of_version()
    listed = desk.do(queries.packages)
    assert {one.current.process_id for one in listed} >= set(delivered())
    assert {one.current.process_id: one.drafts for one in listed if one.drafts} == {PROCESS: 1}
    assert all(one.running == 0 for one in listed)


ACTS: dict[str, Callable[[Desk, str], object]] = {
    "packages": lambda desk, _: desk.do(queries.packages),
    "drafts": lambda desk, _: desk.do(queries.drafts),
    "draft": lambda desk, one: desk.do(queries.draft, one),
    "file": lambda desk, one: desk.do(queries.draft_file, one, "process.bpmn"),
    "export": lambda desk, one: desk.do(queries.exported_draft, one),
    "of a version": lambda desk, _: desk.of_version(),
    "new": lambda desk, _: desk.do(drafts.draft_from_nothing, NewProcess("leave", "请假", "Leave")),
    "import": lambda desk, _: desk.do(drafts.draft_from_upload, "导入", zipped({"a.bpmn": b"<a/>"})),
    "copy": lambda desk, one: desk.do(drafts.copy_draft, one, "副本"),
    "rename": lambda desk, one: desk.do(drafts.rename_draft, one, "名称"),
    "save": lambda desk, one: desk.do(drafts.save_file, one, "README.md", b"x", revision=None),
    "remove": lambda desk, one: desk.do(drafts.remove_file, one, "programme.form"),
    "delete": lambda desk, one: desk.do(drafts.delete_draft, one),
}


@pytest.mark.parametrize("act", list(ACTS))
def test_who_draws_no_processes_is_refused_everywhere(desk: Desk, act: str) -> None:
    draft_id = desk.of_version()
    other = Desk(desk.platform, "operator", "department", "window:430100")
    with pytest.raises(Forbidden):
        ACTS[act](other, draft_id)
    assert desk.files(draft_id) == package_files(PROCESS)
