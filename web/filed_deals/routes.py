"""Lists of filed deals, as pages and as files; the page of one, where the customer confirms or objects."""

from __future__ import annotations

from typing import Any, BinaryIO, cast, get_args

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.form_problems import Problems
from web.form_steps import carry_out
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import as_day
from web.spreadsheets import saved_table
from web.viewers import current_viewer, insist_on_sign_in, own_organisations
from web.work import begin
from workflows.business.filed_deals import operations, queries
from workflows.business.filed_deals.export import export
from workflows.business.filed_deals.values import (
    ANSWER_NAMES,
    STATE_NAMES,
    Answer,
    DealScope,
    DealSearch,
)
from workflows.business.ratings.queries import of_both
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work

blueprint = Blueprint("filed_deals", __name__, template_folder="templates")

_MOST_CHARACTERS = 100
_MOST_TYPED = 2 * operations.MOST_WORDS
_FILES: tuple[FileKind, ...] = get_args(FileKind)
TONES = {
    "awaiting_customer": "warning",
    "in_review": "info",
    "returned": "warning",
    "on_file": "success",
    "rejected": "danger",
    "withdrawn": "secondary",
}
ANSWER_TONES = {"": "secondary", "confirm": "success", "object": "danger"}
SUBTITLES = {
    "filed": _l("What your organisation has agreed with customers outside the platform"),
    "about_us": _l("What providers have filed about deals with your enterprise"),
    "all": _l("What providers have agreed with customers outside the platform"),
}


@blueprint.before_request
def _let_in() -> None:
    """Send a visitor to the sign-in page."""
    insist_on_sign_in()


def _names(texts: Any) -> dict[str, str]:
    """Return the names of states or answers in the language of the request."""
    return {key: name.say(locale_tag()) for key, name in texts.items()}


def _scope(work: Work) -> DealScope:
    own = [(one.id, one.kind) for one in own_organisations(work)]
    return queries.scope_of(current_viewer(work), own)


def _given() -> dict[str, str]:
    """Return the filters of the address; days that are none narrow nothing."""
    given = address_filters("q", "from", "to", state=STATE_NAMES)
    days = {name: given[name] if as_day(given[name]) else "" for name in ("from", "to")}
    return given | days | {"q": given["q"][:_MOST_CHARACTERS]}


def _search(given: dict[str, str]) -> DealSearch:
    return DealSearch(
        state=given["state"],
        text=given["q"],
        first_day=as_day(given["from"]),
        last_day=as_day(given["to"]),
    )


@blueprint.get("")
def home() -> str:
    """Show the deals that the viewer's organisation has filed, those about it, or all, the newest first."""
    given = _given()
    search = _search(given)
    with begin() as work:
        scope = _scope(work)
        cards = queries.filed_deals(work, scope, search, after=place(), limit=PAGE_ROWS + 1)
        counts = queries.counts(work, scope, search)
    states = _names(STATE_NAMES)
    narrowed: dict[str, Any] = {name: text for name, text in given.items() if text}
    others = {name: text for name, text in narrowed.items() if name != "state"}
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(state, name, counts.get(state, 0)) for state, name in states.items()]
    return render_template(
        "filed_deals/list.html",
        scope=scope,
        subtitle=SUBTITLES[scope.part],
        page=listed("filed_deals.home", cards, given, lambda one: one.id),
        tabs=[
            (url_for("filed_deals.home", state=state or None, **others), name, count, state == given["state"])
            for state, name, count in tabs
        ],
        states=states,
        tones=TONES,
        answers=_names(ANSWER_NAMES),
        answer_tones=ANSWER_TONES,
        export_urls={kind: url_for("filed_deals.download", kind=kind, **narrowed) for kind in _FILES},
    )


@blueprint.get("/list.<kind>")
@limiter.limit("30 per minute")
def download(kind: str) -> Response:
    """Give the list that the address narrows as a file."""
    search, locale = _search(_given()), locale_tag()

    def write(file: FileKind, target: BinaryIO) -> None:
        with begin() as work:
            export(work, _scope(work), search, target, kind=file, locale=locale)

    return saved_table("filed-deals", kind, write)


@blueprint.get("/<number>")
def filed_deal(number: str) -> Response:
    """Show a filed deal: what it was about, what the customer says, how it stands."""
    with begin() as work:
        return _page(work, number)


def _page(work: Work, number: str, problems: Problems | None = None, *, status: int = 200) -> Response:
    viewer = current_viewer(work)
    shown = queries.filed_deal(work, viewer, number[:_MOST_CHARACTERS])
    page = render_template(
        "filed_deals/page.html",
        shown=shown,
        card=shown.card,
        states=_names(STATE_NAMES),
        tones=TONES,
        answers=_names(ANSWER_NAMES),
        answer_tones=ANSWER_TONES,
        ratings=of_both(work, viewer, shown.card.number) if shown.rate_until else None,
        most_words=operations.MOST_WORDS,
        problems=problems or {},
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<number>/<any(confirm, object):said>")
@limiter.limit("60 per hour")
def answer(number: str, said: str) -> Response:
    """Confirm a deal for the customer, or object to it; what is refused stands with everything typed."""
    words = request.form.get("words", "")[:_MOST_TYPED] if said == "object" else ""

    def step(work: Work) -> None:
        viewer = current_viewer(work)
        operations.answer(work, viewer, number[:_MOST_CHARACTERS], cast("Answer", said), words)

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _page(work, number, problems, status=status)

    leads_to = url_for("filed_deals.filed_deal", number=number)
    return carry_out(step, page, leads_to, _("Noted: the platform reviews the deal."))
