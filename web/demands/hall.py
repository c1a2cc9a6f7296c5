"""The project hall, the demands of an enterprise, the page of one, and what its enterprise does there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO, get_args

from flask import (
    Response,
    abort,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user

from forms.numbers import read_number_or_none
from web.catalogue.search_params import told
from web.demands.blueprint import blueprint
from web.demands.labels import (
    DAYS,
    INVITATION_TONES,
    NEXT,
    PAYMENTS,
    SELECTIONS,
    STAGE_TONES,
    TENDER_TONES,
    TONES,
    invitation_state_names,
    stage_names,
    state_names,
    tender_state_names,
)
from web.form_problems import Problems
from web.form_steps import carry_out
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import whole
from web.spreadsheets import saved_table
from web.viewers import current_viewer, insist_on_sign_in, own_of_kind, own_organisations
from web.work import begin
from workflows.business.catalogue import taxonomy
from workflows.business.demands import actions, invitation_queries, queries, tender_queries
from workflows.business.demands.demand_lifecycle import PROCESS
from workflows.business.demands.export import export
from workflows.business.demands.policy import MENU
from workflows.business.demands.stages import DEMAND_STAGES
from workflows.business.demands.values import HallSearch
from workflows.ground.errors import NotFound
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work
from workflows.people.organisations.queries import form_context
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

_MOST_CHARACTERS = 64
_MOST_TYPED = 2_000
_MOST_YUAN = 10**12
_FILES: tuple[FileKind, ...] = get_args(FileKind)


@blueprint.get("")
@limiter.limit("240 per minute")
def home() -> str:
    """Show what is published and fits, the newest first."""
    locale = locale_tag()
    categories = taxonomy.names("categories", locale)
    given = {name: told(name) for name in ("q", "region", "from", "to")}
    given |= address_filters(category=categories, days=DAYS)
    search = HallSearch(
        text=given["q"],
        category=given["category"],
        region=given["region"],
        budget_from=_amount(given["from"]),
        budget_to=_amount(given["to"]),
        days_left=whole(given["days"]),
    )
    with begin() as work:
        cards = queries.hall(work, search, locale, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "demands/hall.html",
            page=listed("demands.home", cards, given, lambda one: one.id),
            categories=categories,
            regions=[(one["value"], one["label"]) for one in form_context(work, locale)["regions"]],
            days=DAYS,
            selections=SELECTIONS,
            start_url=_start_url(),
        )


def _amount(text: str) -> Decimal | None:
    """Return an amount that somebody typed, None if it is none that a budget could be."""
    amount = read_number_or_none(text)
    return amount if amount is not None and 0 <= amount <= _MOST_YUAN else None


def _start_url() -> str:
    return url_for("services.start", process_id=PROCESS)


def _own(work: Work) -> OrganisationView:
    return own_of_kind(work, "enterprise", MENU, "demands.not_yours")


@blueprint.get("/mine")
def mine() -> str:
    """Show the demands of the enterprise, the newest first."""
    insist_on_sign_in()
    given = _given()
    with begin() as work:
        viewer, own = current_viewer(work), _own(work)
        cards = queries.own_demands(
            work, viewer, own.id, locale_tag(), stage=given["state"], text=given["q"], after=place(),
            limit=PAGE_ROWS + 1,
        )  # fmt: skip
        counts = queries.counts(work, viewer, own.id)
    names = stage_names(DEMAND_STAGES)
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(state, name, counts.get(state, 0)) for state, name in names.items()]
    return render_template(
        "demands/mine.html",
        own=own,
        page=listed("demands.mine", cards, given, lambda one: one.id),
        tabs=[
            (url_for("demands.mine", state=state or None), name, count, state == given["state"])
            for state, name, count in tabs
        ],
        export_urls={kind: url_for("demands.download", kind=kind, **_set(given)) for kind in _FILES},
        categories=taxonomy.names("categories", locale_tag()),
        states=state_names(),
        stages=names,
        tones=STAGE_TONES,
        start_url=_start_url(),
    )


def _given() -> dict[str, str]:
    return {"q": told("q"), **address_filters(state=DEMAND_STAGES)}


def _set(given: dict[str, str]) -> dict[str, Any]:
    return {name: text for name, text in given.items() if text}


@blueprint.get("/mine.<kind>")
@limiter.limit("60 per hour")
def download(kind: str) -> Response:
    """Give the demands of the enterprise as CSV or XLSX, narrowed as on their page; no cache keeps it."""
    insist_on_sign_in()
    if kind not in _FILES:
        abort(404)
    given, locale = _given(), locale_tag()
    with begin() as work:
        own = _own(work)

        def write(file_kind: FileKind, target: BinaryIO) -> None:
            export(
                work, current_viewer(work), own.id, target, kind=file_kind, locale=locale,
                categories=taxonomy.names("categories", locale), stage=given["state"], text=given["q"],
            )  # fmt: skip

        return saved_table(f"demands-{work.now:%Y%m%d}", kind, write)


@blueprint.get("/<number>")
@limiter.limit("240 per minute")
def demand(number: str) -> Response:
    """Show a demand: to everybody what is published, to its enterprise and who oversees how it stands."""
    with begin() as work:
        return _page(work, number)


def _page(work: Work, number: str, problems: Problems | None = None, *, status: int = 200) -> Response:
    viewer = current_viewer(work) if current_user.is_authenticated else None
    locale = locale_tag()
    try:
        of = queries.demand(work, viewer, number[:_MOST_CHARACTERS], locale)
    except NotFound:
        insist_on_sign_in()  # it may be one of theirs
        raise
    page = render_template(
        "demands/demand.html",
        of=of,
        card=of.card,
        category=taxonomy.names("categories", locale).get(of.card.category, of.card.category),
        payments=PAYMENTS,
        selections=SELECTIONS,
        tender=tender_queries.of_demand(work, of.card.number) if of.card.selection == "tender" else None,
        tender_states=tender_state_names(),
        tender_tones=TENDER_TONES,
        may_bid=viewer is not None and _bids(work, viewer),
        states=state_names(),
        tones=TONES,
        invitations=invitation_queries.of_demand(work, viewer, of.card.id) if viewer and of.own else (),
        invitation_states=invitation_state_names(),
        invitation_tones=INVITATION_TONES,
        next_step=NEXT.get(of.card.state) if of.own else None,
        problems=problems or {},
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _bids(work: Work, viewer: Viewer) -> bool:
    """Return whether the viewer takes orders for a certified provider, and so may bid."""
    own = own_organisations(work)
    return any(one.kind == "provider" and one.certified and viewer.may(one.id, MENU) for one in own)


@blueprint.post("/<number>/deposit")
@limiter.limit("60 per hour")
def hold_deposit(number: str) -> Response:
    """Hold the deposit after a recharge; what is missing stands on the page."""

    def step(work: Work) -> None:
        actions.hold_deposit(work, current_viewer(work), number[:_MOST_CHARACTERS])

    return _done(number, step, _("The deposit is held; the demand is in review."))


@blueprint.post("/<number>/withdraw")
@limiter.limit("60 per hour")
def withdraw(number: str) -> Response:
    """Take a published demand out of the hall; what is refused stands on its page with what was typed."""
    typed = request.form.get("reason", "")[:_MOST_TYPED]

    def step(work: Work) -> None:
        actions.withdraw(work, current_viewer(work), number[:_MOST_CHARACTERS], typed)

    return _done(number, step, _("Withdrawn: the deposit is back in the wallet."))


def _done(number: str, step: Callable[[Work], None], said: str) -> Response:
    """Carry out a step and lead back to the demand; a refusal stands on its page with what was typed."""
    insist_on_sign_in()

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _page(work, number, problems, status=status)

    return carry_out(step, page, url_for("demands.demand", number=number), said)
