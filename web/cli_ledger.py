"""Commands about the ledger: adding everything up again."""

from __future__ import annotations

from pathlib import Path

import click

from web.cli_content import open_platform, operator
from web.cli_options import data_dir_option
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.jobs import CHECK


@click.group("ledger")
def ledger() -> None:
    """Look after the books of money and vouchers."""


@ledger.command()
@data_dir_option
@click.option("--full", is_flag=True, help="Trust no checkpoint: add up everything that ever moved.")
def check(data_dir: Path | None, full: bool) -> None:
    """Add the books up again; without --full what is new since the last check, and some of the rest.

    Ends with 1 if something does not add up; then a worker checks again and raises an incident.
    """
    with open_platform(data_dir) as platform, platform.begin(operator()) as work:
        checked = check_books(work, full=full)
        if checked.differences:
            work.jobs.defer(CHECK, {"full": full}, retries=1)
    for difference in checked.differences:
        click.echo(str(difference))
    looked_at = f"{checked.transfers} transfers and {checked.balances} balances"
    click.echo(f"{looked_at}: {len(checked.differences) or 'no'} differences.")
    if checked.differences:
        raise SystemExit(1)
