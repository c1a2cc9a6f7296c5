"""Conditions are evaluated on the server, before anything is validated; what is hidden is dropped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from forms import ExpressionFailed, build_form
from tests.forms.making import bind, codes, field, group, hidden_if, number, paths, rows, schema, text

LISTED = schema(
    {"type": "checkbox", "key": "listed"},
    text("code", validate={"required": True}, **hidden_if("not(listed)")),
    text("market", validate={"required": True}, **hidden_if("code = null")),
)


def test_hidden_fields_are_neither_drawn_nor_validated_nor_kept() -> None:
    bound = bind(LISTED, {"code": "600000", "market": "SH"})
    assert codes(bound) == {}
    assert bound.data == {"listed": False}
    assert paths(bound) == ["listed"]


def test_what_is_hidden_counts_as_null_for_other_conditions() -> None:
    bound = bind(LISTED, {"listed": "on", "code": "", "market": "x"})
    assert codes(bound) == {"code": ["required"]}
    shown = bind(LISTED, {"listed": "on", "code": "6", "market": ""})
    assert codes(shown) == {"market": ["required"]}


def test_a_hidden_field_never_falls_back_on_a_name_of_the_context() -> None:
    made = schema(text("a", **hidden_if("true")), text("b", **hidden_if('a = "secret"')))
    assert paths(bind(made, context={"a": "secret"})) == ["b"]


def test_a_hidden_group_hides_everything_inside() -> None:
    made = schema(
        text("kind"),
        group(
            None, text("a"), group("deep", text("b", validate={"required": True})), **hidden_if('kind = "x"')
        ),
        group("named", text("c"), {"type": "separator"}, **hidden_if('kind = "x"')),
    )
    assert bind(made, {"kind": "x", "a": "1", "deep-b": "2", "named-c": "3"}).data == {"kind": "x"}
    assert bind(made, {"kind": "y", "a": "1", "deep-b": "2", "named-c": "3"}).data == {
        "kind": "y",
        "a": "1",
        "deep": {"b": "2"},
        "named": {"c": "3"},
    }


def test_entries_of_lists_have_their_own_scope() -> None:
    made = schema(
        number("limit"),
        rows(
            "cases",
            number("amount"),
            text("reason", validate={"required": True}, **hidden_if("this.amount <= limit")),
            text("second", **hidden_if("i[1] = 1")),
            rows(
                "parts",
                number("n"),
                text("odd", **hidden_if("this.n <= parent.amount")),
                defaultRepetitions=0,
            ),
        ),
    )
    sent = {
        "limit": "10", "cases-0-amount": "5", "cases-0-reason": "no", "cases-0-second": "x",
        "cases-1-amount": "50",
        "cases-1-reason": "", "cases-1-second": "y", "cases-1-parts-0-n": "60", "cases-1-parts-0-odd": "z",
    }  # fmt: skip
    bound = bind(made, sent)
    assert codes(bound) == {"cases[1].reason": ["required"]}
    assert bound.data["cases"] == [
        {"amount": 5, "parts": []},
        {"amount": 50, "reason": None, "second": "y", "parts": [{"n": 60, "odd": "z"}]},
    ]


def test_conditions_that_contradict_each_other_come_to_an_end() -> None:
    made = schema(
        text("a", defaultValue="x", **hidden_if("b = null")),
        text("b", defaultValue="x", **hidden_if("a != null")),
    )
    assert bind(made).validate()


def test_readonly_may_depend_on_data_and_takes_nothing_from_the_request() -> None:
    made = schema(
        {"type": "checkbox", "key": "fixed"},
        number("price", readonly="=fixed"),
        text("never", readonly=True),
        text("off", disabled=True),
        text("note", **hidden_if("price = 1")),
    )
    stored = {"fixed": False, "price": 7, "never": "n", "off": "o"}
    sent = {"fixed": "on", "price": "1", "never": "X", "off": "X", "note": "x"}
    bound = bind(made, sent, values=stored)
    assert bound.validate()
    assert bound.data == {"fixed": True, "price": 7, "never": "n", "off": "o", "note": "x"}
    assert field(bound, "price").readonly
    free = bind(made, sent | {"fixed": []}, values=stored)
    assert free.data == {"fixed": False, "price": Decimal(1), "never": "n", "off": "o"}


def test_what_was_typed_into_a_hidden_or_locked_field_is_kept_in_the_draft() -> None:
    made = schema({"type": "checkbox", "key": "x"}, text("a", **hidden_if("x")), text("b", readonly="=x"))
    bound = bind(made, {"x": "on", "a": "typed", "b": "typed too"})
    assert field(bound, "b").value == ""
    reopened = bind(made, draft={**bound.draft, "x": False})
    assert field(reopened, "b").value == "typed too"


def test_an_expression_that_fails_counts_as_null() -> None:
    def broken(expression: str, names: Any) -> Any:
        raise ExpressionFailed(expression)

    made = schema(
        text("a", label="{{x}}!", **hidden_if("x")), {"type": "expression", "key": "e", "expression": "=1"}
    )
    bound = build_form(made, evaluate=broken)
    assert bound.validate()
    assert bound.data == {"a": None, "e": None}
    assert field(bound, "a").label == "!"


def test_labels_may_hold_expressions() -> None:
    made = schema(text("a", label='="共" + string(n)', properties={"label_en": "{{n}} of {{m}}"}))
    assert field(bind(made, context={"n": 3, "m": 4}), "a").label == "共3"
    assert field(bind(made, context={"n": 3, "m": 4}, locale="en"), "a").label == "3 of 4"
