"""Plays the scenarios of a process package: given people and data, steps, and what must come of them."""

from workflows.scenarios.play import play
from workflows.scenarios.reading import (
    Scenario,
    ScenarioFailed,
    ScenarioInvalid,
    ScenarioStep,
    read_scenarios,
)

__all__ = ["Scenario", "ScenarioFailed", "ScenarioInvalid", "ScenarioStep", "play", "read_scenarios"]
