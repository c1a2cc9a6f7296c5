"""What to call who did something: an account, somebody at the command line, or the platform itself."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _

from workflows.ground.audit.log import operator_name
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts


def actor_names(work: Work, ids: Collection[str]) -> dict[str, str]:
    """Return the names by id, with one statement."""
    names = {one: actor.shown_name for one, actor in accounts(work, set(ids)).items()}
    return {one: names.get(one) or operator_name(one) or _("The platform") for one in ids}
