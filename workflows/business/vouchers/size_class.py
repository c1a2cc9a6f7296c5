"""The size class 企业划型: the deployed table's answer to a certified profile, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.errors import NotFound
from engine.feel import to_python
from workflows.ground.messages import Locale
from workflows.ground.work import Work

DECISION = "size_class"
SIZE_CLASSES: Mapping[str, tuple[str, str]] = {
    "micro": ("微型", "Micro"),
    "small": ("小型", "Small"),
    "medium": ("中型", "Medium"),
    "large": ("大型", "Large"),
}


@dataclass(frozen=True, slots=True)
class _Criterion:
    """What the standard measures: the member of the facts, and how it is said; money counts in 万元."""

    fact: str
    zh: str
    en: str
    en_unit: int = 1

    def reason(self, amount: Decimal, locale: Locale) -> str:
        if locale == "zh-CN":
            return self.zh.format(amount)
        return self.en.format((amount * self.en_unit).normalize())


_CRITERIA: Mapping[str, _Criterion] = {
    "staff": _Criterion("employees", "从业人员 {:,f} 人", "{:,f} staff"),
    "revenue": _Criterion("revenue", "营业收入 {:,f} 万元", "revenue of {:,f} yuan", 10_000),
    "assets": _Criterion("assets", "资产总额 {:,f} 万元", "assets of {:,f} yuan", 10_000),
}
_MEASURES = {"employees": "employees", "revenue": "revenue_last_year", "assets": "total_assets"}
MOST_KNOWN = 10_000
_KNOWN: dict[tuple[tuple[str, ...], tuple[Any, ...]], SizeClass | None] = {}
"""By the definitions that are current and the facts, which is all that the table reads."""


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A size class, the line of business of the standard, and what was measured."""

    value: str
    line: str
    measured: tuple[tuple[str, Decimal], ...]

    def reason(self, locale: Locale) -> str:
        """Return class and measures in words: 小型：从业人员 86 人，营业收入 3,200 万元。"""
        zh = locale == "zh-CN"
        name = SIZE_CLASSES[self.value][0 if zh else 1]
        said = [_CRITERIA[criterion].reason(amount, locale) for criterion, amount in self.measured]
        return f"{name}：{'，'.join(said)}" if zh else f"{name}: {', '.join(said)}"


def facts_of(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table reads of a certified profile; None where the profile does not say.

    The industry is the one with the largest share, the first of equals.
    """
    rows = [row for row in profile.get("industries") or () if row.get("industry")]
    main: Mapping[str, Any] = max(rows, key=lambda row: _number(row.get("share")) or Decimal(0), default={})
    return {"industry": main.get("industry"), **{k: _number(profile.get(at)) for k, at in _MEASURES.items()}}


def is_complete(facts: Mapping[str, Any]) -> bool:
    """Return whether nothing that the table reads is missing."""
    return all(value is not None for value in facts.values())


def size_class_of(work: Work, profile: Mapping[str, Any]) -> SizeClass | None:
    """Return what the deployed table says; None if the profile says too little, or there is no table."""
    facts = facts_of(profile)
    if not is_complete(facts):
        return None
    key = (work.repository.current_ids(), tuple(facts.values()))
    if key in _KNOWN:
        return _KNOWN[key]
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[key] = answer = _decided(work, facts)
    return answer


def _decided(work: Work, facts: Mapping[str, Any]) -> SizeClass | None:
    try:
        answer = to_python(work.repository.decide(DECISION, {"facts": facts}).value)
    except NotFound:
        return None
    measured = tuple((name, facts[_CRITERIA[name].fact]) for name in answer["criteria"])
    return SizeClass(answer["size_class"], answer["line"], measured)


def _number(value: Any) -> Decimal | None:
    return None if value in {None, ""} else Decimal(str(value)).normalize() + 0
