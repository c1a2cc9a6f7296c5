"""One level of a form as WTForms holds it, and what every field of it knows.

State of a request lives on the instances only; classes are shared by all requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import wtforms

from forms.rights import Access
from forms.schema import DynamicList, Field, Group
from forms.session import LevelPlace, Session


class LevelMeta(wtforms.meta.DefaultMeta):
    """Hands the session down and leaves translations to this room's own catalogue."""

    session: Session
    place_path: str = ""
    place_numbers: tuple[int, ...] = ()
    inherited: Access | None = None
    parent_level: LevelForm | None = None

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        """Take drafts as they are."""
        return formdata

    def get_translations(self, form: Any) -> Any:
        """Use none of WTForms' own sentences."""
        return None


class LevelForm(wtforms.Form):
    """One level of the data: the whole form, a group with a key, or one entry of a list."""

    Meta = LevelMeta

    @property
    def session(self) -> Session:
        """What this building of the form was given."""
        session: Session = self.meta.session
        return session

    def cells(self) -> Iterator[Cell]:
        """Yield the fields, nested ones not included."""
        cells: Iterator[Any] = iter(self)
        return cells

    def cell(self, key: str) -> Cell | None:
        """Return the field with this key unless it was dropped."""
        cells: Mapping[str, Any] = self._fields
        cell: Cell | None = cells.get(f"f_{key}")
        return cell

    def drop(self, cell: Cell) -> None:
        """Take a field away for this request."""
        del self[f"f_{cell.component.key}"]

    @property
    def values(self) -> dict[str, Any]:
        """The data of this level for expressions: what is hidden by a condition is null."""
        return {cell.component.key or "": None if cell.hidden else cell.data for cell in self.cells()}

    @property
    def kept(self) -> dict[str, Any]:
        """The data of this level as the form yields it: without what conditions hide."""
        return {cell.component.key or "": cell.kept for cell in self.cells() if not cell.hidden}

    @property
    def draft(self) -> dict[str, Any]:
        """What was typed or is stored, as a draft; nothing that this step may not write."""
        return {cell.component.key or "": cell.draft for cell in self.cells() if cell.in_draft}

    @property
    def place(self) -> LevelPlace:
        """Where expressions of this level stand."""
        parent = self.meta.parent_level
        return self.place_in(parent.values if parent else None)

    def place_in(self, parent: Mapping[str, Any] | None) -> LevelPlace:
        """Return the place, given the data of the level around it: walks over whole forms have it at hand."""
        return LevelPlace(self.values, parent, self.meta.place_numbers)


class Cell(wtforms.Field):
    """A field that knows its component, its place in the data and what may be done with it."""

    component: Field | Group | DynamicList
    access: Access
    locked = False

    def __init__(
        self, component: Field | Group | DynamicList, group_ids: tuple[tuple[str, str], ...], **given: Any
    ):
        """Bind to a component; `group_ids` are the (path, id) of groups without key that lie around it."""
        super().__init__(label="", **given)  # WTForms would make one of the name, and nobody reads it
        self.component = component
        self.level: LevelForm = given["_form"]
        meta = self.level.meta
        access: Access | None = meta.inherited
        rights = self.session.rights
        for path, identity in group_ids:
            access = rights.rule_for(path, identity) if access != "hidden" else access
            access = access or meta.inherited
        self.access = rights.access(component.path, component.id, access)
        self.path = f"{meta.place_path}.{component.key}".removeprefix(".")
        self.stored: Any = None
        self.hidden = False

    @classmethod
    def check_validators(cls, validators: Any) -> None:
        """Look at none of them: they are made of the schema, and a form has hundreds in each request."""

    @property
    def session(self) -> Session:
        """What this building of the form was given."""
        return self.level.session

    @property
    def writable(self) -> bool:
        """Whether a request may change this."""
        return self.access == "write" and not self.locked

    @property
    def kept(self) -> Any:
        """The value as the form yields it."""
        return self.data

    @property
    def in_draft(self) -> bool:
        """Whether a draft holds this field."""
        return True

    @property
    def draft(self) -> Any:
        """The draft of this field."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Make the field read-only, back to what is stored, or writable again."""
        self.locked = locked

    def refuse(self, code: str, **params: Any) -> Exception:
        """Return the refusal to raise, in the language of the form; it is the last word on this field."""
        return wtforms.validators.StopValidation(self.session.message(code, **params))
