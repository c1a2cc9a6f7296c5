"""The studio's jobs: drafts' scenarios played in places of their own, and places swept that were left."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from datetime import timedelta
from typing import Any

from engine import Ask, JobContext, Later, Outcome
from workflows.ground.jobs import background_job
from workflows.ground.queues import SCENARIOS
from workflows.ground.services import Services
from workflows.studio import drafts, playgrounds, scenario_runs
from workflows.studio.models import StudioScenarioRun
from workflows.studio.scenario_runs import PLAY, RunRequest, fingerprint

LIMIT_SECONDS = 600.0
"""As long all scenarios of a draft may take together; a longer file is split into several drafts."""
END_SECONDS = 20.0
AGAIN_SECONDS = 15
_PLAYER = "workflows.scenarios.draft_player"


@background_job(PLAY, ("试运行草稿的场景", "Play the scenarios of a draft"), queue=SCENARIOS)
class PlayScenarios:
    """`studio.play_scenarios`: play what a draft says now, in a process and a database of its own."""

    lease_seconds = LIMIT_SECONDS + 3 * END_SECONDS

    def __init__(self, services: Services) -> None:
        """Keep where the places of this installation lie."""
        self._data_dir = services.settings.data_dir

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return which files are to be played; nothing if the run is over, or gone with its draft."""
        row = job.work.session.get(StudioScenarioRun, job.variables["run_id"])
        if row is None or row.state != "waiting":
            return None
        files = drafts.files_of(job.work, row.draft_id)
        row.fingerprint = fingerprint(files)
        return Ask(RunRequest(row.id, files))

    def call(self, request: RunRequest) -> dict[str, Any] | None:
        """Play; return what came of it, None while every slot is taken."""
        try:
            with playgrounds.playground(self._data_dir, request.run_id, request.files) as place:
                process = place.start(_PLAYER)
                try:
                    process.wait(LIMIT_SECONDS)
                except subprocess.TimeoutExpired:
                    return {**scenario_runs.read_result(place.path), "error": "time"}
                finally:
                    end(process)
                came = scenario_runs.read_result(place.path)
                return came if came.get("done") or came.get("error") else {**came, "error": "ended"}
        except playgrounds.NoPlace:
            return None

    def take(self, job: JobContext, answer: dict[str, Any] | None) -> Outcome:
        """Keep what came of it; try again later where there was no slot."""
        row = job.work.session.get(StudioScenarioRun, job.variables["run_id"])
        if answer is None:
            return Later(job.work.now + timedelta(seconds=AGAIN_SECONDS))
        if row is not None:
            row.state, row.came = "ended", answer
        return None


def end(process: subprocess.Popen[bytes]) -> None:
    """Have a player end in order, or at once where it does not."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(END_SECONDS)
    if process.poll() is None:
        process.kill()
        process.wait()


@background_job(
    "studio_scenarios.sweep",
    ("清除中断后遗留的试运行环境", "Sweep places of players that were killed"),
    queue=SCENARIOS,
    cron="*/10 * * * *",
)
def sweep_playgrounds(_job: JobContext, services: Services) -> None:
    """`studio_scenarios.sweep`: stop and remove what nobody holds any more."""
    playgrounds.sweep(services.settings.data_dir)


JOBS = (PlayScenarios, sweep_playgrounds)
