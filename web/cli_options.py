"""What commands have in common: how an installation and a web node are named."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from web.serving.installation import Serving
from workflows.ground.errors import WorkflowsError
from workflows.ground.permissions import keep_private
from workflows.ground.settings import Settings

DEFAULT_PORT = 8000

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where database, files and secrets live [TONGBAN_DATA_DIR, else ./data].",
)


def settings_from(data_dir: Path | None = None) -> Settings:
    """Read the installation's settings; the command line wins over the environment.

    From now on nobody else on the machine can read what this process or its children write.
    """
    environment = dict(os.environ)
    if data_dir is not None:
        environment["TONGBAN_DATA_DIR"] = str(data_dir)
    try:
        settings = Settings.from_environment(environment)
        keep_private(settings)
    except WorkflowsError as error:
        raise click.ClickException(str(error)) from error
    return settings


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
