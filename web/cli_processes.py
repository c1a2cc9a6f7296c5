"""Commands about deployed processes: which there are, and which versions new cases run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from engine import Definition
from web.cli_content import open_platform, operator
from web.cli_options import CommandRefused, data_dir_option
from workflows.administration import process_versions
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

reason_option = click.option("--reason", required=True, help="Why; kept with the audit entry.")


@contextmanager
def operating(data_dir: Path | None) -> Iterator[tuple[Work, Viewer]]:
    """Yield a transaction of whoever runs the command, as an administrator.

    Who may read the secrets of an installation holds all of it already; the audit log names the login.
    """
    with open_platform(data_dir) as platform, platform.begin(operator()) as work:
        yield work, as_administrator(work)


def as_administrator(work: Work) -> Viewer:
    """Return who acts in a command: nobody's account, and every right of an administrator."""
    return Viewer(work.actor, frozenset({"admin"}))


@click.group("process")
def process() -> None:
    """Look at deployed processes, take one out of use or back, choose the version of new cases."""


@process.command("list")
@data_dir_option
def list_processes(data_dir: Path | None) -> None:
    """List every process: id, version of new cases, the other versions, whether it is retired."""
    with operating(data_dir) as (work, _):
        current, everything = work.repository.list(latest_only=True), work.repository.list()
        retired = work.repository.retirements()
        for one in current:
            click.echo(_line(one, everything, one.process_id in retired))


def _line(current: Definition, everything: tuple[Definition, ...], is_retired: bool) -> str:
    others = [str(d.version) for d in everything if d.process_id == current.process_id and d.id != current.id]
    also = f", also {', '.join(others)}" if others else ""
    return f"{current.process_id}  version {current.version}{also}{'  retired' if is_retired else ''}"


@process.command()
@data_dir_option
@reason_option
@click.argument("process_id")
def retire(data_dir: Path | None, reason: str, process_id: str) -> None:
    """Let no new case of PROCESS_ID begin; running ones go on."""
    _change(data_dir, process_versions.retire, process_id, reason)
    click.echo(f"{process_id} is retired.")


@process.command()
@data_dir_option
@reason_option
@click.argument("process_id")
def revive(data_dir: Path | None, reason: str, process_id: str) -> None:
    """Let new cases of the retired PROCESS_ID begin again."""
    _change(data_dir, process_versions.revive, process_id, reason)
    click.echo(f"{process_id} is in use again.")


def _change(
    data_dir: Path | None, act: Callable[[Work, Viewer, str, str], None], process_id: str, reason: str
) -> None:
    with operating(data_dir) as (work, viewer):
        act(work, viewer, process_id, reason)


@process.command("current")
@data_dir_option
@reason_option
@click.argument("process_id")
@click.argument("version", type=int)
def make_current(data_dir: Path | None, reason: str, process_id: str, version: int) -> None:
    """Let new cases of PROCESS_ID run on VERSION from now on."""
    with operating(data_dir) as (work, viewer):
        process_versions.make_current(work, viewer, version_id(work, process_id, version), reason)
    click.echo(f"New cases of {process_id} run on version {version}.")


def version_id(work: Work, process_id: str, version: int) -> str:
    """Return the definition that is this version of a process. Raises: Refused: there is none."""
    versions = {d.version: d.id for d in work.repository.list(process_id) if d.process_id == process_id}
    if version not in versions:
        known = ", ".join(map(str, sorted(versions))) or "none"
        raise CommandRefused(
            f"Expected a version of {process_id}, but {version} is none; there are: {known}."
        )
    return versions[version]
