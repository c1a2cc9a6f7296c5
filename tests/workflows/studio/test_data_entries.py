"""Data files of drafts as forms: what is read and written, and where a finding of the lint stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.studio.test_drafts import Desk, refused_code
from workflows.bootstrap import Platform
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.package_data.notices import read_notices
from workflows.package_data.options import read_options
from workflows.package_data.uploads import read_uploads
from workflows.packages import delivered, files_of, package_files
from workflows.studio import data_entries, drafts, queries
from workflows.studio.data_shapes import SHAPES, DataEntry, DataFile, NotShown, read_entries, write_entries

pytestmark = pytest.mark.prepared
GRANT = Path(__file__).parents[2] / "web" / "services" / "equipment_grant"
NOTHING: frozenset[str] = frozenset()
READERS = {
    "options": lambda data: read_options(data).lists,
    "uploads": lambda data: read_uploads(data).profiles,
    "notices": lambda data: {
        name: (text.kind, text.subject.keys(), [one.source for one in text.expressions])
        for name, text in read_notices(data, NOTHING).texts.items()
    },
}


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform, name="林分析")


def grant(desk: Desk, kind: str) -> DataFile:
    """Begin a draft of the package that has one file of each."""
    with desk.platform.begin(desk.id) as work:
        draft_id = drafts._create(work, "设备补贴", files_of(GRANT))
    return DataFile(draft_id, SHAPES[kind])


@pytest.mark.parametrize("kind", list(SHAPES))
def test_what_delivered_packages_say_comes_out_the_same(kind: str) -> None:
    shape, read = SHAPES[kind], READERS[kind]
    packages = [files_of(GRANT), *(package_files(name) for name in delivered())]
    some = [files[shape.file] for files in packages if shape.file in files]
    assert some
    for data in some:
        written = write_entries(shape, read_entries(shape, data))
        assert read(written) == read(data) != {}
        assert write_entries(shape, read_entries(shape, written)) == written
        if data.startswith(b"#"):
            assert written.splitlines()[0] == data.splitlines()[0]


HOSTILE = (
    "- x",
    "a: b # c",
    "{{ number }}",
    "*a",
    "no",
    "01",
    "~",
    "null",
    "第一行\n\n  缩进：'\"\n# 不是注释\n---",
    "\u2028 & <b>",
    "|",
    "tab\there",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_that_is_typed_is_read_as_it_was_typed(text: str) -> None:
    shape = SHAPES["notices"]
    row = dict.fromkeys(shape.fields, text)
    written = write_entries(shape, [DataEntry("one", (row,)), DataEntry("two", (row,))])
    assert read_entries(shape, written) == (
        DataEntry("one", ({name: text.strip() for name in row},)),
        DataEntry("two", ({name: text.strip() for name in row},)),
    )


@pytest.mark.parametrize(
    "data", [b"a: &x [1]\nb: *x", b"- a", b"a: {colour: red}", b"a: [b]", b"a: {label: [x]}", b"\xff"]
)
def test_what_pages_cannot_show_is_left_to_the_text(data: bytes) -> None:
    with pytest.raises(NotShown):
        read_entries(SHAPES["options"], data)


def test_a_file_that_pages_cannot_show_is_not_written_over(desk: Desk) -> None:
    file = grant(desk, "options")
    desk.do(drafts.save_file, file.draft_id, "options.yaml", b"a: {colour: red}", revision=1)
    assert desk.do(data_entries.page, file).entries is None
    with pytest.raises(Invalid):
        desk.do(data_entries.add_entry, file, "more")
    with pytest.raises(NotFound):
        desk.do(data_entries.entry, file, "a")
    assert desk.files(file.draft_id)["options.yaml"] == b"a: {colour: red}"


def test_a_list_is_begun_filled_in_renamed_and_removed(desk: Desk) -> None:
    draft_id = desk.of_version()
    file = DataFile(draft_id, SHAPES["options"])
    desk.do(data_entries.add_entry, file, "purposes")
    revision = desk.do(queries.draft, draft_id).draft.revision
    rows = [
        {"value": "no", "label": "否", "label_en": "No", "group": "", "group_en": ""},
        dict.fromkeys(file.shape.fields, " "),
        {"value": "01", "label": "一", "label_en": "One", "group": "", "group_en": ""},
    ]
    changed = desk.do(data_entries.save_entry, file, "purposes", rows, revision=revision)
    assert changed == revision + 1
    (made,) = read_options(desk.files(draft_id)["options.yaml"]).lists.values()
    assert [(one.value, one.label.zh, one.label.en) for one in made] == [
        ("no", "否", "No"),
        ("01", "一", "One"),
    ]
    with pytest.raises(Conflict):
        desk.do(data_entries.save_entry, file, "purposes", rows, revision=revision)
    desk.do(data_entries.rename_entry, file, "purposes", "aims")
    assert [one.name for one in desk.do(data_entries.page, file).entries or ()] == ["aims"]
    desk.do(data_entries.remove_entry, file, "aims")
    assert "options.yaml" not in desk.files(draft_id)
    desk.do(data_entries.remove_entry, file, "aims")


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "studio.entry_name"), ("有 空格", "studio.entry_name"), ("grant_purposes", "studio.entry_taken")],
)
def test_a_name_that_cannot_be_is_refused_at_its_field(desk: Desk, name: str, code: str) -> None:
    file = grant(desk, "options")
    with pytest.raises(Invalid) as refused:
        desk.do(data_entries.add_entry, file, name)
    assert refused_code(refused) == code


def said(desk: Desk, file: DataFile, name: str, rows: list[dict[str, str]]) -> set[tuple[str, int, str]]:
    findings = desk.do(data_entries.findings, file, name, rows)
    return {(one.place.field, one.place.row, one.severity) for one in findings}


def test_each_finding_stands_at_its_field(desk: Desk) -> None:
    lists = grant(desk, "options")
    rows = [dict(one) for one in desk.do(data_entries.entry, lists, "grant_purposes").rows]
    assert said(desk, lists, "grant_purposes", rows) == set()
    rows[0]["label"] = ""
    rows[1]["label_en"] = ""
    rows[2]["value"] = rows[1]["value"]
    assert said(desk, lists, "grant_purposes", rows) == {
        ("label", 0, "error"),
        ("label_en", 1, "warning"),
        ("value", 2, "error"),
    }
    assert said(desk, lists, "grant_purposes", []) == {("", 0, "error")}
    texts = grant(desk, "notices")
    (row,) = desk.do(data_entries.entry, texts, "grant_approved").rows
    wrong = dict(row) | {"kind": "colour", "body": "见 www.example.com", "body_en": "{{ 1 + }}"}
    assert said(desk, texts, "grant_approved", [wrong]) == {
        ("kind", 0, "error"),
        ("body", 0, "error"),
        ("body_en", 0, "error"),
    }
    rules = grant(desk, "uploads")
    (row,) = desk.do(data_entries.entry, rules, "site_photos").rows
    wrong = dict(row) | {"kinds": "JPEG EXE", "max_megabytes": "五", "label_en": ""}
    assert said(desk, rules, "site_photos", [wrong]) == {
        ("kinds", 0, "error"),
        ("max_megabytes", 0, "error"),
        ("label_en", 0, "warning"),
    }


def test_a_draft_says_where_an_entry_is_named(desk: Desk) -> None:
    page = desk.do(data_entries.page, grant(desk, "options"))
    assert page.named_in["grant_purposes"] == ("grant.form",)
    assert not page.loses_comments


def test_others_may_neither_read_nor_write(desk: Desk, platform: Platform) -> None:
    file = grant(desk, "options")
    other = Desk(platform, "operator")
    for act, arguments in (
        (data_entries.page, ()),
        (data_entries.add_entry, ("more",)),
        (data_entries.findings, ("grant_purposes", [])),
        (data_entries.remove_entry, ("grant_purposes",)),
    ):
        with pytest.raises(Forbidden):
            other.do(act, file, *arguments)
