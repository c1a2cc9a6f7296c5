"""WTForms fields that hold whole forms: groups with a key, and repeating lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms.utils import unset_value

from forms.codec import ROW_INDEX
from forms.components import MAX_ROWS
from forms.drafts import RawLevel
from forms.levels import Cell, LevelForm
from forms.schema import DynamicList, Group
from forms.session import RowAction


class GroupCell(Cell):
    """A group with a key: a form of its own."""

    component: Group

    def __init__(
        self,
        component: Group,
        group_ids: tuple[tuple[str, str], ...],
        form_class: type[LevelForm],
        **given: Any,
    ) -> None:
        """Bind to a group whose members `form_class` holds."""
        super().__init__(component, group_ids, **given)
        self.form_class = form_class

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Process the nested form."""
        draft = formdata.nested(self.name) if formdata is not None else None
        self.form = _nested(self, draft, data)

    @property
    def data(self) -> dict[str, Any]:
        """The data of the nested form."""
        return self.form.values

    @property
    def kept(self) -> dict[str, Any]:
        """The data of the nested form as the form yields it."""
        return self.form.kept

    @property
    def draft(self) -> dict[str, Any]:
        """The draft of the nested form."""
        return self.form.draft

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Validate the nested form."""
        return bool(self.form.validate())


def _nested(
    cell: GroupCell | ListCell, draft: Any, data: Any, *, number: int | None = None, position: int = 0
) -> LevelForm:
    """Make the form of a group, or of the entry with `number` in names at `position` of a list."""
    meta = cell.level.meta
    entry = number is not None
    prefix = f"{cell.name}-{number}-" if entry else f"{cell.name}-"
    given = {
        "session": cell.session,
        "place_path": f"{cell.path}[{position}]" if entry else cell.path,
        "place_numbers": (*meta.place_numbers, position + 1) if entry else meta.place_numbers,
        "inherited": cell.access,
        "parent_level": cell.level,
    }
    raw: Any = RawLevel(draft, prefix) if isinstance(draft, Mapping) else None
    keyed = {f"f_{key}": value for key, value in data.items()} if isinstance(data, Mapping) else {}
    return cell.form_class(formdata=raw, data=keyed, prefix=prefix, meta=given)


class Row:
    """One entry of a list: its form, and the number it has in field names."""

    def __init__(self, number: int, form: LevelForm) -> None:
        """Join number and form."""
        self.number, self.form = number, form


def _numbered(sent: Any) -> dict[int, Mapping[str, Any]]:
    """Return the entries of a draft by their numbers; one without a number has that of its place."""
    numbered: dict[int, Mapping[str, Any]] = {}
    for place, row in enumerate(sent if isinstance(sent, list) else []):
        if isinstance(row, Mapping):
            number = row.get(ROW_INDEX, place)
            numbered[number if isinstance(number, int) and number >= 0 else place] = row
    return numbered


class ListCell(Cell):
    """A repeating list. The number in a name says which stored entry it is, so that what a step may not see
    stays with its entry when others are removed or moved.
    """

    component: DynamicList

    def __init__(
        self,
        component: DynamicList,
        group_ids: tuple[tuple[str, str], ...],
        form_class: type[LevelForm],
        **given: Any,
    ) -> None:
        """Bind to a list whose entries `form_class` holds."""
        super().__init__(component, group_ids, **given)
        self.form_class = form_class
        self.rows: list[Row] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Make one form an entry: those that were sent, or those that are stored."""
        given = data if isinstance(data, list) else [{}] * self.component.default_repetitions
        self.stored = [row if isinstance(row, Mapping) else {} for row in given]
        sent = formdata.nested(self.name) if formdata is not None else None
        drafts = _numbered(sent)
        numbers = (
            list(drafts) if isinstance(sent, list) and self.may_resize else list(range(len(self.stored)))
        )
        if self.may_resize and self.session.row_action is not None:
            self._resize(numbers, self.session.row_action)
        self.rows = [
            self._row(number, place, drafts.get(number)) for place, number in enumerate(numbers[:MAX_ROWS])
        ]

    def _resize(self, numbers: list[int], action: RowAction) -> None:
        """Do what a button of this list asks for; one that is meant for another list is left alone."""
        if action.verb == "add" and action.name == self.name and len(numbers) < self.limit:
            numbers.append(max([len(self.stored) - 1, *numbers]) + 1)
        place = next((n for n, number in enumerate(numbers) if action.name == f"{self.name}-{number}"), None)
        if place is None:
            return
        if action.verb == "remove" and len(numbers) > self.component.minimum:
            del numbers[place]
        other = place + {"up": -1, "down": 1}.get(action.verb, 0)
        if action.verb in ("up", "down") and 0 <= other < len(numbers):
            numbers[place], numbers[other] = numbers[other], numbers[place]

    @property
    def may_resize(self) -> bool:
        """Whether this person may add and remove entries."""
        return self.access == "write" and self.component.allow_add_remove

    def _row(self, number: int, position: int, draft: Any) -> Row:
        stored = self.stored[number] if number < len(self.stored) else {}
        return Row(number, _nested(self, draft, stored, number=number, position=position))

    @property
    def data(self) -> list[dict[str, Any]]:
        """The data of the entries, in the order of the page."""
        return [row.form.values for row in self.rows]

    @property
    def kept(self) -> list[dict[str, Any]]:
        """The data of the entries as the form yields it."""
        return [row.form.kept for row in self.rows]

    @property
    def draft(self) -> list[dict[str, Any]]:
        """The drafts of the entries with their numbers."""
        return [{ROW_INDEX: row.number, **row.form.draft} for row in self.rows]

    @property
    def limit(self) -> int:
        """How many entries there may be."""
        return self.component.maximum or MAX_ROWS

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Validate the number of entries and each entry."""
        self.errors = []
        count = len(self.rows)
        if self.may_resize and count < self.component.minimum:
            self.errors.append(
                self.session.message("too_few_rows", minimum=self.component.minimum, found=count)
            )
        if self.may_resize and count > self.limit:
            self.errors.append(self.session.message("too_many_rows", maximum=self.limit, found=count))
        sound = [row.form.validate() for row in self.rows]
        if all(sound) and self.writable and self.rows and not self.errors:
            self.errors = [*self.errors, *self._broken_rule()]
        return all(sound) and not self.errors

    def _broken_rule(self) -> list[str]:
        """Return what to say of entries that are right by themselves but not together."""
        rule, said = self.component.feel, self.component.feel_message
        if rule is None or self.session.holds(
            rule, self.level.place, value=self.data, today=self.session.today.isoformat()
        ):
            return []
        session = self.session
        return [session.message("author", text=said.say(session.locale)) if said else session.message("rule")]
