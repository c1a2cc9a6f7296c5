"""Commands about running cases: taken to another version of their process, looked at beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from web.cli_content import open_platform, operator
from web.cli_options import CommandRefused, data_dir_option
from web.cli_processes import as_administrator, version_id
from workflows.administration import case_migrations
from workflows.administration.case_migrations import Candidate, Outlook
from workflows.bootstrap import Platform
from workflows.ground.work import Work


@click.group("cases")
def cases() -> None:
    """Take running cases to another version of their process."""


@dataclass(frozen=True, slots=True)
class _Way:
    """From which version to which; `instance_id` is the one case that goes, if it is not all."""

    source_id: str
    target_id: str
    mapping: dict[str, str]
    instance_id: str | None


@cases.command()
@data_dir_option
@click.option("--case", "number", help="Number of the one case that goes.")
@click.option("--process", "process_id", help="Process of which all cases on --from go.")
@click.option("--from", "source", type=int, help="Version that all its cases leave.")
@click.option("--to", "target", type=int, required=True, help="Version on which they go on.")
@click.option("--step", "steps", multiple=True, metavar="OLD=NEW", help="Element NEW stands for OLD.")
@click.option("--reason", default="", help="Why; kept in case and audit log. Not needed with --dry-run.")
@click.option("--dry-run", is_flag=True, help="Say what would happen to each case, and change nothing.")
def migrate(
    *,
    data_dir: Path | None,
    number: str | None,
    process_id: str | None,
    source: int | None,
    target: int,
    steps: tuple[str, ...],
    reason: str,
    dry_run: bool,
) -> None:
    """Take one case (--case), or all of a version (--process and --from), to version --to.

    Each case goes by itself, and the command says what became of it; ends with 2 if one stays.
    """
    mapping = _mapping(steps)
    with open_platform(data_dir) as platform:
        with platform.begin(operator()) as work:
            way = _way(
                work, number=number, process_id=process_id, source=source, target=target, mapping=mapping
            )
        pages = _outlooks(platform, way)
        stays = sum(_would_stay(page) if dry_run else _carry_out(platform, page, reason) for page in pages)
    if stays:
        raise CommandRefused(f"Expected every case to go, but {stays} stay where they are.")


def _mapping(steps: tuple[str, ...]) -> dict[str, str]:
    pairs = [step.partition("=")[::2] for step in steps]
    if wrong := [step for step, (old, new) in zip(steps, pairs, strict=True) if not old or not new]:
        raise CommandRefused(f"Expected --step to read OLD=NEW, but it reads {wrong[0]}.")
    return dict(pairs)


def _way(
    work: Work,
    *,
    number: str | None,
    process_id: str | None,
    source: int | None,
    target: int,
    mapping: dict[str, str],
) -> _Way:
    if number is not None and process_id is None and source is None:
        instance_id, source_id = case_migrations.version_of_case(work, as_administrator(work), number)
        known = work.repository.get(source_id).process_id
        return _Way(source_id, version_id(work, known, target), mapping, instance_id)
    if number is not None or process_id is None or source is None:
        raise CommandRefused("Expected either --case, or --process and --from, to say which cases go.")
    return _Way(
        version_id(work, process_id, source), version_id(work, process_id, target), mapping, instance_id=None
    )


def _outlooks(platform: Platform, way: _Way) -> Iterator[Outlook]:
    """Yield what would become of the cases, a page at a time, the newest first."""
    after = None
    while True:
        with platform.begin(operator()) as work:
            page = case_migrations.look_ahead(
                work,
                as_administrator(work),
                way.source_id,
                way.target_id,
                way.mapping,
                locale="en",
                after=after,
                instance_id=way.instance_id,
            )
        if after is None:
            _say_plan(page)
        yield page
        after = page.next_after
        if after is None:
            return


def _say_plan(page: Outlook) -> None:
    click.echo(f"{page.process_id}: version {page.source_version} to {page.target_version}")
    for old, new in page.plan.mapping.items():
        if old != new:
            click.echo(f"  {old} becomes {new}")
    if not page.candidates:
        click.echo("  no case runs on that version")


def _would_stay(page: Outlook) -> int:
    """Say of each case whether it could go; return how many could not."""
    for one in page.candidates:
        click.echo(f"  {one.number}  {_obstacles(one) or 'can go'}  (at {', '.join(one.steps) or '-'})")
    return sum(bool(one.obstacles) for one in page.candidates)


def _carry_out(platform: Platform, page: Outlook, reason: str) -> int:
    """Take the cases of a page there and say what became of each; return how many stayed."""
    outcomes = dict(
        case_migrations.migrate(
            lambda: platform.begin(operator()),
            as_administrator,
            page.plan,
            [one.instance_id for one in page.candidates],
            reason,
        )
    )
    for one in page.candidates:
        refusal = outcomes[one.instance_id]
        said = "moved" if refusal is None else _obstacles(one) or f"stays: {refusal}"
        click.echo(f"  {one.number}  {said}")
    return sum(refusal is not None for refusal in outcomes.values())


def _obstacles(one: Candidate) -> str:
    obstacles = "; ".join(f"{each.element_id}: {each.message('en')}" for each in one.obstacles)
    return obstacles and f"stays: {obstacles}"
