"""All texts of a package beside each other: found, written in place, and nothing else changed."""

from __future__ import annotations

import json

import pytest

from tests.workflows.studio.test_drafts import PROCESS, Desk
from workflows.bootstrap import Platform
from workflows.ground.errors import Conflict, Forbidden, Invalid
from workflows.packages import delivered, package_files
from workflows.studio import drafts, package_texts
from workflows.studio.canonical import canonical_lines
from workflows.studio.text_slots import text_files

OPTIONS = (
    "levels:\n  - value: high\n    label: 高\n  - value: low\n    label: 低\n    label_en: Low\n".encode()
)


def test_every_delivered_text_has_its_english_and_is_written_where_it_stood() -> None:
    for name in delivered():
        files = package_files(name)
        for file in text_files(files):
            for slot in file.slots:
                chinese, english = slot.texts
                assert english or chinese.isascii() or chinese.startswith("="), (name, file.name, slot)
                slot.write(*slot.texts)
            if file.name.endswith((".bpmn", ".dmn", ".form")):
                before = canonical_lines(file.name, files[file.name], drawing=True)
                assert canonical_lines(file.name, file.content(), drawing=True) == before


@pytest.mark.prepared
def test_texts_are_written_where_they_stand_and_nobody_is_overwritten(platform: Platform) -> None:
    desk = Desk(platform)
    draft_id = desk.of_version()
    desk.do(drafts.save_file, draft_id, "options.yaml", OPTIONS, revision=1)
    texts = desk.do(package_texts.package_texts, draft_id)
    every = {one.key: one for of_file in texts.files.values() for one in of_file}
    assert [key for key, one in every.items() if one.lacks_english] == ["options.yaml levels.0 label"]
    typed = {
        "process.bpmn review name": ("终审 <&>", "Final & last"),
        "process.bpmn voucher_programme name": ("方案", "Programme"),
        "options.yaml levels.0 label": ("高", "High"),
        "nothing.form x label": ("没有", "none"),
    }
    (field,) = (one for one in texts.files["programme.form"] if one.chinese == "券种名称")
    typed[field.key] = ("方案名称", "Name")
    unchanged = {key: (one.chinese, one.english) for key, one in every.items() if key not in typed}
    assert desk.do(package_texts.save_package_texts, draft_id, unchanged | typed, revision=2) == 3
    files = desk.files(draft_id)
    assert "label_en: High" in files["options.yaml"].decode()
    (named,) = (one for one in json.loads(files["programme.form"])["components"] if one.get("key") == "name")
    assert (named["label"], named["properties"]["label_en"]) == ("方案名称", "Name")
    lines = set(canonical_lines("a.bpmn", files["process.bpmn"]))
    lines ^= set(canonical_lines("a.bpmn", package_files(PROCESS)["process.bpmn"]))
    assert {line.split()[0] for line in lines} == {"userTask", "participant", "process", "text"}
    assert desk.do(package_texts.save_package_texts, draft_id, typed, revision=3) == 3
    with pytest.raises(Conflict):
        desk.do(package_texts.save_package_texts, draft_id, typed, revision=2)
    copied = desk.do(package_texts.keep_texts_as_copy, draft_id, {field.key: ("名", "Name")})
    assert '"名"' in desk.files(copied)["programme.form"].decode()


def test_with_its_last_english_text_goes_what_held_it() -> None:
    files = {"process.bpmn": package_files(PROCESS)["process.bpmn"]}
    (diagram,) = text_files(files)
    (slot,) = (one for one in diagram.slots if (one.element_id, one.field) == ("lane_department", "name"))
    slot.write(slot.texts[0], "")
    gone = set(canonical_lines("a.bpmn", files["process.bpmn"]))
    gone -= set(canonical_lines("a.bpmn", diagram.content()))
    assert not any(b"extensionElements/>" in one for one in diagram.content().splitlines())
    assert {line.split()[0] for line in gone} <= {"text", "lane"}
    assert any(line.split()[0] == "text" for line in gone)
    slot.write(*slot.texts)
    assert canonical_lines("a.bpmn", diagram.content()) == canonical_lines("a.bpmn", files["process.bpmn"])


@pytest.mark.prepared
def test_what_no_file_can_hold_is_refused_at_its_text(platform: Platform) -> None:
    desk, key = Desk(platform), "process.bpmn review name"
    draft_id = desk.of_version()
    for texts, field in (
        (("长" * 4_001, "x"), f"zh {key}"),
        (("终审", "\x07"), f"en {key}"),
        (("", "Final"), f"zh {key}"),
    ):
        with pytest.raises(Invalid) as refused:
            desk.do(package_texts.save_package_texts, draft_id, {key: texts}, revision=1)
        assert [one.field for one in refused.value.problems] == [field]
    desk.do(
        package_texts.save_package_texts,
        draft_id,
        {"process.bpmn review documentation": ("", "")},
        revision=1,
    )
    with pytest.raises(Forbidden):
        Desk(platform, "operator").do(package_texts.package_texts, draft_id)
