"""The list of services: by category, searched by words."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from web.i18n import locale_tag
from web.services.blueprint import begin_url, blueprint
from web.viewers import viewer
from web.work import begin
from workflows.approvals.cases.services import Service, services

MOST_WORDS = 6


@blueprint.get("")
def home() -> str:
    """List what the viewer may begin; a visitor sees what there is."""
    locale = locale_tag()
    text = request.args.get("q", "")[:100]
    with begin() as work:
        found = services(work, viewer(work) if current_user.is_authenticated else None)
        shown = [one for one in found if one.fits(text.split()[:MOST_WORDS], locale)]
        return render_template(
            "services/home.html",
            groups=_by_category(shown),
            text=text,
            any_service=bool(found),
            locale=locale,
            begin_url=begin_url,
        )


def _by_category(found: list[Service]) -> dict[str, list[Service]]:
    groups: dict[str, list[Service]] = {}
    for one in found:
        groups.setdefault(one.rules.category.say(locale_tag()), []).append(one)
    return {name: groups[name] for name in sorted(groups, key=lambda name: (not name, name))}
