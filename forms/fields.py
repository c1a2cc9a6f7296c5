"""WTForms fields with one value each. They keep what was typed, and take nothing they may not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import wtforms
from wtforms.utils import unset_value

from forms.codec import (
    ValueInvalid,
    file_refs,
    is_empty,
    option_token,
    parse_number,
    parse_temporal,
    restore,
    to_raw,
)
from forms.components import look_up, options_from
from forms.levels import Cell
from forms.schema import Choice, Computed, DateTime, Field, FilePicker, Number, Option
from forms.upload_profiles import is_same_rule


class LeafCell(Cell):
    """A field with one value. `raw` is the draft of it: what was typed, or the stored value as text."""

    component: Field

    def __init__(self, component: Field, group_ids: tuple[tuple[str, str], ...] = (), **given: Any) -> None:
        """Bind to a component with a value; `validators` are its `checks_of`."""
        super().__init__(component, group_ids, **given)
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

    def holds(self, condition: str | None) -> bool:
        """Say whether a condition on this field is there and true; it sees `value`, `?` and `today`."""
        today = self.session.today.isoformat()
        return self.session.holds(
            condition, self.level.place, value=self.data, today=today, **{"?": self.data}
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody should look at again; a warning refuses nothing."""
        checks = self.component.checks
        if is_empty(self.data) or self.process_errors or not self.holds(checks.warn_if):
            return ()
        return (checks.warning.say(self.session.locale),)

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
            options = self.session.feel(component.options_expression, self.level.place)
        elif component.options_key:
            options = look_up(component.options_key, {**self.session.context, **self.session.data})
        else:
            return list(component.options)
        return options_from(options, component.option_labels_en)

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
        refs = [ref for one in ids if one in known and (ref := self._fitting(known[one])) is not None]
        self.raw = [ref["id"] for ref in refs]
        if len(refs) < len(ids):
            self.process_errors = [self.session.message("file_gone")]
        return refs

    def _fitting(self, ref: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what is kept of a file, None if it was checked by another field's rule."""
        own = self.component.rule.name
        if not is_same_rule(str(ref.get("profile", own)), own):
            return None
        return {name: value for name, value in ref.items() if name != "profile"}


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
