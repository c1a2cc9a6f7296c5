"""One component's JSON, read with types; what is wrong becomes a problem and the default takes its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

import regex

from forms.errors import FormProblem
from forms.properties import AUDIENCES
from forms.schema import Checks, Component
from forms.texts import Text
from forms.upload_profiles import Profile
from forms.validators import NAMED

_TEMPLATE_BLOCK = regex.compile(r"\{\{\s*[#/][^}]*\}\}")
_TEMPLATE_PART = regex.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Reader:
    """One component's JSON with typed access; what is wrong is noted and replaced by the default."""

    item: Mapping[str, Any]
    place: str
    id: str
    key: str | None
    path: str
    inner: tuple[Component, ...]
    problems: list[FormProblem]
    check: Callable[[str], str | Text | None] | None
    profiles: Mapping[str, Profile]

    def add(self, code: str, member: str = "", **params: Any) -> None:
        """Note a problem at this component, or at its `member`."""
        self.problems.append(FormProblem(code, f"{self.place}.{member}" if member else self.place, params))

    def _bad(self, name: str, value: Any, expected: Text) -> None:
        self.add("bad_value", name, name=name, found=str(value)[:80], expected=expected)

    def section(self, name: str) -> Mapping[str, Any]:
        """Return the object `name`, or an empty one."""
        value = self.item.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self._bad(name, value, Text("对象", "an object"))
            return {}
        return value

    def text(self, name: str, *, source: Mapping[str, Any] | None = None, english: str | None = None) -> Text:
        """Return a text, its English from the properties (`<name>_en` unless `english` says otherwise)."""
        value = (self.item if source is None else source).get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self._bad(name, value, Text("文字", "a text"))
            value = ""
        made = Text(value, self.properties.get(english or f"{name}_en", ""))
        for one in (made.zh, made.en):
            self._check_template(one, name)
        return made

    def string(self, name: str) -> str | None:
        """Return a text that is not shown, or None."""
        value = self.item.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self._bad(name, value, Text("文字", "a text"))
            return None
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return yes or no."""
        value = self.item.get(name, default)
        if not isinstance(value, bool):
            self._bad(name, value, Text("true 或 false", "true or false"))
            return default
        return value

    def integer(
        self, name: str, low: int, high: int, *, source: Mapping[str, Any] | None = None
    ) -> int | None:
        """Return a whole number within bounds, also from text (properties are texts), or None."""
        value = (self.item if source is None else source).get(name)
        if value is None or value == "":
            return None
        number = _decimal(value)
        if number is None or number != number.to_integral_value() or not low <= number <= high:
            self._bad(name, value, Text(f"{low} 至 {high} 的整数", f"a whole number from {low} to {high}"))
            return None
        return int(number)

    def amount(self, name: str, low: int, high: int) -> int | None:
        """Return how many there may be: `min` or `max` of the properties, also written `min_items`."""
        longer = f"{name}_items"
        return self.integer(longer if longer in self.properties else name, low, high, source=self.properties)

    def decimal(self, name: str, source: Mapping[str, Any]) -> Decimal | str | None:
        """Return a number, a FEEL expression (`=…`), or None."""
        value = source.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.startswith("="):
            return self.expression(value, name)
        number = _decimal(value)
        if number is None:
            self._bad(name, value, Text("数字或表达式", "a number or an expression"))
        return number

    def expression(self, value: Any, name: str) -> str | None:
        """Return FEEL without its leading `=`, re-marked with it, after a look at its syntax."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self._bad(name, value, Text("表达式", "an expression"))
            return None
        bare = value.strip().removeprefix("=").strip()
        reason = self.check(bare) if self.check else None
        if reason:
            self.add("bad_expression", name, found=bare[:120], reason=reason)
        return f"={bare}"

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> Any:
        """Return one of the allowed words."""
        word = self.item.get(name) or default
        if word not in allowed:
            self._bad(name, word, Text(" / ".join(allowed), " / ".join(allowed)))
            return default
        return word

    @property
    def properties(self) -> Mapping[str, str]:
        """The analyst's free properties, texts only."""
        value = self.item.get("properties")
        return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}

    def _check_template(self, text: str, name: str) -> None:
        if text.startswith("="):
            self.expression(text, name)
            return
        block = _TEMPLATE_BLOCK.search(text)
        if block:
            self.add("bad_template", name, found=block.group()[:80])
            return
        for part in _TEMPLATE_PART.findall(text):
            self.expression(part, name)

    def common(self) -> dict[str, Any]:
        """Return what every component has."""
        layout = self.section("layout")
        row = layout.get("row")
        conditional = self.section("conditional")
        return {
            "type": self.item["type"],
            "id": self.id,
            "path": self.path,
            "label": self.text("label"),
            "row": row if isinstance(row, str) else None,
            "columns": self.integer("columns", 1, 16, source=layout),
            "hide": self.expression(conditional.get("hide"), "conditional.hide"),
            "properties": MappingProxyType(dict(self.properties)),
        }

    def field(self) -> dict[str, Any]:
        """Return what every component with a value has."""
        readonly = self.item.get("readonly", False)
        if not isinstance(readonly, bool):
            readonly = self.expression(readonly, "readonly") or False
        appearance = self.section("appearance")
        audience = self.properties.get("shown_to")
        if audience is not None and audience not in AUDIENCES:
            known = Text("、".join(AUDIENCES), ", ".join(AUDIENCES))
            self.add("unknown_audience", "properties.shown_to", found=audience, known=known)
        return self.common() | {
            "key": self.key or "",
            "description": self.text("description"),
            "readonly": readonly,
            "disabled": self.flag("disabled"),
            "default": self.item.get("defaultValue"),
            "checks": self.checks(),
            "prefix": self.text("prefixAdorner", source=appearance, english="prefix_en"),
            "suffix": self.text("suffixAdorner", source=appearance, english="suffix_en"),
        }

    def checks(self) -> Checks:
        """Return what a value must meet: form-js's `validate` and the registered rules of `properties`."""
        rules, extra = self.section("validate"), self.properties
        named = tuple(name.strip() for name in extra.get("validate", "").split(",") if name.strip())
        for name in named:
            if name not in NAMED:
                self.add("unknown_validator", "properties.validate", found=name)
        kind = rules.get("validationType") or None
        if kind not in (None, "email", "phone"):
            self._bad("validationType", kind, Text("email 或 phone", "email or phone"))
            kind = None
        return Checks(
            required=rules.get("required") is True,
            required_feel=self.expression(extra.get("required_feel"), "properties.required_feel"),
            min_length=self._length("minLength", rules),
            max_length=self._length("maxLength", rules),
            pattern=self._pattern(rules.get("pattern")),
            pattern_message=Text(
                str(rules.get("patternErrorMessage") or extra.get("pattern_message", "")),
                extra.get("pattern_message_en", ""),
            ),
            minimum=self.decimal("min", rules),
            maximum=self.decimal("max", rules),
            validation_type=kind,
            named=named,
            feel=self.rule,
            feel_message=self.rule_message,
            warn_if=self.expression(_as_condition(extra.get("warn_if")), "properties.warn_if"),
            warning=Text(extra.get("warning", ""), extra.get("warning_en", "")),
        )

    @property
    def rule(self) -> str | None:
        """The condition that a value must meet, `validate_feel`."""
        condition = _as_condition(self.properties.get("validate_feel"))
        return self.expression(condition, "properties.validate_feel")

    @property
    def rule_message(self) -> Text:
        """What to say where the condition is not met."""
        return Text(self.properties.get("message", ""), self.properties.get("message_en", ""))

    def _length(self, name: str, rules: Mapping[str, Any]) -> int | str | None:
        value = rules.get(name)
        if isinstance(value, str) and value.startswith("="):
            return self.expression(value, f"validate.{name}")
        return self.integer(name, 0, 1_000_000, source=rules)

    def _pattern(self, pattern: Any) -> str | None:
        if not pattern:
            return None
        if not isinstance(pattern, str) or len(pattern) > 1_000:
            self._bad("pattern", pattern, Text("正则表达式", "a pattern"))
            return None
        try:
            regex.compile(pattern, regex.ASCII)
        except regex.error as refused:
            self.add("bad_pattern", "validate.pattern", found=pattern[:120], reason=str(refused))
            return None
        return pattern


def _as_condition(text: str | None) -> str | None:
    """Return a unary test (`>= 18`, `[1..5]`) as a condition on `value`; a whole condition stays as it is."""
    bare = (text or "").strip().removeprefix("=").strip()
    return f"value in ({bare})" if bare[:1] in ("<", ">", "[", "]") else bare or None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
