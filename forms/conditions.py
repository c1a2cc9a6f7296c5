"""Lets conditions settle: what is hidden, what is read-only, what is computed, given what else is."""

from __future__ import annotations

from collections.abc import Iterator

from forms.containers import GroupCell, ListCell
from forms.fields import ChoiceCell, ComputedCell, LeafCell
from forms.levels import LevelForm
from forms.schema import Component, DynamicList, Field, FormSchema, Group
from forms.session import LevelPlace, Session

MAX_ROUNDS = 10
"""Conditions that still change each other after so many rounds stay as they are then."""


def settle(schema: FormSchema, form: LevelForm, session: Session) -> None:
    """Apply `hide`, `readonly` and computed values until nothing changes, then drop what is hidden.

    What a condition hides counts as null for the other conditions.
    """
    for _ in range(MAX_ROUNDS):
        session.data = form.values
        if not _level(schema.components, form, session, None):
            break
    session.data = form.values
    _drop_hidden(form)
    session.data = form.values


def _level(
    components: tuple[Component, ...], form: LevelForm, session: Session, around: LevelPlace | None
) -> bool:
    """Settle one level once. Returns whether anything changed."""
    place = form.place_in(around.level if around else None)
    changes = [_component(component, form, session, place, False) for component in components]
    return any(changes)


def _component(
    component: Component, form: LevelForm, session: Session, place: LevelPlace, hidden: bool
) -> bool:
    if not isinstance(component, (Field, Group, DynamicList)):
        return False
    hidden = hidden or session.holds(component.hide, place)
    if isinstance(component, Group) and component.key is None:
        changes = [_component(inner, form, session, place, hidden) for inner in component.components]
        return any(changes)
    cell = form.cell(component.key or "")
    assert cell is not None, "levels hold a cell for each of their members"
    changed = cell.hidden != hidden
    cell.hidden = hidden
    if hidden:
        return changed
    if isinstance(cell, GroupCell):
        return _level(cell.component.components, cell.form, session, place) or changed
    if isinstance(cell, ListCell):
        rows = [_level(cell.component.components, row.form, session, place) for row in cell.rows]
        return any(rows) or changed
    return isinstance(cell, LeafCell) and (_leaf(cell, session, place) or changed)


def _leaf(cell: LeafCell, session: Session, place: LevelPlace) -> bool:
    before = (cell.locked, cell.data)
    if isinstance(cell, ComputedCell):
        cell.compute()
        return bool(before[1] != cell.data)
    readonly = cell.component.readonly
    locked = cell.component.disabled or (
        readonly if isinstance(readonly, bool) else session.holds(readonly, place)
    )
    if locked != cell.locked:
        cell.lock(locked)
    if isinstance(cell, ChoiceCell) and cell.component.options_expression:
        cell.forget_options()
        if cell.writable:
            cell.settle()
    return before != (cell.locked, cell.data)


def _drop_hidden(form: LevelForm) -> None:
    for cell in list(form.cells()):
        if cell.hidden:
            form.drop(cell)
        elif isinstance(cell, GroupCell):
            _drop_hidden(cell.form)
        elif isinstance(cell, ListCell):
            for row in cell.rows:
                _drop_hidden(row.form)


def leaves(form: LevelForm) -> Iterator[LeafCell | ListCell]:
    """Yield every list and every field with a value, in the order of the form."""
    for cell in form.cells():
        if isinstance(cell, GroupCell):
            yield from leaves(cell.form)
        elif isinstance(cell, ListCell):
            yield cell
            for row in cell.rows:
                yield from leaves(row.form)
        elif isinstance(cell, LeafCell):
            yield cell
