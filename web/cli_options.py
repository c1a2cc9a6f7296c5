"""What commands have in common: how an installation and a web node are named, how a refusal is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

import click
import psycopg
from sqlalchemy import exc, make_url

from engine.server import holds_database
from engine.server_process import ServerFailed
from web.serving.installation import Serving, with_database
from workflows.ground.errors import WorkflowsError
from workflows.ground.permissions import keep_private
from workflows.ground.settings import Settings, holds_secret

DEFAULT_PORT = 8000
DATA = "data"

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where database, files and secrets live [TONGBAN_DATA_DIR, else data here or in a folder above].",
)


class CommandRefused(click.ClickException):
    """A command that cannot do what it was asked: a sentence instead of a traceback, and exit code 2."""

    exit_code = 2


def settings_from(data_dir: Path | None = None) -> Settings:
    """Read the installation's settings; the command line wins over the environment.

    From now on nobody else on the machine can read what this process or its children write.
    """
    environment = dict(os.environ)
    if data_dir is not None:
        environment["TONGBAN_DATA_DIR"] = str(data_dir)
    named_database()
    try:
        settings = Settings.from_environment(environment)
        keep_private(settings)
    except WorkflowsError as error:
        raise CommandRefused(str(error)) from error
    return settings


def named_database() -> str | None:
    """Return the address in DATABASE_URL, None without one. Raises: CommandRefused: it is no address."""
    address = os.environ.get("DATABASE_URL") or None
    try:
        if address is not None:
            make_url(address)
    except exc.ArgumentError as error:
        raise CommandRefused(
            "Expected DATABASE_URL to read postgresql://user:password@host/name, but it does not."
        ) from error
    return address


@contextmanager
def database_of_existing(data_dir: Path | None = None) -> Iterator[str]:
    """Yield the address of the database: what DATABASE_URL names, which takes no folder, else the folder's.

    Raises: CommandRefused: no installation is there.
    """
    if (address := named_database()) is not None:
        yield address
        return
    with with_database(settings_of_existing(data_dir)) as settings:
        assert settings.database_url is not None
        yield settings.database_url


def settings_of_existing(data_dir: Path | None = None) -> Settings:
    """Read the settings of an installation that is there, and never make one.

    Named by the command line or TONGBAN_DATA_DIR; else the nearest `data` here or above. Where DATABASE_URL
    names the database, a named folder may be new: each machine has its own.
    Raises: CommandRefused: no installation is there.
    """
    named = data_dir or os.environ.get("TONGBAN_DATA_DIR")
    elsewhere = named_database() is not None
    if named and elsewhere:
        return settings_from(Path(named))
    here = Path.cwd()
    places = [Path(named).expanduser()] if named else [folder / DATA for folder in (here, *here.parents)]
    held = holds_secret if elsewhere else holds_database
    existing = next((place for place in places if held(place)), None)
    where = f"in {places[0]}" if named else f"in a folder {DATA} of {here} or above it"
    if existing is None and elsewhere:
        raise CommandRefused(
            f"Expected the files and secrets of the installation {where}, but there are none: "
            "name a folder for them by --data-dir or TONGBAN_DATA_DIR."
        )
    if existing is None:
        raise CommandRefused(
            f"Expected an installation {where}, but there is none: name its folder by --data-dir or "
            "TONGBAN_DATA_DIR, or its database by DATABASE_URL; `tongban serve` makes a new one."
        )
    return settings_from(existing)


@contextmanager
def database_refusals() -> Iterator[None]:
    """Say in a sentence that the database is not there or not ready. Raises: Refused."""
    try:
        yield
    except ServerFailed as error:
        raise CommandRefused(str(error)) from error
    except (exc.OperationalError, psycopg.OperationalError) as error:
        cause = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        raise CommandRefused(f"Expected a database that answers, but: {cause}") from error
    except exc.ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
            raise
        raise CommandRefused(
            "Expected a database with the schema of this release, but it has another: run `tongban migrate`."
        ) from error


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
