"""The two agreements, to be read before and after consenting."""

from __future__ import annotations

from flask import abort, render_template

from web.account.asking import spoken_locale
from web.account.blueprint import blueprint
from workflows.identity import agreements


@blueprint.get("/agreements/<name>")
def agreement(name: str) -> str:
    """Show the agreement `service` or `privacy` in force."""
    if name not in agreements.AGREEMENTS:
        abort(404)
    shown = agreements.agreement(name, spoken_locale())
    return render_template("account/agreement.html", agreement=shown)
