"""The list of services: by category, searched by words."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from web.i18n import locale_tag
from web.services.blueprint import begin_url, blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases.services import services

MOST_WORDS = 6


@blueprint.get("")
def home() -> str:
    """List what the viewer may begin; a visitor sees what there is."""
    locale = locale_tag()
    text = request.args.get("q", "")[:100]
    with begin() as work:
        offered = services(work, current_viewer(work) if current_user.is_authenticated else None)
        shown = [one for one in offered if one.fits(text.split()[:MOST_WORDS], locale)]
        categories = sorted({one.rules.category.say(locale) for one in offered} - {""})
        category = request.args.get("category", "")
        if category in categories:
            shown = [one for one in shown if one.rules.category.say(locale) == category]
        return render_template(
            "services/home.html",
            found=shown,
            categories=categories,
            category=category if category in categories else "",
            text=text,
            any_service=bool(offered),
            locale=locale,
            begin_url=begin_url,
        )
