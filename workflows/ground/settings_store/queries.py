"""Reading settings: the chosen value, else the default."""

from __future__ import annotations

from typing import LiteralString

from workflows.ground.settings_store.definitions import SETTINGS, Value
from workflows.ground.settings_store.models import StoredSetting
from workflows.ground.work import Work

_STORED: LiteralString = "SELECT key, value FROM setting"  # for every page, so straight on the driver


def value(work: Work, key: str) -> Value:
    """Return the value of a setting in force.

    A stored value that its definition no longer accepts gives way to the default.
    """
    setting = SETTINGS[key]
    stored = work.session.get(StoredSetting, key)
    if stored is None or not setting.accepts(stored.value):
        return setting.default
    chosen: Value = stored.value
    return chosen


def number(work: Work, key: str) -> int:
    """Return the value of a number setting."""
    setting = value(work, key)
    assert isinstance(setting, int)
    return setting


def all_values(work: Work) -> dict[str, Value]:
    """Return every setting with its value in force, in the order of their definition."""
    work.transaction.write_session()
    stored = {row["key"]: row["value"] for row in work.transaction.rows_once(_STORED)}
    return {
        key: stored[key] if key in stored and setting.accepts(stored[key]) else setting.default
        for key, setting in SETTINGS.items()
    }
