"""The example of the engine's README runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[2] / "engine" / "README.md"


def block(language: str) -> str:
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return str(text)


def test_the_example_does_what_it_says(engine_database, tmp_path, monkeypatch, capsys):
    (tmp_path / "process.bpmn").write_text(block("xml"), "utf-8")
    monkeypatch.chdir(tmp_path)
    names = {"database_url": engine_database}
    exec(compile(block("python"), str(README), "exec"), names)
    names["engine"].close()
    assert capsys.readouterr().out.splitlines() == [
        "paying 10 for L-1",
        "completed {'amount': 10, 'decision': 'grant', 'paid': True}",
        "[('alice', 'start'), ('bob', 'claim_task'), ('bob', 'complete_task'), ('system', 'complete_job')]",
    ]
