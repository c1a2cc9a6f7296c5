"""The checks of a value, as WTForms validators. Each says what was found and what would be right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

import regex

from forms.codec import SHANGHAI, is_empty, option_token
from forms.levels import LevelForm
from forms.schema import Checkbox, Choice, DateTime, Field, FilePicker, Number, Option, TextField
from forms.session import Session
from forms.upload_profiles import KIND_NAMES, MEGABYTE
from forms.validators import NAMED

Check = Callable[[Any, Any], None]
PATTERN_TIMEOUT_SECONDS = 0.25


class Checked(Protocol):
    """What checks see of a field (`forms.fields.LeafCell`)."""

    data: Any
    stored: Any

    @property
    def component(self) -> Field:
        """What the schema says of it."""

    @property
    def session(self) -> Session:
        """What this building of the form was given."""

    @property
    def level(self) -> LevelForm:
        """The level of the data that it belongs to."""

    @property
    def needed(self) -> bool:
        """Whether it must not stay empty."""

    def holds(self, condition: str | None) -> bool:
        """Say whether a condition on it is there and true."""

    def refuse(self, code: str, **params: Any) -> Exception:
        """Return the refusal to raise."""

    def stop(self) -> None:
        """End the checks without an error."""


class CheckedChoice(Checked, Protocol):
    """What checks see of a field with options."""

    @property
    def component(self) -> Choice:
        """What the schema says of it."""

    @property
    def options(self) -> list[Option]:
        """The options as they are for this case."""


def checks_of(component: Field) -> tuple[Check, ...]:
    """Return the validators that a component needs, in the order in which they should speak."""
    wanted = component.checks
    own: list[Check] = [_required]
    if isinstance(component, TextField):
        own += [_length] if wanted.min_length is not None or wanted.max_length is not None else []
        own += [_pattern] if wanted.pattern else []
    if isinstance(component, Number):
        own.append(_digits)
    if isinstance(component, (Number, TextField)) and not (wanted.minimum is None and wanted.maximum is None):
        own.append(_bounds)
    if isinstance(component, DateTime):
        own.append(_not_past)
    if isinstance(component, Choice):
        own.append(_among_options)
    if isinstance(component, FilePicker):
        own.append(_files)
    own += [_named] if wanted.named or wanted.validation_type else []
    own += [_rule] if wanted.feel else []
    return tuple(own)


def _required(_form: Any, field: Checked) -> None:
    """Stop at an empty field: refuse it if it is needed, else leave it alone."""
    if not is_empty(field.data):
        return
    component = field.component
    if field.needed:
        code = "required"
        if isinstance(component, FilePicker):
            code = "required_file"
        elif isinstance(component, Checkbox):
            code = "required_check"
        elif isinstance(component, Choice):
            code = "required_choice"
        raise field.refuse(code)
    field.stop()


def _length(_form: Any, field: Checked) -> None:
    checks, length = field.component.checks, len(str(field.data))
    low = field.session.number(checks.min_length, field.level)
    high = field.session.number(checks.max_length, field.level)
    if low is not None and length < low:
        raise field.refuse("too_short", minimum=low, found=length)
    if high is not None and length > high:
        raise field.refuse("too_long", maximum=high, found=length)


def _pattern(_form: Any, field: Checked) -> None:
    checks = field.component.checks
    try:
        matches = regex.compile(checks.pattern or "", regex.ASCII).search(
            str(field.data), timeout=PATTERN_TIMEOUT_SECONDS
        )
    except TimeoutError:
        matches = None
    if matches is None:
        if checks.pattern_message:
            raise field.refuse("author", text=checks.pattern_message)
        raise field.refuse("pattern", pattern=checks.pattern)


def _digits(_form: Any, field: Checked) -> None:
    component, number = field.component, Decimal(field.data)
    assert isinstance(component, Number)
    digits = max(0, -int(number.normalize().as_tuple().exponent)) if number else 0
    if component.decimal_digits is not None and digits > component.decimal_digits:
        if component.decimal_digits == 0:
            raise field.refuse("not_an_integer")
        raise field.refuse("too_many_digits", digits=component.decimal_digits)
    if component.increment and number % component.increment:
        below = number - number % component.increment
        raise field.refuse("step", step=component.increment, below=below, above=below + component.increment)


def _bounds(_form: Any, field: Checked) -> None:
    checks = field.component.checks
    try:
        number = Decimal(str(field.data))
    except ArithmeticError:
        raise field.refuse("not_a_number", found=str(field.data)[:40]) from None
    low = field.session.number(checks.minimum, field.level)
    high = field.session.number(checks.maximum, field.level)
    if low is not None and number < low:
        raise field.refuse("below_minimum", minimum=format(low, "f"))
    if high is not None and number > high:
        raise field.refuse("above_maximum", maximum=format(high, "f"))


def _not_past(_form: Any, field: Checked) -> None:
    component = field.component
    assert isinstance(component, DateTime)
    if not component.no_past_dates or component.subtype == "time" or field.data == field.stored:
        return
    day = dt.datetime.fromisoformat(str(field.data))
    if day.tzinfo is not None:
        day = day.astimezone(SHANGHAI)
    if day.date() < field.session.today:
        raise field.refuse("past_date")


def _among_options(_form: Any, field: CheckedChoice) -> None:
    component = field.component
    allowed = {option_token(option.value) for option in field.options}
    chosen = field.data if isinstance(field.data, list) else [field.data]
    for one in chosen:
        if option_token(one) not in allowed:
            raise field.refuse("not_an_option", found=option_token(one)[:40])
    if component.multiple:
        _number_of_choices(field, component, len(chosen))


def _number_of_choices(field: Checked, component: Choice, chosen: int) -> None:
    low, high = component.min_choices, component.max_choices
    if low is not None and chosen < low:
        raise field.refuse("too_few_choices", minimum=low)
    if high is not None and chosen > high:
        raise field.refuse("too_many_choices", maximum=high)


def _files(_form: Any, field: Checked) -> None:
    component = field.component
    assert isinstance(component, FilePicker)
    if len(field.data) > component.max_files:
        raise field.refuse("too_many_files", maximum=component.max_files)
    profile = component.rule
    for ref in field.data:
        name, kind = str(ref.get("name", "")), str(ref.get("content_type", ""))
        if kind not in profile.kinds:
            kind_name = KIND_NAMES.get(kind, kind or "?")
            raise field.refuse("file_kind", name=name, found=kind_name, expected=profile.kind_names)
        if int(ref.get("size_bytes") or 0) > profile.max_bytes:
            megabytes = Decimal(int(ref["size_bytes"])) / MEGABYTE
            raise field.refuse(
                "file_too_large", name=name, found=f"{megabytes:.1f}", maximum=profile.max_bytes // MEGABYTE
            )


def _named(_form: Any, field: Checked) -> None:
    checks, text = field.component.checks, str(field.data)
    names = ((checks.validation_type,) if checks.validation_type else ()) + checks.named
    for name in names:
        if not NAMED[name](text):
            if checks.feel is None and checks.feel_message:
                raise field.refuse("author", text=checks.feel_message)
            raise field.refuse(name)


def _rule(_form: Any, field: Checked) -> None:
    checks = field.component.checks
    if not field.holds(checks.feel):
        if checks.feel_message:
            raise field.refuse("author", text=checks.feel_message)
        raise field.refuse("rule")
