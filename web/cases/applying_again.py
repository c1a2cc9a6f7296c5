"""Where an applicant begins again what led to nothing: offered on the case and in lists of own cases."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for

from workflows.approvals.cases.applying_again import LED_TO_NOTHING, begun_again
from workflows.approvals.values import CaseView
from workflows.business.catalogue import queries as products
from workflows.business.catalogue.operations import PROCESS as PRODUCT_LISTING
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def again_urls(work: Work, viewer: Viewer, cases: Collection[CaseView]) -> dict[str, str]:
    """Return {case id: address} of those that the viewer may begin again; a product by its own form.

    A constant number of statements.
    """
    services = {one.id: one for one in cases if one.process_id != PRODUCT_LISTING}
    urls = _product_urls(work, viewer, [one for one in cases if one.id not in services])
    for case_id in begun_again(work, viewer, list(services.values())):
        one = services[case_id]
        place = {"for": one.organisation_id} if one.organisation_id else {}
        urls[case_id] = url_for("services.start", process_id=one.process_id, **place)  # type: ignore[arg-type]
    return urls


def _product_urls(work: Work, viewer: Viewer, cases: Collection[CaseView]) -> dict[str, str]:
    ended = {one.id: one.subject_id for one in cases if one.state in LED_TO_NOTHING and one.subject_id}
    known = products.products(work, viewer, set(ended.values()))
    last = {one.case_id: one.id for one in known if one.editable}
    return {
        case_id: url_for("products.edit", product_id=last[case_id]) for case_id in ended if case_id in last
    }
