"""Changing settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete

from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.settings_store.definitions import SETTINGS, Value
from workflows.ground.settings_store.models import StoredSetting
from workflows.ground.work import Work


def change(work: Work, values: Mapping[str, Value]) -> None:
    """Set several settings together.

    Raises: Invalid: a key is unknown or a value is outside its limits; nothing has changed then.
    """
    problems = [problem for key, value in values.items() if (problem := _problem(key, value)) is not None]
    if problems:
        raise Invalid("settings_store.invalid", problems)
    for key, value in values.items():
        row = work.session.get(StoredSetting, key, with_for_update=True) or StoredSetting(key=key)
        row.value, row.changed_at, row.changed_by = value, work.now, work.actor
        work.session.add(row)
    work.session.flush()


@contextmanager
def meanwhile(begin: Callable[[], AbstractContextManager[Work]], key: str, value: Value) -> Iterator[None]:
    """Set a setting for the time of the block, unless somebody has chosen a value for it."""
    with begin() as work:
        chosen = work.session.get(StoredSetting, key) is not None
        if not chosen:
            change(work, {key: value})
    try:
        yield
    finally:
        if not chosen:
            with begin() as work:
                work.session.execute(delete(StoredSetting).where(StoredSetting.key == key))


def claim_turn(work: Work, key: str, every: timedelta) -> bool:
    """Note that something is done now; False, and nothing noted, if it was done less than `every` ago.

    It stands beside the settings, as other things do of which there is one.
    """
    row = work.session.get(StoredSetting, key, with_for_update=True)
    if row is None:
        row = StoredSetting(key=key)
        work.session.add(row)
    elif work.now < datetime.fromisoformat(row.value) + every:
        return False
    row.value, row.changed_at = work.now.isoformat(), work.now
    work.session.flush()
    return True


def _problem(key: str, value: Value) -> FieldProblem | None:
    setting = SETTINGS.get(key)
    if setting is None:
        return FieldProblem(key, "settings_store.unknown", {"key": key})
    if setting.accepts(value):
        return None
    limits = {"least": setting.least, "most": setting.most}
    return FieldProblem(key, f"settings_store.{setting.kind}", limits)
