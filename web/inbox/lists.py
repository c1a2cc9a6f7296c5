"""The lists of the inbox: to do, done, started by me, copied to me; all cases for those who oversee."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from flask import Response, make_response, redirect, render_template, request, session
from markupsafe import Markup, escape

from web.cases import filtering
from web.cases.applying_again import again_urls
from web.i18n import locale_tag
from web.inbox import filter_choices, saved_filters
from web.inbox.blueprint import blueprint
from web.inbox.columns import shown_columns
from web.navigation import list_counts, overdue
from web.paging import around, place
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import carbon_copies
from workflows.approvals.actions.bulk_undo import undoable
from workflows.approvals.cases import case_status
from workflows.approvals.inbox import keyset, lists
from workflows.approvals.inbox.field_order import FieldSort
from workflows.approvals.inbox.while_away import while_away
from workflows.approvals.policies.cases import may_oversee
from workflows.approvals.search.search_index import matching_texts
from workflows.approvals.tasks import rescheduling
from workflows.approvals.timeline.writer import RETURNED
from workflows.approvals.values import CaseView, Page
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer

ROWS = 50
VIEWS = ("table", "split")
SNIPPET = 60


@blueprint.get("")
def home() -> Response:
    """List what waits for the viewer, the oldest first unless sorted otherwise; begin with their filter."""
    with begin() as work:
        viewer = current_viewer(work)
        if not request.args and (start := saved_filters.start_url(work, viewer)) is not None:
            return make_response(redirect(start))
        offered = filter_choices.available(work, viewer)
        wanted = filtering.filters(offered.fields)
        sort, by = sorting(offered, "oldest")
        page = lists.to_do(work, viewer, wanted, sort=sort, by=by, **around(ROWS))
        case_ids = [item.case.id for item in page.items]
        more: dict[str, Any] = {
            "follow_ups": rescheduling.to_follow_up(work, viewer),
            "away": while_away(work, viewer),
            "late": overdue(work, viewer.groups),
            "undoable": undoable(work, viewer),
            "sort": sort,
            "view": _view(),
            "opened": request.args.get("open", ""),
            "marks": lists.happened(work, case_ids, "urged", *RETURNED),
            "groups": group_names(work, case_status.acting_groups(page.items), locale_tag()),
            "kept": saved_filters.shown(work, viewer),
            "shown": shown_columns(work, viewer, "to_do", offered, page.items),
        }
        return make_response(
            _render(work, viewer, "inbox/to_do.html", page, offered=offered, case_ids=case_ids, **more)
        )


@blueprint.get("/done")
def done() -> str:
    """List what the viewer has decided, the newest first."""
    with begin() as work:
        viewer = current_viewer(work)
        offered = filter_choices.available(work, viewer)
        sort, by = sorting(offered)
        page = lists.done(work, viewer, filtering.filters(offered.fields), by=by, **around(ROWS))
        return _render(
            work,
            viewer,
            "inbox/done.html",
            page,
            offered=offered,
            sort=sort,
            undoable=undoable(work, viewer),
            shown=shown_columns(work, viewer, "done", offered, page.items),
            case_ids=[item.case.id for item in page.items],
        )


@blueprint.get("/started")
def started() -> str:
    """List what the viewer or their organisation applied for, the newest first."""
    with begin() as work:
        viewer = current_viewer(work)
        return _cases(work, viewer, lists.my_applications, "inbox/started.html")


@blueprint.get("/all")
def everything() -> str:
    """List every case, the newest first, for those who oversee; to find one by what was said in it."""
    with begin() as work:
        viewer = current_viewer(work)
        if not may_oversee(viewer):
            raise NotFound("room.not_found")
        return _cases(work, viewer, lists.all_cases, "inbox/all.html")


@blueprint.get("/copied")
def copied() -> str:
    """List the cases that were copied to the viewer, the newest first."""
    with begin() as work:
        viewer = current_viewer(work)
        offered = filter_choices.available(work, viewer)
        page = carbon_copies.copied_to_me(work, viewer, filtering.filters(offered.fields), **around(ROWS))
        return _render(
            work,
            viewer,
            "inbox/copied.html",
            page,
            offered=offered,
            case_ids=[one.case.id for one in page.items],
        )


def _cases(work: Work, viewer: Viewer, listed: Callable[..., Page[CaseView]], template: str) -> str:
    """Draw a list of cases with what is open in each."""
    offered = filter_choices.available(work, viewer)
    sort, by = sorting(offered)
    page = listed(work, viewer, filtering.filters(offered.fields), by=by, **around(ROWS))
    open_items = case_status.open_items(work, viewer, page.items)
    acting = case_status.acting_groups(chain.from_iterable(open_items.values()))
    more = {
        "sort": sort,
        "open_items": open_items,
        "groups": group_names(work, acting, locale_tag()),
        "again_urls": again_urls(work, viewer, page.items),
    }
    ids = [case.id for case in page.items]
    return _render(work, viewer, template, page, offered=offered, case_ids=ids, **more)


def _render(
    work: Work,
    viewer: Viewer,
    template: str,
    page: Page[Any],
    *,
    offered: filter_choices.FilterChoices,
    case_ids: list[str],
    **more: Any,
) -> str:
    endpoint = str(request.endpoint)
    text = filtering.typed_filters()["q"]
    counts = list_counts(work, viewer)
    return render_template(
        template,
        page=page,
        endpoint=endpoint,
        counts=counts,
        copies=carbon_copies.copies_count(work, viewer),
        offered=offered,
        chips=filter_choices.chips(offered, endpoint),
        words=filter_choices,
        texts=matching_texts(work, viewer.user_id, case_ids, text) if text else {},
        marked=lambda said: marked(said, text),
        given=filtering.typed_filters(),
        narrowed=filtering.narrowed(),
        list_url=filtering.list_url,
        locale=locale_tag(),
        leads=viewer.leads,
        oversees=may_oversee(viewer),
        page_place=place(),
        **more,
    )


def sorting(offered: filter_choices.FilterChoices, usual: str = "") -> tuple[str, FieldSort | None]:
    """Return the order of the list as its address says it, and the business field if it is one.

    `usual` is the order of a list of tasks, which has several; without it only fields count.
    """
    said, by = request.args.get("sort", ""), filtering.order_by_field(offered.fields)
    if by is not None:
        return said, by
    return said if usual and said in keyset.TO_DO else usual, None


def marked(said: str, text: str) -> Markup:
    """Return what was said, cut to where the first word of `text` stands, with all of them marked."""
    terms = [term for term in text.split() if term.casefold() in said.casefold()]
    if not terms:
        return escape(said)
    first = min(said.casefold().find(term.casefold()) for term in terms)
    cut = max(0, first - SNIPPET) if len(said) > 2 * SNIPPET else 0
    shown = said[cut : cut + 3 * SNIPPET]
    return Markup("{}{}{}").format(  # parts are escaped
        "…" if cut else "", _with_marks(shown, terms), "…" if cut + len(shown) < len(said) else ""
    )


def _with_marks(shown: str, terms: list[str]) -> Markup:
    folded, at, html = shown.casefold(), 0, Markup()
    while at < len(shown):
        here = [(folded.find(term.casefold(), at), -len(term)) for term in terms]
        place, length = min((one for one in here if one[0] >= 0), default=(-1, 0))
        if place < 0 or len(folded) != len(shown):
            return html + escape(shown[at:])
        html += escape(shown[at:place]) + Markup("<mark>{}</mark>").format(shown[place : place - length])
        at = place - length
    return html


def _view() -> str:
    """Return how the viewer looks at the list, as chosen now or last."""
    chosen = request.args.get("view", "")
    if chosen in VIEWS:
        session["inbox_view"] = chosen
    return str(session.get("inbox_view", VIEWS[0]))
