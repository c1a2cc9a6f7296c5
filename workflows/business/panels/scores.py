"""What a panel's scores come to: the mean of each criterion, and which fall short of what the rules ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Any

from forms import FormSchema, Text
from forms.schema import Computed, Field, Number
from workflows.business.panels.convening import Rules

ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Scored:
    """A criterion and what was scored on it; `total`: the form computes it out of the others."""

    key: str
    label: Text
    numbers: tuple[Decimal, ...]
    total: bool

    @property
    def mean(self) -> Decimal:
        """The mean, to one place."""
        return Decimal(fmean(self.numbers)).quantize(ONE_PLACE)


def scored(schema: FormSchema, scores: Sequence[Mapping[str, Any]]) -> Iterator[Scored]:
    """Yield the criteria on which anything was scored, in the order of the form."""
    for field in schema.walk():
        if isinstance(field, Number | Computed) and isinstance(field, Field):
            numbers = tuple(number for one in scores if (number := as_number(one.get(field.key))) is not None)
            if numbers:
                yield Scored(field.key, field.label, numbers, isinstance(field, Computed))


def as_number(value: Any) -> Decimal | None:
    """Return a stored score, None if it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def shortfalls(rules: Rules, criteria: Sequence[Scored]) -> list[dict[str, str]]:
    """Return {label, label_en, mean, minimum} of each mean below what the rules ask."""
    short = []
    for one in criteria:
        least = rules.minimum_mean if one.total else rules.minimum_criterion
        if least is not None and one.mean < least:
            told = {"label": one.label.zh, "label_en": one.label.en or one.label.zh}
            short.append({**told, "mean": str(one.mean), "minimum": format(least, "f")})
    return short
