"""`tongban test`: play the scenarios of a package folder, and say what none of them reached."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import click

from engine import DefinitionInvalid, InvalidArgument
from engine.hostile_input import FileRefused
from engine.server_process import ServerFailed
from web.cli_content import described, listed
from web.cli_options import CommandRefused
from web.logs import configure_logging
from workflows.lint import lint as lint_package
from workflows.package_data.file_names import SCENARIOS
from workflows.packages import files_of
from workflows.scenarios import Scenario, ScenarioFailed, ScenarioInvalid, play, read_scenarios
from workflows.scenarios.coverage import ScenarioCoverage
from workflows.scenarios.scratch import Scratch, scratch


@click.command("test")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-v", "--verbose", is_flag=True, help="Write the engine's log to standard error.")
def play_scenarios(folder: Path, *, verbose: bool) -> None:
    """Play the scenarios of package FOLDER through its forms, on a database made for it.

    Needs no installation and touches none. Ends with 1 if a scenario fails, with 2 if FOLDER is no package
    that can be deployed or has no scenarios.
    """
    configure_logging(level=logging.INFO if verbose else logging.CRITICAL)
    told = _scenarios_of(folder)
    files, coverage, failed = files_of(folder), ScenarioCoverage(), 0
    try:
        services = {name: said for one in told for name, said in one.services.items()}
        with scratch(files, source=folder.name, services=services) as made:
            for scenario in (replace(one, process_id=made.process_id) for one in told):
                problem = _played(made, scenario, coverage)
                failed += bool(problem)
                click.echo(f"{'failed' if problem else 'passed'}  {scenario.name}")
                if problem:
                    click.echo(f"        {problem}")
    except DefinitionInvalid as error:
        raise CommandRefused(described(error)) from error
    except FileRefused as error:
        raise CommandRefused(listed(lint_package(files))) from error
    except (InvalidArgument, ServerFailed) as error:
        raise CommandRefused(f"{folder}: {error}") from error
    _say(coverage, len(told), failed)


def _scenarios_of(folder: Path) -> list[Scenario]:
    if not any(folder.glob("*.bpmn")):
        raise CommandRefused(f"Expected a package with a .bpmn file, but {folder} has none.")
    file = folder / SCENARIOS
    if not file.is_file():
        raise CommandRefused(
            f"Expected {SCENARIOS} in {folder}, but there is none; docs/scenarios.md shows one."
        )
    try:
        told = read_scenarios("", file.read_bytes())
    except ScenarioInvalid as error:
        raise CommandRefused(f"{file}: {error}") from error
    if not told:
        raise CommandRefused(f"Expected at least one scenario in {file}, but there is none.")
    return told


def _played(made: Scratch, scenario: Scenario, coverage: ScenarioCoverage) -> str:
    """Play one scenario in a copy; return what came out differently, empty if nothing did."""
    with made.copy(scenario.now) as platform:
        try:
            play(platform, scenario)
        except ScenarioFailed as failure:
            return str(failure).removeprefix(f"{scenario.name}, ")
        finally:
            with platform.begin() as work:
                coverage.note(work, scenario.process_id)
    return ""


def _say(coverage: ScenarioCoverage, played: int, failed: int) -> None:
    click.echo(f"{played - failed} of {played} scenarios passed; they reached {coverage.counted()}.")
    if coverage.missed:
        click.echo("Reached by none:")
    for told in coverage.missed:
        click.echo(f"  {told}")
    if failed:
        raise SystemExit(1)
