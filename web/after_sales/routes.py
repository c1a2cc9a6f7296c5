"""After-sales cases: lists, the page of one, opening one, and what the two sides do there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, get_args

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.after_sales.labels import DEADLINES, ENTRIES, NEXT, OUTCOMES
from web.files.answers import file_answer
from web.form_problems import Problems, problems_of
from web.form_steps import carry_out
from web.i18n import locale_tag
from web.limits import limiter
from web.orders.labels import AFTER_SALES_TONES, SIDES, after_sales_names
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import as_day
from web.sent_files import keep_waiting, sent_files, waiting, with_waiting
from web.spreadsheets import saved_table
from web.statuses import status_of
from web.viewers import current_viewer, insist_on_sign_in, own_of_kinds
from web.work import begin
from workflows.business.after_sales import export, operations, queries
from workflows.business.after_sales.queries import AfterSalesSearch
from workflows.business.after_sales.values import STATE_NAMES, AfterSalesView
from workflows.business.orders.policy import MENU
from workflows.business.orders.values import SIDES as BOTH_SIDES
from workflows.business.orders.values import Side
from workflows.files.sent_files import ACCEPTED, SentFile
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.values import OrganisationView

blueprint = Blueprint("after_sales", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
_MOST_CHARACTERS = 64
_MOST_TYPED = 4_000


@blueprint.get("")
def home() -> str:
    """List the cases of the own organisation, the newest first."""
    with begin() as work:
        own, side = _own(work)
        cases = _read(work, _search(), after=place(), limit=PAGE_ROWS + 1)
    return _list("after_sales.home", cases, subtitle=own.name, side=side)


@blueprint.get("/all")
def all_cases() -> str:
    """List the cases of everybody, for who oversees."""
    with begin() as work:
        cases = queries.all_cases(work, current_viewer(work), _search(), after=place(), limit=PAGE_ROWS + 1)
    return _list("after_sales.all_cases", cases, subtitle=_("Of all enterprises and providers"), side="")


def _list(endpoint: str, cases: Sequence[AfterSalesView], **about: str) -> str:
    page, of_all = listed(endpoint, cases, _given(), lambda one: one.id), endpoint == "after_sales.all_cases"
    set_filters: dict[str, Any] = {name: text for name, text in page.given.items() if text}
    return render_template(
        "after_sales/list.html",
        **about,
        page=page,
        list_url=url_for(endpoint),
        export_urls={
            kind: url_for("after_sales.download", of="all" if of_all else "own", kind=kind, **set_filters)
            for kind in get_args(FileKind)
        },
        states=after_sales_names(),
        tones=AFTER_SALES_TONES,
    )


def _own(work: Work) -> tuple[OrganisationView, Side]:
    """Return the organisation for which the signed-in person works on orders, and its side.

    Raises: NotFound: they belong to none; Forbidden: the menu was not given to them.
    """
    own = own_of_kinds(work, BOTH_SIDES, MENU, "after_sales.not_yours")
    return own, "enterprise" if own.kind == "enterprise" else "provider"


def _read(work: Work, search: AfterSalesSearch, **which: Any) -> tuple[AfterSalesView, ...]:
    own, side = _own(work)
    return queries.cases(work, current_viewer(work), own.id, side, search, **which)


def _given() -> dict[str, str]:
    """Return what the address narrows a list by, "" where it says nothing or what is not known."""
    return address_filters("q", "first", "last", state=frozenset(STATE_NAMES))


def _search() -> AfterSalesSearch:
    given = _given()
    return AfterSalesSearch(given["state"], given["q"], as_day(given["first"]), as_day(given["last"]))


@blueprint.get("/export/<any(own, all):of>.<kind>")
@limiter.limit("60 per hour")
def download(of: str, kind: str) -> Response:
    """Give a list as CSV or XLSX, narrowed as on its page; no cache keeps it."""
    most = export.MOST_CASES + 1
    with begin() as work:
        if of == "all":
            cases = queries.all_cases(work, current_viewer(work), _search(), limit=most)
        else:
            cases = _read(work, _search(), limit=most)

        def write(file_kind: FileKind, target: BinaryIO) -> None:
            export.write(cases, target, kind=file_kind, locale=locale_tag())

        return saved_table(f"after-sales-{work.now:%Y%m%d}", kind, write)


@blueprint.get("/orders/<order_number>/new")
def new(order_number: str) -> Response:
    """Show the form of a case about an order."""
    with begin() as work:
        return _form(work, order_number)


@blueprint.post("/orders/<order_number>/new")
@limiter.limit("30 per hour")
def open_case(order_number: str) -> Response:
    """Open a case; what is refused stands on the form with what was typed and sent."""
    form = _form_of_new(order_number)
    with sent_files() as sent:
        try:
            with begin() as work:
                number = operations.open_case(
                    work, current_viewer(work), order_number[:_MOST_CHARACTERS], _typed("reason"),
                    with_waiting(work, form, sent),
                )  # fmt: skip
        except (Conflict, Invalid, InvalidState) as refusal:
            with begin() as work:
                keep_waiting(work, form, sent)
                return _form(work, order_number, problems_of(refusal), status=status_of(refusal))
    flash(_("The provider has been told, and answers within 5 working days."), "success")
    return make_response(redirect(url_for("after_sales.case", number=number)))


def _form_of_new(order_number: str) -> str:
    return f"after_sales.new:{order_number[:_MOST_CHARACTERS]}"


def _form(work: Work, order_number: str, problems: Problems | None = None, *, status: int = 200) -> Response:
    order, opening = queries.to_open(work, current_viewer(work), order_number[:_MOST_CHARACTERS])
    page = render_template(
        "after_sales/new.html",
        order=order,
        opening=opening,
        accepted_files=ACCEPTED,
        waiting_files=waiting(work, _form_of_new(order_number)),
        most_characters=operations.MOST_REASON,
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, status)


@blueprint.get("/<number>")
def case(number: str) -> Response:
    """Show a case: how it stands, what was said, what is to be done next."""
    with begin() as work:
        return _page(work, number)


def _page(
    work: Work, number: str, problems: Problems | None = None, *, status: int = 200, action: str = ""
) -> Response:
    viewer = current_viewer(work)
    detail = queries.case(work, viewer, number[:_MOST_CHARACTERS])
    page = render_template(
        "after_sales/case.html",
        detail=detail,
        case=detail.case,
        next_step=NEXT.get((detail.case.state, detail.side or "")),
        deadlines=[
            (DEADLINES[one.element_id], one.at) for one in detail.deadlines if one.element_id in DEADLINES
        ],
        oversees=viewer.holds(*OVERSIGHT),
        states=after_sales_names(),
        tones=AFTER_SALES_TONES,
        outcomes=OUTCOMES,
        entries=ENTRIES,
        sides=SIDES,
        accepted_files=ACCEPTED,
        most_characters=operations.MOST_WORDS,
        waiting_files=waiting(work, _form_of_case(number)) if detail.actions else (),
        problems=problems or {},
        acted=action,
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<number>/reply")
@limiter.limit("60 per hour")
def reply(number: str) -> Response:
    """Answer as the provider."""

    def step(work: Work, files: tuple[SentFile, ...]) -> None:
        operations.reply(work, current_viewer(work), number[:_MOST_CHARACTERS], _typed("words"), files)

    return _done(number, "reply", step)


@blueprint.post("/<number>/satisfied")
@limiter.limit("60 per hour")
def satisfied(number: str) -> Response:
    """Close the case as the enterprise, which is satisfied."""

    def step(work: Work, _files: tuple[SentFile, ...]) -> None:
        operations.be_satisfied(work, current_viewer(work), number[:_MOST_CHARACTERS])

    return _done(number, "satisfied", step)


@blueprint.post("/<number>/ask-platform")
@limiter.limit("60 per hour")
def ask_platform(number: str) -> Response:
    """Ask the platform to mediate."""

    def step(work: Work, files: tuple[SentFile, ...]) -> None:
        operations.ask_platform(work, current_viewer(work), number[:_MOST_CHARACTERS], _typed("words"), files)

    return _done(number, "ask_platform", step)


@blueprint.post("/<number>/pay-claim")
@limiter.limit("30 per hour")
def pay_claim(number: str) -> Response:
    """Pay what is owed, as far as the provider's wallet reaches."""

    def step(work: Work, _files: tuple[SentFile, ...]) -> None:
        operations.pay_claim(work, current_viewer(work), number[:_MOST_CHARACTERS])

    return _done(number, "pay_claim", step)


@blueprint.get("/<number>/files/<file_id>")
def file(number: str, file_id: str) -> Response:
    """Give a file of a case to those who may see it, shown in the page or saved."""
    with begin() as work:
        one, content = queries.open_file(
            work, current_viewer(work), number[:_MOST_CHARACTERS], file_id[:_MOST_CHARACTERS]
        )
    return file_answer(content, one.content_type, one.name, shown=request.args.get("show") == "1")


def _typed(name: str) -> str:
    return request.form.get(name, "")[:_MOST_TYPED]


def _form_of_case(number: str) -> str:
    return f"after_sales.case:{number[:_MOST_CHARACTERS]}"


def _done(number: str, action: str, step: Callable[[Work, tuple[SentFile, ...]], None]) -> Response:
    """Carry out a step and lead back to the case; what is refused stands there with all that was sent."""
    form = _form_of_case(number)

    def page(work: Work, problems: Problems, status: int) -> Response:
        keep_waiting(work, form, sent)
        return _page(work, number, problems, status=status, action=action)

    with sent_files() as sent:
        return carry_out(
            lambda work: step(work, with_waiting(work, form, sent)),
            page,
            url_for("after_sales.case", number=number),
        )
