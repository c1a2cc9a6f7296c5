"""The delivered diagrams are good BPMN for others too: bpmnlint, and what Camunda 8.7 would run."""

from __future__ import annotations

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
PROGRAM = FRONTEND / "node_modules" / ".bin" / "bpmnlint"
DIAGRAMS = sorted(Path(str(files("bpmn"))).rglob("*.bpmn"))

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists() or shutil.which("node") is None, reason="needs `npm ci` in frontend"
)


def bpmnlint(*diagrams: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *diagrams], cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_delivered_diagrams_have_no_warning() -> None:
    done = bpmnlint(*DIAGRAMS)
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_it_would_notice(tmp_path: Path) -> None:
    broken = tmp_path / "process.bpmn"
    text = next(file for file in DIAGRAMS if "calledDecision" in file.read_text()).read_text()
    broken.write_text(text.replace("zeebe:calledDecision", "zeebe:called", 1))
    done = bpmnlint(broken)
    assert done.returncode == 1
    assert "decide_" in done.stdout
