"""WTForms fields for the components of a form. They keep what was typed, and take nothing they may not.

State of a request lives on the instances only; classes are shared by all requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

import wtforms
from wtforms.utils import unset_value

from forms.checks import checks_of
from forms.codec import (
    ROW_INDEX,
    ValueInvalid,
    file_refs,
    option_token,
    parse_number,
    parse_temporal,
    restore,
    to_raw,
)
from forms.components import MAX_ROWS, option_of
from forms.drafts import RawLevel
from forms.rights import Access
from forms.schema import (
    Choice,
    Computed,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    Group,
    Number,
    Option,
)
from forms.session import Place, RowAction, Session


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
        return cast("Session", self.meta.session)

    def cells(self) -> Iterator[Cell]:
        """Yield the fields, nested ones not included."""
        return cast("Iterator[Cell]", iter(self))

    def cell(self, key: str) -> Cell | None:
        """Return the field with this key unless it was dropped."""
        return cast("Cell | None", self._fields.get(f"f_{key}"))

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
    def place(self) -> Place:
        """Where expressions of this level stand."""
        parent = self.meta.parent_level
        return self.place_in(parent.values if parent else None)

    def place_in(self, parent: Mapping[str, Any] | None) -> Place:
        """Return the place, given the data of the level around it: walks over whole forms have it at hand."""
        return Place(self.values, parent, self.meta.place_numbers)


class Cell(wtforms.Field):
    """A field that knows its component, its place in the data and what may be done with it."""

    component: Field | Group | DynamicList
    access: Access
    locked = False

    def __init__(
        self, component: Field | Group | DynamicList, group_ids: tuple[tuple[str, str], ...], **given: Any
    ):
        """Bind to a component; `group_ids` are the (path, id) of groups without key that lie around it."""
        super().__init__(**given)
        self.component = component
        self.level = cast("LevelForm", given["_form"])
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


class LeafCell(Cell):
    """A field with one value. `raw` is the draft of it: what was typed, or the stored value as text."""

    component: Field

    def __init__(self, component: Field, group_ids: tuple[tuple[str, str], ...] = (), **given: Any) -> None:
        """Bind to a component with a value."""
        super().__init__(component, group_ids, validators=checks_of(component), **given)
        self.raw: Any = None
        self.typed: tuple[Any, Any, list[Any]] | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the stored value or the default, then what was typed if this may be written."""
        self.stored = self.initial() if data is unset_value else restore(self.component, data)
        self.process_errors = []
        self.data, self.raw = self.stored, to_raw(self.component, self.stored)
        if formdata is not None and self.access == "write" and self.name in formdata:
            self.take(formdata.getlist(self.name))

    def initial(self) -> Any:
        """Return the value of a field that nobody has filled in."""
        return restore(self.component, self.component.default)

    def take(self, texts: list[str]) -> None:
        """Read what was typed; what is no value of this field becomes an error and stays visible."""
        self.raw = self.raw_of(texts)
        self.raw_data = texts
        try:
            self.data = self.value_of(texts)
        except ValueInvalid as refused:
            self.data = None
            self.process_errors = [self.session.message(refused.code, **refused.params)]
        self.typed = (self.data, self.raw, list(self.process_errors))

    def lock(self, locked: bool) -> None:
        """Make the field read-only, back to what is stored, or writable again with what was typed."""
        super().lock(locked)
        if locked:
            self.data, self.raw, self.process_errors = self.stored, to_raw(self.component, self.stored), []
        elif self.typed is not None:
            self.data, self.raw, self.process_errors = self.typed[0], self.typed[1], list(self.typed[2])

    @property
    def in_draft(self) -> bool:
        """Whether this person may write the field."""
        return self.access == "write"

    @property
    def draft(self) -> Any:
        """What was typed, also while a condition locks or hides the field."""
        return self.typed[1] if self.typed is not None else self.raw

    def raw_of(self, texts: list[str]) -> Any:
        """Return the draft of what was typed."""
        return texts[-1] if texts else ""

    def value_of(self, texts: list[str]) -> Any:
        """Return the value of what was typed. Raises: ValueInvalid."""
        raise NotImplementedError

    @property
    def needed(self) -> bool:
        """Whether the field must not stay empty."""
        checks = self.component.checks
        if checks.required or checks.required_feel is None:
            return checks.required
        return self.session.holds(checks.required_feel, self.level.place)

    def stop(self) -> None:
        """End the checks without an error."""
        raise wtforms.validators.StopValidation

    def pre_validate(self, form: Any) -> None:
        """Look no further at what is no value of this field at all."""
        if self.process_errors:
            raise wtforms.validators.StopValidation

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check the value if this may be written; what may only be read is not this person's to mend."""
        if not self.writable:
            self.errors = []
            return True
        return bool(super().validate(form, extra_validators))


