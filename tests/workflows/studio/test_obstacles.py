"""Why a case cannot go, in words: each reason of the engine has a sentence in both languages without ids."""

from __future__ import annotations

import pytest

from engine.spiff import MigrationProblem
from engine.spiff.migration import MESSAGES
from workflows.bootstrap import Platform
from workflows.studio.obstacles import obstacles

pytestmark = pytest.mark.prepared


@pytest.mark.parametrize("code", MESSAGES)
def test_each_reason_is_said_with_the_name_of_the_step(platform: Platform, code: str) -> None:
    with platform.begin() as work:
        old = work.repository.program(work.repository.latest("enterprise_registration").id)
    said = {"element": "correct", "target": "step_9", "flow": "flow_9", "old": "userTask", "new": "endEvent"}
    (obstacle,) = obstacles([MigrationProblem(code, "t1", "correct", said)], old)
    step = old.elements["correct"]
    for sentence, name in ((obstacle.zh, step.name), (obstacle.en, step.name_en)):
        assert (name in sentence) == (code != "process_missing")
        assert not any(word in sentence for word in ("flow_9", "step_9", "userTask", "token", "令牌", "{"))
