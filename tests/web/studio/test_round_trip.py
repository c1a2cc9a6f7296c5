"""What the editors' writers make of files that nobody changed: the same, drawn the same."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.web.browser import FRONTEND
from web.studio.vocabulary import descriptor
from workflows.lint import lint
from workflows.packages import delivered, package_files
from workflows.studio.canonical import canonical_lines

FOREIGN = (
    b'<acme:note xmlns:acme="https://acme.example/1" colour="red"><acme:line text="1 &lt; 2"/></acme:note>'
)


def saved(files: dict[str, bytes]) -> dict[str, dict[str, str]]:
    """Return diagrams and decisions as the editors save them, with what they warned of."""
    said = json.dumps(
        {"descriptor": descriptor(), "files": {name: xml.decode() for name, xml in files.items()}}
    )
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
