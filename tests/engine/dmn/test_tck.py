from __future__ import annotations

import pytest

from tests.engine.dmn.tck import Outcome, report, run_level, tck_folder

LEVEL_3_BAR = 0.98


def outcomes_of(level: int, capsys: pytest.CaptureFixture[str]) -> list[Outcome]:
    folder = tck_folder()
    if folder is None:
        pytest.skip("The DMN TCK is not on this machine: set TONGBAN_CONFORMANCE to the folder with dmn-tck.")
    outcomes = list(run_level(folder, level))
    with capsys.disabled():
        print(f"\n{report(outcomes)}")
    return outcomes


def test_level_2_passes_completely(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = outcomes_of(2, capsys)
    assert len(outcomes) >= 126
    assert [outcome for outcome in outcomes if not outcome.passed] == []


def test_level_3_reaches_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = outcomes_of(3, capsys)
    assert len(outcomes) > 1_900
    passed = sum(outcome.passed for outcome in outcomes)
    assert passed / len(outcomes) >= LEVEL_3_BAR, report(outcomes)
