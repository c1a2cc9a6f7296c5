"""Commands about payments: comparing a day with the gateway."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from web.cli_content import open_platform, operator
from web.cli_options import data_dir_option
from workflows.business.payments.gateway import GatewayAway
from workflows.business.payments.gateways import SANDBOX, gateway_named
from workflows.business.payments.reconciliation import reconcile
from workflows.ground.clock import SHANGHAI


@click.group("payments")
def payments() -> None:
    """Look after payments through gateways."""


@payments.command("reconcile")
@data_dir_option
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="A day of China; yesterday unless said.")
def reconcile_day(data_dir: Path | None, day: datetime | None) -> None:
    """Compare the gateway's file of a day with the platform's records; each difference becomes a case.

    Ends with 1 if something differs.
    """
    with open_platform(data_dir) as platform:
        with platform.begin(operator()) as work:
            gateway = gateway_named(work, platform.settings, SANDBOX)
            today = work.now.astimezone(SHANGHAI).date()
        chosen = day.date() if day is not None else today - timedelta(days=1)
        if chosen >= today:
            raise click.BadParameter(f"Expected a day before {today}: a file is whole once its day is over.")
        try:
            before = gateway.statement(chosen - timedelta(days=1))
            rows = gateway.statement(chosen)
        except GatewayAway as away:
            raise click.ClickException(str(away)) from away
        with platform.begin(operator()) as work:
            compared = reconcile(work, SANDBOX, chosen, rows, before)
    for one in compared.differences:
        click.echo(f"{one.number}: {one.kind}, here {one.here}, at the gateway {one.there}")
    click.echo(f"{chosen}: {compared.equal} equal, {len(compared.differences) or 'no'} differences.")
    if compared.differences:
        raise SystemExit(1)
