"""`tongban import FOLDER` rewrites what is clear, and ends with 1 while something is left."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from tests.engine.definitions.test_importing import INNER, SEVEN
from web.cli import main


def test_a_folder_is_rewritten_in_place_and_what_is_left_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_text(SEVEN, "utf-8")
    (tmp_path / "inner.bpmn20.xml").write_text(INNER, "utf-8")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    done = CliRunner().invoke(main, ["import", str(tmp_path)])
    assert done.exit_code == 1
    assert 'java  class="org.example.Pay"  left' in done.output
    assert done.output.splitlines()[-1].endswith("1 left to do by hand")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.bpmn", "inner.bpmn", "notes.txt"]
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
    assert 'assignee="=reviewer"' in (tmp_path / "a.bpmn").read_text("utf-8")
    again = CliRunner().invoke(main, ["import", str(tmp_path)])
    assert again.output.splitlines()[-1] == "0 rewritten, 1 left to do by hand"


def test_a_form_of_the_folder_is_not_written_over(tmp_path: Path) -> None:
    fields = '<camunda:formData><camunda:formField id="a" type="string"/></camunda:formData>'
    task = f'<userTask id="x"><extensionElements>{fields}</extensionElements></userTask>'
    (tmp_path / "a.bpmn").write_text(INNER.replace("<endEvent", f"{task}<endEvent"), "utf-8")
    (tmp_path / "x_form.form").write_text("{}", "utf-8")
    done = CliRunner().invoke(main, ["import", str(tmp_path)])
    assert "formData  left" in done.output
    assert (tmp_path / "x_form.form").read_text("utf-8") == "{}"
