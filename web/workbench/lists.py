"""The lists of section 7: what waits for me, what I applied for."""

from __future__ import annotations

from itertools import chain

from flask import render_template

from web.cases import filtering
from web.cases.applying_again import again_urls
from web.contracts.labels import STEPS
from web.i18n import locale_tag
from web.navigation import list_counts
from web.paging import around
from web.viewers import current_viewer
from web.work import begin
from web.workbench.blueprint import blueprint
from workflows.approvals.cases import case_status
from workflows.approvals.inbox import lists
from workflows.business.contracts import queries as contracts
from workflows.people.organisations.group_names import group_names


@blueprint.get("/to-do")
def to_do() -> str:
    """List what waits for the viewer, as applicant and as reviewer."""
    with begin() as work:
        viewer = current_viewer(work)
        page = lists.to_do(work, viewer, filtering.filters(), **around())
        return render_template(
            "workbench/to_do.html",
            page=page,
            waiting=contracts.waiting(work, viewer),
            contract_steps=STEPS,
            counts=list_counts(work, viewer),
            groups=group_names(work, case_status.acting_groups(page.items), locale_tag()),
            processes=case_status.process_choices(work, locale_tag()),
            given=filtering.typed_filters(),
            narrowed=filtering.narrowed(),
            list_url=filtering.list_url,
            locale=locale_tag(),
        )


@blueprint.get("/applications")
def applications() -> str:
    """List what the viewer and their organisation applied for, with what there is to do next."""
    with begin() as work:
        viewer = current_viewer(work)
        page = lists.my_applications(work, viewer, filtering.filters(), **around())
        open_items = case_status.open_items(work, viewer, page.items)
        acting = case_status.acting_groups(chain.from_iterable(open_items.values()))
        return render_template(
            "workbench/applications.html",
            page=page,
            counts=list_counts(work, viewer),
            open_items=open_items,
            again_urls=again_urls(work, viewer, page.items),
            groups=group_names(work, acting, locale_tag()),
            processes=case_status.process_choices(work, locale_tag()),
            given=filtering.typed_filters(),
            narrowed=filtering.narrowed(),
            list_url=filtering.list_url,
            locale=locale_tag(),
        )
