"""How the process of a draft is called and begun, as a form over its diagram."""

from __future__ import annotations

import re

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.spiff.notation import Attribute
from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.request_values import revision
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.studio.checks import finding
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases.start_notation import ANYONE, ELEMENT
from workflows.ground.errors import Conflict, Invalid
from workflows.people.identity.roles import ROLES
from workflows.people.organisations.menus import MENUS
from workflows.studio import queries
from workflows.studio.process_start import (
    FILTERS,
    NAMES,
    TEXTS,
    keep_start_as_copy,
    process_start,
    save_process_start,
)

FIELDS = (*NAMES, *TEXTS, "form", FILTERS, *ELEMENT.attributes)
LABELS = {
    "later_form": _l("Form at a later step"),
    "roles": _l("Roles that begin it"),
    "staff": _l("Roles without an organisation"),
    "menu": _l("Menu of the organisation"),
    "members": _l("Everybody of the organisation"),
    "agents": _l("Designated agents"),
    "for": _l("Whom it is about"),
    "once": _l("One running case at a time"),
    "prefix": _l("Beginning of the numbers"),
    "title": _l("Title of a case"),
    "category": _l("Heading in the list of services"),
    "help": _l("What is said before it is begun"),
    FILTERS: _l("Fields by which lists of cases can be filtered"),
}
"""What the page calls an attribute, also where the hint of another one names it."""


@blueprint.get("/drafts/<draft_id>/start")
def draft_start(draft_id: str) -> str:
    """Show how the process is called and begun, with what the check says of that."""
    return _page(draft_id, {})


def _page(draft_id: str, problems: Problems, *, conflict: bool = False) -> str:
    english = locale_tag() == "en"
    with begin() as work:
        viewer = current_viewer(work)
        start = process_start(work, viewer, draft_id)
        return render_template(
            "studio/start.html",
            draft=queries.draft(work, viewer, draft_id).draft,
            start=start,
            values=_typed() if request.method == "POST" else dict(start.values),
            revision=request.form.get("revision", start.revision),
            choices={name: _choices(name, one) for name, one in ELEMENT.attributes.items() if one.words},
            filters={name: label.say(locale_tag()) or name for name, label in start.fields.items()},
            labels=LABELS,
            hints={name: _hint(name, one) for name, one in ELEMENT.attributes.items()},
            findings=[finding(one) for one in start.problems],
            problems=problems,
            conflict=conflict,
            english=english,
        )


@blueprint.post("/drafts/<draft_id>/start")
def save_draft_start(draft_id: str) -> Response:
    """Write what was typed into the diagram."""
    try:
        with begin() as work:
            save_process_start(work, current_viewer(work), draft_id, _typed(), revision=revision())
    except (Conflict, Invalid) as refusal:
        return _refused(draft_id, refusal)
    flash(_("Saved."), "success")
    return make_response(redirect(url_for("studio.draft_start", draft_id=draft_id), 303))


@blueprint.post("/drafts/<draft_id>/start/copy")
def copy_draft_start(draft_id: str) -> Response:
    """Keep what was typed in a copy of the draft, where somebody else was faster."""
    try:
        with begin() as work:
            copied = keep_start_as_copy(work, current_viewer(work), draft_id, _typed())
    except Invalid as refusal:
        return _refused(draft_id, refusal)
    return make_response(redirect(url_for("studio.draft_start", draft_id=copied), 303))


def _refused(draft_id: str, refusal: Conflict | Invalid) -> Response:
    problems = problems_of(refusal) if isinstance(refusal, Invalid) else {}
    page = _page(draft_id, problems, conflict=isinstance(refusal, Conflict))
    return make_response(page, status_of(refusal))


def _typed() -> dict[str, str]:
    """Return what stands in the fields; several words of one behind each other."""
    return {name: " ".join(one.strip() for one in request.form.getlist(name)).strip() for name in FIELDS}


def _choices(name: str, attribute: Attribute) -> list[tuple[str, str]]:
    """Return the words that an attribute takes, each with what it is called."""
    names = {role: called[locale_tag() == "en"] for role, called in ROLES.items()}
    names |= {ANYONE: _("Whoever is signed in"), "true": _("Yes"), "false": _("No")}
    names |= {"person": _("The person"), "organisation": _("Their organisation")}
    if name == "menu":
        names = {menu: one.name(locale_tag()) for menu, one in MENUS.items()}
    return [(word, names.get(word, word)) for word in attribute.words]


def _hint(name: str, attribute: Attribute) -> str:
    """Return what an attribute is for, and what counts where it is left out, with what words are called."""
    english = locale_tag() == "en"
    called = dict(_choices(name, attribute))
    about = attribute.about[english]
    usual = _(", ").join(called.get(word, word) for word in (attribute.usual or "").split())
    without = attribute.without[english] if attribute.without else usual
    said = about if not without else _("%(about)s. Left out: %(without)s", about=about, without=without)
    for word, name_of_word in {**LABELS, **called}.items():
        in_text = f"`{word}`" if english else f" ?`{word}` ?"  # no blank beside Chinese quotation marks
        said = re.sub(in_text, f"“{name_of_word}”", said)
    return said.replace("`", "")
