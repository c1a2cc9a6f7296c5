"""Lists of direct demands and what became of them, by filters that both share, as pages and as files."""

from __future__ import annotations

from typing import Any, BinaryIO, get_args

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from web.direct_demands.blueprint import blueprint
from web.direct_demands.labels import TITLES, TONES, addressee_kind_names, state_names
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import as_day
from web.spreadsheets import saved_table
from web.viewers import current_viewer, insist_on_sign_in, own_organisations
from web.work import begin
from workflows.business.direct_demands import queries
from workflows.business.direct_demands.export import export, export_figures
from workflows.business.direct_demands.queries import DirectScope
from workflows.business.direct_demands.values import (
    ADDRESSEE_KIND_NAMES,
    STATE_NAMES,
    DirectSearch,
)
from workflows.ground.errors import Forbidden
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work

_MOST_CHARACTERS = 100
_FILES: tuple[FileKind, ...] = get_args(FileKind)


def _scope(work: Work) -> DirectScope:
    own = [(one.id, one.kind) for one in own_organisations(work)]
    return queries.scope_of(current_viewer(work), own)


def _answering(work: Work) -> DirectScope:
    """Return what the viewer answers or oversees. Raises: Forbidden: they only send."""
    scope = _scope(work)
    if scope.part == "sent":
        raise Forbidden("direct_demands.not_yours_to_answer")
    return scope


def _given() -> dict[str, str]:
    """Return the filters of the address; days that are none narrow nothing."""
    given = address_filters("q", "from", "to", addressee=ADDRESSEE_KIND_NAMES, state=STATE_NAMES)
    days = {name: given[name] if as_day(given[name]) else "" for name in ("from", "to")}
    return given | days | {"q": given["q"][:_MOST_CHARACTERS]}


def _search(given: dict[str, str]) -> DirectSearch:
    return DirectSearch(
        state=given["state"],
        addressee_kind=given["addressee"],
        text=given["q"],
        first_day=as_day(given["from"]),
        last_day=as_day(given["to"]),
    )


def _export_urls(what: str, given: dict[str, str]) -> dict[str, str]:
    set_filters: dict[str, Any] = {name: text for name, text in given.items() if text}
    return {kind: url_for("direct_demands.download", what=what, kind=kind, **set_filters) for kind in _FILES}


@blueprint.get("")
def home() -> str:
    """Show the direct demands that the viewer has sent, got or oversees, the newest first."""
    insist_on_sign_in()
    given = _given()
    search = _search(given)
    with begin() as work:
        scope = _scope(work)
        cards = queries.direct_demands(work, scope, search, after=place(), limit=PAGE_ROWS + 1)
        counts = queries.counts(work, scope, search)
    states = state_names()
    narrowed: dict[str, Any] = {name: text for name, text in given.items() if text and name != "state"}
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(state, name, counts.get(state, 0)) for state, name in states.items()]
    return render_template(
        "direct_demands/list.html",
        scope=scope,
        title=TITLES[scope.part],
        page=listed("direct_demands.home", cards, given, lambda one: one.id),
        tabs=[
            (
                url_for("direct_demands.home", state=state or None, **narrowed),
                name,
                count,
                state == given["state"],
            )
            for state, name, count in tabs
        ],
        states=states,
        tones=TONES,
        kinds=addressee_kind_names(),
        export_urls=_export_urls("list", given),
    )


@blueprint.get("/figures")
def figures() -> str:
    """Show what became of the direct demands that the viewer answers or oversees."""
    insist_on_sign_in()
    given = _given()
    with begin() as work:
        scope = _answering(work)
        lines = queries.figures(work, scope, _search(given))
    return render_template(
        "direct_demands/figures.html",
        scope=scope,
        total=lines[0],
        lines=lines[1:],
        most=queries.MOST_FIGURES,
        given=given,
        states=state_names(),
        kinds=addressee_kind_names(),
        export_urls=_export_urls("figures", given),
    )


@blueprint.get("/<any(list, figures):what>.<kind>")
@limiter.limit("30 per minute")
def download(what: str, kind: str) -> Response:
    """Give the list or the figures that the address narrows as a file."""
    insist_on_sign_in()
    search, locale = _search(_given()), locale_tag()

    def write(file: FileKind, target: BinaryIO) -> None:
        with begin() as work:
            scope = _scope(work) if what == "list" else _answering(work)
            written = export if what == "list" else export_figures
            written(work, scope, search, target, kind=file, locale=locale)

    return saved_table(f"direct-demands-{what}", kind, write)
