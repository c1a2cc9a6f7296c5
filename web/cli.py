"""The command line: `tongban serve`, `worker`, `migrate` and their like."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import click

from web import cli_cases, cli_content, cli_ledger, cli_payments, cli_processes, cli_scenarios
from web.cli_options import (
    data_dir_option,
    database_of_existing,
    database_refusals,
    serving_options,
    settings_from,
    settings_of_existing,
)
from web.logs import configure_logging
from web.serving import doctor, installation, lifeline, node
from web.serving.installation import ServedParts, Serving
from web.serving.lock import AlreadyServing, sole_server
from workflows import migrate as migrate_all
from workflows.bootstrap import Platform
from workflows.demo import PASSWORD, accounts, is_loaded, load_demonstration
from workflows.ground.settings import Settings

DEMONSTRATION_LEFT = (
    "WARNING: this database holds the accounts of the demonstration, whose password everybody knows.\n"
    "Start in earnest with an empty database, or lock these accounts in the administration."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Tongban: approvals as processes that analysts can change."""


@main.command()
@data_dir_option
@serving_options
@click.option("--demonstration", is_flag=True, help="Load demonstration data into an empty database.")
def serve(serving: Serving, data_dir: Path | None, demonstration: bool) -> None:
    """Serve everything on this machine: database, web, worker."""
    settings = settings_from(data_dir)
    if demonstration:
        settings = replace(settings, demonstration=True)
    if "TONGBAN_BASE_URL" not in os.environ:
        settings = replace(settings, base_url=serving.address)
    if taken(serving.host, serving.port):
        # the lock says more, if it is our own installation that answers there
        _say_who_serves(settings, serving)
        raise click.ClickException(f"Port {serving.port} is taken. Choose another with --port.")
    try:
        with database_refusals():
            installation.serve(settings, serving, prepare=prepare, load=load)
    except AlreadyServing as error:
        raise click.ClickException(str(error)) from error


def load(settings: Settings, serving: Serving) -> ServedParts:
    """Compose once what web node and worker run, over a database that is prepared."""
    composed = node.compose(settings, behind_proxy=serving.behind_proxy)
    composed.warm_up()

    def run_node() -> None:
        with database_refusals():
            node.run(settings, serving, composed)

    def run_worker() -> None:
        configure_logging()
        lifeline.hold()
        with database_refusals():
            _work(composed.platform)

    return ServedParts(run_node, run_worker)


def _work(platform: Platform, concurrency: int | None = None) -> None:
    """Run jobs until told to stop."""
    try:
        platform.engine.worker(concurrency=concurrency).run()
    finally:
        platform.close()


def _tell_accounts() -> None:
    click.echo(f"Demonstration accounts, all with the password {PASSWORD}:")
    for account in accounts():
        click.echo(f"  {account.user_name:<12} {account.full_name}  {', '.join(account.groups)}")


def taken(host: str, port: int) -> bool:
    """Tell whether somebody already listens at `port`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _say_who_serves(settings: Settings, serving: Serving) -> None:
    try:
        with sole_server(settings.data_dir, serving.address):
            return
    except AlreadyServing as error:
        raise click.ClickException(str(error)) from error


def prepare(settings: Settings) -> None:
    """Bring schema and delivered content into the database; changes only what differs.

    A demonstration gets its people and cases as long as there is no account yet. Raises: CommandRefused.
    """
    assert settings.database_url is not None
    with database_refusals():
        migrate_all(settings.database_url)
        platform = Platform(settings)
        try:
            _fill(platform)
        finally:
            platform.close()


def _fill(platform: Platform) -> None:
    platform.prepare()
    if platform.settings.demonstration:
        load_demonstration(platform)
        if is_loaded(platform):
            _tell_accounts()
    elif is_loaded(platform):
        click.echo(DEMONSTRATION_LEFT, err=True)


@main.command()
@data_dir_option
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    help="Steps of cases at once [4]; mail and the like have their own.",
)
def worker(data_dir: Path | None, concurrency: int | None) -> None:
    """Run jobs (timers, service tasks, mail) until stopped; start as many as needed, on any machine."""
    configure_logging()
    lifeline.hold()
    with database_refusals(), installation.with_database(settings_of_existing(data_dir)) as settings:
        _work(Platform(settings), concurrency)


@main.command("node")
@data_dir_option
@serving_options
def node_command(serving: Serving, data_dir: Path | None) -> None:
    """Serve the web only, over the database that DATABASE_URL names."""
    with database_refusals(), installation.with_database(settings_of_existing(data_dir)) as complete:
        node.run(complete, serving, node.compose(complete, behind_proxy=serving.behind_proxy))


@main.command("doctor")
@data_dir_option
@serving_options
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
def doctor_command(serving: Serving, data_dir: Path | None, strict: bool) -> None:
    """Say what is unsafe about an installation, served with these options; fails if something is."""
    with cli_content.open_platform(data_dir) as platform:
        findings = doctor.examine(platform, serving)
    for finding in findings:
        click.echo(f"{finding.level:<8} {finding.subject}\n    {finding.zh}\n    {finding.en}")
    unsafe = sum(finding.level == "unsafe" for finding in findings)
    click.echo(f"{unsafe} unsafe, {len(findings) - unsafe} warnings.")
    if unsafe or (strict and findings):
        raise SystemExit(1)


@main.command()
@data_dir_option
def migrate(data_dir: Path | None) -> None:
    """Bring the database's schema up to date; of a database that DATABASE_URL names no folder is needed."""
    with database_refusals(), database_of_existing(data_dir) as database_url:
        migrate_all(database_url)
    click.echo("The schema is up to date.")


@main.command()
@click.argument("place", required=False)
def texts(place: str | None) -> None:
    """Write new texts of pages into the catalogues (for developers)."""
    from web.catalogues import missing, update  # noqa: PLC0415 - needs the sources

    for path in update(place):
        click.echo(path.name)
    for text in missing():
        click.echo(f"missing: {text}")


for command in (
    cli_content.deploy,
    cli_content.lint,
    cli_content.import_folder,
    cli_content.demonstrate,
    cli_content.create_admin,
):
    main.add_command(command)
main.add_command(cli_processes.process)
main.add_command(cli_cases.cases)
main.add_command(cli_ledger.ledger)
main.add_command(cli_payments.payments)
main.add_command(cli_scenarios.play_scenarios)

if __name__ == "__main__":
    main()