class TextCell(LeafCell):
    """Text; surrounding blanks are dropped from the value, not from what is shown again."""

    def value_of(self, texts: list[str]) -> Any:
        """Return the text, or None if it is blank."""
        text = texts[-1] if texts else ""
        if self.component.type == "textfield":
            text = " ".join(text.splitlines()).replace("\t", " ")
        return text.strip() or None


class NumberCell(LeafCell):
    """A decimal number."""

    def value_of(self, texts: list[str]) -> Any:
        """Return a Decimal, or its text if the component says so."""
        component = cast("Number", self.component)
        text = (texts[-1] if texts else "").strip()
        if not text:
            return None
        number = parse_number(text)
        return format(number, "f") if component.serialize_to_string else number


class DateTimeCell(LeafCell):
    """A date, a time of day, or both."""

    def value_of(self, texts: list[str]) -> Any:
        """Return ISO 8601 text."""
        text = (texts[-1] if texts else "").strip()
        return parse_temporal(cast("DateTime", self.component), text) if text else None


class CheckboxCell(LeafCell):
    """Yes or no."""

    def raw_of(self, texts: list[str]) -> Any:
        """Return the tick."""
        return any(text not in ("", "false", "0") for text in texts)

    def value_of(self, texts: list[str]) -> Any:
        """Return the tick."""
        return self.raw_of(texts)


class ChoiceCell(LeafCell):
    """One or several of the options."""

    component: Choice
    _options: list[Option] | None = None

    @property
    def options(self) -> list[Option]:
        """The options as they are for this case, computed once a building."""
        if self._options is None:
            self._options = self._load()
        return self._options

    def forget_options(self) -> None:
        """Compute the options anew when next asked: the data they rest on has changed."""
        if self.component.options_expression:
            self._options = None

    def _load(self) -> list[Option]:
        component = self.component
        if component.options_expression:
            found = self.session.feel(component.options_expression, self.level.place)
        elif component.options_key:
            found = _look_up(component.options_key, self.session)
        else:
            return list(component.options)
        rows = found if isinstance(found, (list, tuple)) else []
        made = (option_of(row, component.option_labels_en) for row in rows[:2_000])
        return [option for option in made if option is not None]

    def raw_of(self, texts: list[str]) -> Any:
        """Return the chosen tokens."""
        return [text for text in texts if text] if self.component.multiple else super().raw_of(texts)

    def value_of(self, texts: list[str]) -> Any:
        """Return the chosen values; whether they are among the options is checked when all is known."""
        chosen = [text for text in dict.fromkeys(texts) if text]
        if self.component.multiple:
            return [self._value(token) for token in chosen]
        return self._value(texts[-1]) if texts and texts[-1] else None

    def _value(self, token: str) -> Any:
        if self.component.options_expression:
            return token
        return next((_plain(o.value) for o in self.options if option_token(o.value) == token), token)

    def settle(self) -> None:
        """Replace tokens by the values of options that an expression yields, once the data is known."""
        by_token = {option_token(option.value): _plain(option.value) for option in self.options}
        if isinstance(self.data, list):
            self.data = [by_token.get(one, one) if isinstance(one, str) else one for one in self.data]
        elif isinstance(self.data, str):
            self.data = by_token.get(self.data, self.data)


def _plain(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _look_up(path: str, session: Session) -> Any:
    found: Any = {**session.context, **session.data}
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


class FileCell(LeafCell):
    """Files stored before; only those that the case has already or the caller vouches for are kept."""

    component: FilePicker

    def raw_of(self, texts: list[str]) -> Any:
        """Return the ids."""
        return [text for text in dict.fromkeys(texts) if text]

    def value_of(self, texts: list[str]) -> Any:
        """Return the descriptors of the ids; an id that is not known is dropped with an error."""
        mine = {ref["id"]: ref for ref in file_refs(self.stored)}
        known = {**self.session.known_files, **mine}
        ids = self.raw_of(texts)
        found = [dict(known[one]) for one in ids if one in known]
        self.raw = [ref["id"] for ref in found]
        if len(found) < len(ids):
            self.process_errors = [self.session.message("file_gone")]
        return found


class ComputedCell(LeafCell):
    """A value that FEEL computes; nothing is ever taken from a request."""

    component: Computed
    access = "read"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Ignore whatever was sent."""
        super().process(None, data)

    def compute(self) -> None:
        """Evaluate the expression over the data as it is now."""
        self.data = restore(self.component, self.session.feel(self.component.expression, self.level.place))
        self.raw = to_raw(self.component, self.data)

    @property
    def writable(self) -> bool:
        """Never."""
        return False


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
        found = len(self.rows)
        if self.may_resize and found < self.component.minimum:
            self.errors.append(
                self.session.message("too_few_rows", minimum=self.component.minimum, found=found)
            )
        if self.may_resize and found > self.limit:
            self.errors.append(self.session.message("too_many_rows", maximum=self.limit, found=found))
        sound = [row.form.validate() for row in self.rows]
        return all(sound) and not self.errors
