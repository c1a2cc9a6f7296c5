"""What the editors' writers make of files that nobody changed: the same, drawn the same."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bpmn.test_bpmnlint import bpmnlint
from tests.factories.people import staff
from tests.web.browser import FRONTEND
from web.studio.vocabulary import descriptor
from workflows.bootstrap import Platform
from workflows.lint import lint
from workflows.packages import delivered, package_files
from workflows.people.viewer_loader import viewer_of
from workflows.studio import contents, drafts, queries
from workflows.studio.canonical import canonical_lines
from workflows.studio.package_texts import package_texts, save_package_texts
from workflows.studio.process_start import process_start, save_process_start

FOREIGN = (
    b'<acme:note xmlns:acme="https://acme.example/1" colour="red"><acme:line text="1 &lt; 2"/></acme:note>'
)


def saved(files: Mapping[str, bytes], *, elsewhere: bool = False) -> dict[str, dict[str, str]]:
    """Return diagrams and decisions as the editors save them, with what they warned of.

    `elsewhere`: as an editor saves them that knows Camunda's extensions and not ours.
    """
    known = None if elsewhere else descriptor()
    said = json.dumps({"descriptor": known, "files": {name: xml.decode() for name, xml in files.items()}})
    answer = subprocess.run(
        ["node", "tests/save_diagram.mjs"],
        cwd=FRONTEND,
        input=said,
        check=True,
        capture_output=True,
        text=True,
    )
    written: dict[str, dict[str, str]] = json.loads(answer.stdout)
    return written


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, str]]:
    return saved({process: package_files(process)["process.bpmn"] for process in delivered()})


@pytest.mark.parametrize("process", delivered())
def test_a_delivered_diagram_comes_out_unchanged(written: dict[str, dict[str, str]], process: str) -> None:
    files = package_files(process)
    xml = written[process]["xml"].encode()
    assert written[process]["warnings"] == []
    assert canonical_lines("process.bpmn", xml, drawing=True) == canonical_lines(
        "process.bpmn", files["process.bpmn"], drawing=True
    )
    assert lint({**files, "process.bpmn": xml}) == lint(files)


def tables() -> dict[str, bytes]:
    """Return the delivered decisions by `process/file name`."""
    return {
        f"{process}/{name}": content
        for process in delivered()
        for name, content in package_files(process).items()
        if name.endswith(".dmn")
    }


@pytest.fixture(scope="module")
def written_tables() -> dict[str, dict[str, str]]:
    return saved(tables())


@pytest.mark.parametrize("table", tables())
def test_delivered_decisions_come_out_unchanged(
    written_tables: dict[str, dict[str, str]], table: str
) -> None:
    process, name = table.split("/")
    files = package_files(process)
    xml = written_tables[table]["xml"].encode()
    assert written_tables[table]["warnings"] == []
    assert canonical_lines(name, xml, drawing=True) == canonical_lines(name, files[name], drawing=True)
    assert lint({**files, name: xml}) == lint(files)


def test_what_other_tools_wrote_survives() -> None:
    diagram = package_files("withdrawal")["process.bpmn"].replace(
        b"<bpmn:extensionElements>", b"<bpmn:extensionElements>" + FOREIGN, 1
    )
    lines = canonical_lines("a.bpmn", saved({"a": diagram})["a"]["xml"].encode(), drawing=True)
    assert lines == canonical_lines("a.bpmn", diagram, drawing=True)
    assert any('text="1 < 2"' in line for line in lines)


@pytest.mark.prepared
def test_what_is_exported_is_read_by_others_and_keeps_what_they_wrote(
    platform: Platform, tmp_path: Path
) -> None:
    files = dict(package_files("service_order"))
    diagram, table = "process.bpmn", "order_terms.dmn"
    for name, holder in ((diagram, b"<bpmn:extensionElements>"), (table, b"<extensionElements>")):
        assert holder in files[name]
        files[name] = files[name].replace(holder, holder + FOREIGN, 1)
    with platform.begin(staff(platform, "analyst")) as work:
        viewer = viewer_of(work)
        draft_id = drafts.draft_from_upload(work, viewer, "订单", contents.pack(files))
        start = {**process_start(work, viewer, draft_id).values, "help": "请先阅读须知。"}
        revision = save_process_start(work, viewer, draft_id, start, revision=1)
        every = [one for of_file in package_texts(work, viewer, draft_id).files.values() for one in of_file]
        typed = {one.key: (one.chinese, f"{one.english} (2)") for one in every if one.english}
        save_package_texts(work, viewer, draft_id, typed, revision=revision)
        exported = queries.exported_draft(work, viewer, draft_id)
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        archive.extractall(tmp_path)
    written = {name: (tmp_path / name).read_bytes() for name in (diagram, table)}
    for name, content in written.items():
        assert any('text="1 < 2"' in line for line in canonical_lines(name, content)), name
        assert canonical_lines(name, content) != canonical_lines(name, files[name])
    for name, said in saved(written, elsewhere=True).items():
        assert said["warnings"] == []
        assert canonical_lines(name, said["xml"].encode(), drawing=True) == canonical_lines(
            name, written[name], drawing=True
        )
    linted = bpmnlint(tmp_path / diagram)
    assert (linted.returncode, linted.stdout.strip()) == (0, "")


def test_the_canonical_form_sees_what_is_said_and_not_how() -> None:
    lines = canonical_lines("a.bpmn", b'<process id="p"><task name="n" id="t"/><gateway id="g"/></process>')
    again = canonical_lines(
        "a.bpmn", b'<process  id="p">\n<gateway id="g"/><task id="t" name="n"/></process>'
    )
    assert lines == again
    assert lines != canonical_lines("a.bpmn", b'<process id="p"><task id="t"/><gateway id="g"/></process>')
    assert canonical_lines("a.form", b'{"b": 1, "a": [2]}') == canonical_lines("a.form", b'{"a":[2],"b":1}')
    assert canonical_lines("a.form", b"{") == ["{"]
    assert canonical_lines("a.bpmn", b"<a") == ["<a"]
