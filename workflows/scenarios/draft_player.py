"""Plays the scenarios of a draft in a place of its own: `python -m workflows.scenarios.draft_player FOLDER`.

What came of them stands in `result.json` of the folder after each scenario. The process ends with its
standard input, so that it does not outlive who has started it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine import DefinitionInvalid, InvalidArgument
from engine.hostile_input import FileRefused
from engine.server_process import ServerFailed
from workflows.package_data.file_names import BESIDE, SCENARIOS
from workflows.scenarios.coverage import ScenarioCoverage
from workflows.scenarios.play import play
from workflows.scenarios.reading import Scenario, ScenarioFailed, ScenarioInvalid, read_scenarios
from workflows.scenarios.scratch import Scratch, scratch
from workflows.scenarios.start_errors import MOST_SAID, as_error, why_not_begun

RESULT = "result.json"
MOST_CPU_SECONDS = 900


def main(folder: Path) -> None:
    """Play the scenarios of the package in `folder`."""
    bound()
    end_with_standard_input()
    files = {one.name: one.read_bytes() for one in (folder / "package").iterdir()}
    try:
        told = read_scenarios("", files.get(SCENARIOS, b""))
        played(folder, {name: one for name, one in files.items() if name not in BESIDE}, told)
    except (ScenarioInvalid, ScenarioFailed) as wrong:
        write(folder, as_error(wrong.why))
    except (DefinitionInvalid, FileRefused, InvalidArgument, ServerFailed) as wrong:
        write(folder, as_error(why_not_begun(wrong)))


def bound() -> None:
    """Bound what this process may take: processor seconds, and bytes of a file."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))


def end_with_standard_input() -> None:
    """End this process, in order, as soon as nobody holds the other end of its standard input."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=watch, daemon=True).start()


def played(folder: Path, files: Mapping[str, bytes], told: Sequence[Scenario]) -> None:
    """Play scenarios one after the other, and write down after each what came of them."""
    came: dict[str, Any] = {"many": len(told), "scenarios": []}
    write(folder, came)
    services = {name: said for one in told for name, said in one.services.items()}
    coverage = ScenarioCoverage()
    with scratch(files, source="studio", services=services) as made:
        for scenario in (replace(one, process_id=made.process_id) for one in told):
            came["scenarios"].append(outcome(made, scenario, coverage))
            came["coverage"] = coverage.to_json()
            write(folder, came)
    came["done"] = True
    write(folder, came)


def outcome(made: Scratch, scenario: Scenario, coverage: ScenarioCoverage) -> dict[str, Any]:
    """Play one scenario in a copy; return its name and, where it failed, at which step and why."""
    said: dict[str, Any] = {"name": scenario.name, "passed": True}
    with made.copy(scenario.now) as platform:
        try:
            play(platform, scenario)
        except ScenarioFailed as failure:
            chinese, english = (one[:MOST_SAID] for one in failure.why)
            said |= {"passed": False, "step": failure.step, "kind": failure.kind}
            said |= {"why": english, "why_zh": chinese}
        finally:
            with platform.begin() as work:
                coverage.note(work, scenario.process_id)
    return said


def write(folder: Path, came: Mapping[str, Any]) -> None:
    """Write down what has come so far; whoever reads sees all of it or what was before."""
    fresh = folder / f"{RESULT}.new"
    fresh.write_text(json.dumps(came, ensure_ascii=False), "utf-8")
    fresh.replace(folder / RESULT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
