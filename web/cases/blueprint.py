"""The place of cases; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from forms import BoundForm
from forms.nodes import FieldNode, fields_of
from web.cases.labels import ACTIONS, CASE_STATES, CERTIFICATION, DECIDED, VOTES, priority_word, word
from web.cases.own_pages import case_state_word, own_page
from web.files.routes import file_url
from web.filters import now
from web.form_pages import FormSection, FormUrls
from web.viewers import insist_on_sign_in
from workflows.ground.calendar.time_left import working_time_left

blueprint = Blueprint("cases", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


@blueprint.app_context_processor
def offer_words() -> dict[str, Any]:
    """Let every template say states, events and actions in words."""
    return {
        "case_word": partial(word, CASE_STATES),
        "case_state_word": case_state_word,
        "own_page_of": own_page,
        "priority_word": priority_word,
        "certification_word": partial(word, CERTIFICATION),
        "action_word": partial(word, ACTIONS),
        "vote_word": partial(word, VOTES),
        "decided_word": partial(word, DECIDED),
        "form_changes": changes_in,
        "form_remarked": remarked,
        "form_remarks": remarks_in,
        "form_nodes": nodes_of,
        "read_urls": FormUrls("", file=file_url),
        "now": now,
        "working_left": working_left,
    }


def working_left(due: datetime | None) -> str:
    """Say how much working time is left until then, nothing where that is past or far away."""
    left = None if due is None else working_time_left(now(), due)
    if left is None:
        return ""
    if not left.days:
        return str(_("%(hours)s h %(minutes)s min left", hours=left.hours, minutes=left.minutes))
    days = ngettext("%(num)s working day", "%(num)s working days", left.days)
    said = _("%(days)s %(hours)s h left", days=days, hours=left.hours) if left.hours else ""
    return str(said or _("%(days)s left", days=days))


def nodes_of(form: BoundForm | None) -> dict[str, FieldNode]:
    """Return the fields of a form by path, those in entries of lists too."""
    nodes = () if form is None else fields_of(form.nodes)
    return {node.path: node for node in nodes if isinstance(node, FieldNode)}


def remarked(part: FormSection, remarks: Mapping[str, str]) -> bool:
    """Tell whether a reviewer has begun a remark on a field of this section."""
    return any(node.path in remarks for node in fields_of(part.rows))


def remarks_in(part: FormSection, drafted: Mapping[str, str]) -> int:
    """Return how many fields and lists of a section have a remark, or one that is being written."""
    return sum(bool(node.remarks) or node.path in drafted for node in fields_of(part.rows))


def changes_in(part: FormSection) -> int:
    """Return how many fields and lists of a form's section differ from the submission before."""
    return sum(node.changed for node in fields_of(part.rows))
