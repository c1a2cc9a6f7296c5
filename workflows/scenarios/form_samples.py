"""Complete, plausible form data of an invented company, by the deployed form itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from stdnum.cn import uscc

from forms import FormSchema
from forms.schema import (
    Checkbox,
    Choice,
    Component,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    Group,
    Number,
    TextField,
)

STREETS = ("芙蓉路", "韶山路", "解放路", "创业大道", "工业园一路", "高新路", "金星路", "雷锋大道")
LEFT_OPEN = 0.25
"""Share of optional fields that people leave empty."""


def credit_code(region: str, number: int) -> str:
    """Return a unified social credit code with its right check digit; `number` tells companies apart."""
    place = region if region.isdigit() else "440100"
    body = f"91{place}MA4{number:06d}"
    return body + str(uscc.calc_check_digit(body))


Upload = Callable[[str], list[Mapping[str, Any]]]
"""Uploads something that an upload profile takes, and returns what a form keeps of it; empty: cannot."""


def form_data(
    schema: FormSchema,
    known: Mapping[str, Any],
    *,
    chance: random.Random,
    today: date,
    upload: Upload | None = None,
) -> dict[str, Any]:
    """Return values for every required field of `schema` and most of the others.

    `known` are the values that are this company's own, by field key; the same `chance` gives the same data.
    Files are left out without `upload`.
    """
    return _Filler(dict(known), chance, today, upload).level(schema.components)


@dataclass(frozen=True, slots=True)
class _Filler:
    """Walks over a form and invents what is not known."""

    known: dict[str, Any]
    chance: random.Random
    today: date
    upload: Upload | None

    def level(self, components: tuple[Component, ...]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for component in components:
            if isinstance(component, Group) and component.key is None:
                data |= self.level(component.components)
            elif isinstance(component, Group):
                data[component.key or ""] = self.level(component.components)
            elif isinstance(component, DynamicList):
                data[component.key] = self.known.get(component.key) or [
                    self.level(component.components) for _row in range(component.minimum)
                ]
            elif isinstance(component, Field):
                self.field(data, component)
        return data

    def field(self, data: dict[str, Any], field: Field) -> None:
        if field.key in self.known:
            data[field.key] = self.known[field.key]
        elif isinstance(field, FilePicker):
            needed = field.checks.required or field.checks.required_feel is not None
            data[field.key] = self.upload(field.rule.name) if needed and self.upload is not None else []
        elif field.checks.required or (field.hide is None and self.chance.random() > LEFT_OPEN):
            data[field.key] = self.invented(field)

    def invented(self, field: Field) -> Any:
        match field:
            case Number():
                return self.number(field)
            case Choice():
                return self.choice(field)
            case Checkbox():
                return field.checks.required
            case DateTime():
                return self.moment(field)
            case TextField():
                return self.text(field)
            case _:
                return None

    def moment(self, field: DateTime) -> str:
        if field.no_past_dates:
            day = date(self.today.year + 3, self.chance.randint(1, 12), 15)
        else:
            day = date(self.chance.randint(2005, 2021), self.chance.randint(1, 12), 15)
        return {"date": f"{day}", "time": "09:30", "datetime": f"{day}T09:30"}[field.subtype]

    def number(self, field: Field) -> int:
        low = int(field.checks.minimum) if isinstance(field.checks.minimum, Decimal) else 0
        high = int(field.checks.maximum) if isinstance(field.checks.maximum, Decimal) else 1000
        scale = int(self.known.get("employees", 100))
        return self.chance.randint(max(low, 0), max(min(high, 95 if high == 100 else scale), low, 1))

    def choice(self, field: Choice) -> Any:
        values = [option.value for option in field.options]
        if not values:
            return [] if field.multiple else None
        if not field.multiple:
            return self.chance.choice(values)
        return sorted(self.chance.sample(values, k=min(2, len(values))), key=str)

    def text(self, field: TextField) -> str | None:
        named = {
            "mobile_cn": f"139{self.chance.randint(0, 99_999_999):08d}",
            "phone_cn": f"0731-8{self.chance.randint(0, 9_999_999):07d}",
            "postcode_cn": f"41{self.chance.randint(0, 9_999):04d}",
            "email": "office@example.com",
            "phone": "0731-88880000",
            "url": "https://example.com/",
            "year": "2020",
            "person_name_cn": "王建国",
            "credit_code": credit_code("430100", self.chance.randrange(1_000_000)),
        }
        for validator in (field.checks.validation_type, *field.checks.named):
            if validator in named:
                return named[validator]
        if field.key == "address":
            return f"{self.chance.choice(STREETS)}{self.chance.randint(1, 600)}号"
        # Any other text is too particular to be invented well: it is known, or left open.
        return self.plain_text(field) if field.checks.required else None

    def plain_text(self, field: TextField) -> str:
        text = str(self.known.get("main_business", "一切如常"))
        low = field.checks.min_length if isinstance(field.checks.min_length, int) else 0
        high = field.checks.max_length if isinstance(field.checks.max_length, int) else len(text)
        return (text * (low // len(text) + 1))[: max(high, 1)] if low > len(text) else text[: max(high, 1)]
