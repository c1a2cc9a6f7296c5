"""The command line: `tongban serve`, `worker`, `migrate` and their like."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path

import click

from web.serving import installation
from web.serving.installation import Serving
from web.serving.lock import AlreadyServing, sole_server
from workflows import migrate as migrate_all
from workflows.errors import WorkflowsError
from workflows.settings import Settings

DEFAULT_PORT = 8000


def settings_from(data_dir: Path | None = None, **changes: object) -> Settings:
    """Read the installation's settings; options given on the command line win over the environment."""
    environment = dict(os.environ)
    if data_dir is not None:
        environment["TONGBAN_DATA_DIR"] = str(data_dir)
    try:
        settings = Settings.from_environment(environment)
    except WorkflowsError as error:
        raise click.ClickException(str(error)) from error
    return replace(settings, **changes)  # type: ignore[arg-type]


data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where database, files and secrets live [TONGBAN_DATA_DIR, else ./data].",
)


def serving_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` the options of a web node, as one argument `serving`."""

    @wraps(command)
    def call(*, host: str, port: int, processes: int | None, behind_proxy: bool, **others: object) -> None:
        command(serving=Serving(host, port, processes, behind_proxy), **others)

    for option in (
        click.option("--behind-proxy", is_flag=True, help="Trust X-Forwarded-* of the one proxy in front."),
        click.option("--processes", type=int, help="Web processes [one a core, two to eight]."),
        click.option("--port", envvar="PORT", type=int, default=DEFAULT_PORT, show_default=True),
        click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True),
    ):
        call = option(call)
    return call


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
        installation.serve(settings, serving, prepare=prepare)
    except AlreadyServing as error:
        raise click.ClickException(str(error)) from error


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
    """Bring the delivered content into a migrated database."""


@main.command("node")
@data_dir_option
@serving_options
def node_command(serving: Serving, data_dir: Path | None) -> None:
    """Serve the web only, over the database that DATABASE_URL names."""
    settings = settings_from(data_dir)
    installation.share_metrics(settings, serving)
    from web.serving import node  # noqa: PLC0415 - its counters look for the shared folder when imported

    with installation.with_database(settings) as complete:
        node.run(complete, serving)


@main.command()
@data_dir_option
def migrate(data_dir: Path | None) -> None:
    """Bring the database's schema up to date."""
    with installation.with_database(settings_from(data_dir)) as settings:
        assert settings.database_url is not None
        migrate_all(settings.database_url)
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


if __name__ == "__main__":
    main()
