"""Settings that administrators change while the platform runs; each change is recorded."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.ground.audit.log import Subject, record
from workflows.ground.settings_store.definitions import Value
from workflows.ground.settings_store.operations import change
from workflows.ground.settings_store.queries import all_values
from workflows.ground.work import Work
from workflows.people.identity import second_factor, sessions
from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import Viewer, require


def change_settings(work: Work, viewer: Viewer, values: Mapping[str, Value]) -> int:
    """Set several settings together; return how many are different from before.

    Raises: Forbidden; Invalid: a value is outside its limits; nothing has changed then.
    """
    require(may_administrate(viewer))
    before = all_values(work)
    changed = {key: value for key, value in values.items() if before.get(key) != value}
    change(work, changed)
    if changed:
        old = {key: before[key] for key in changed}
        if second_factor.SETTING in changed:
            sessions.renew_everybody(work)  # who is signed in already is asked, too
        record(work, "settings.changed", Subject("settings", "", ""), old, changed)
    return len(changed)
