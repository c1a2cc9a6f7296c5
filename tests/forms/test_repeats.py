"""Repeating lists: order, numbers, bounds, buttons, lists within lists."""

from __future__ import annotations

import pytest

from forms.nodes import FieldNode, ListNode
from tests.forms.making import bind, codes, group, node, rows, schema, text

CASES = schema(rows("cases", text("a"), rows("parts", text("b"), defaultRepetitions=0)))


def listed(bound: object, path: str = "cases") -> ListNode:
    shown = node(bound, path)  # type: ignore[arg-type]
    assert isinstance(shown, ListNode)
    return shown


def test_entries_keep_the_order_of_the_page_and_their_numbers() -> None:
    bound = bind(CASES, {"cases-7-a": "x", "cases-2-a": "y", "cases-2-parts-3-b": "z"})
    assert bound.data == {"cases": [{"a": "x", "parts": []}, {"a": "y", "parts": [{"b": "z"}]}]}
    assert [item.name for item in listed(bound).items] == ["cases-7", "cases-2"]
    inner = listed(bound, "cases[1].parts").items[0].rows[0].nodes[0]
    assert isinstance(inner, FieldNode)
    assert inner.name == "cases-2-parts-3-b"


def test_a_list_begins_with_its_repetitions_and_may_be_emptied() -> None:
    made = schema(rows("cases", text("a", defaultValue="x"), defaultRepetitions=2))
    assert bind(made).data == {"cases": [{"a": "x"}, {"a": "x"}]}
    assert bind(made, {"other": "1"}).data == {"cases": []}
    assert bind(made, values={"cases": []}).data == {"cases": []}


def test_an_entry_without_any_sent_field_is_kept_by_its_mark() -> None:
    made = schema(rows("cases", {"type": "checkbox", "key": "x"}))
    assert bind(made, {"cases-0": "1", "cases-1": "1"}).data == {"cases": [{"x": False}, {"x": False}]}


@pytest.mark.parametrize(("count", "code"), [(2, "too_few_rows"), (3, None), (4, "too_many_rows")])
def test_exactly_three(count: int, code: str | None) -> None:
    made = schema(rows("cases", text("a"), properties={"min_items": "3", "max": "3"}))
    assert len(bind(made).data["cases"]) == 3
    errors = codes(bind(made, {f"cases-{n}-a": "x" for n in range(count)}))
    assert errors == ({"cases": [code]} if code else {})
    assert listed(bind(made)).add_action == ""
    assert {item.remove_action for item in listed(bind(made)).items} == {""}


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("add:cases", ["x", "y", "z", None]),
        ("remove:cases-1", ["x", "z"]),
        ("up:cases-2", ["x", "z", "y"]),
        ("down:cases-0", ["y", "x", "z"]),
        ("up:cases-0", ["x", "y", "z"]),
        ("remove:cases-99", ["x", "y", "z"]),
        ("add:other", ["x", "y", "z"]),
    ],
)
def test_buttons_work_without_a_script(action: str, order: list[str | None]) -> None:
    sent = {"cases-0-a": "x", "cases-1-a": "y", "cases-2-a": "z", "_rows": action}
    bound = bind(CASES, sent, values={"cases": [{"a": "s"}]})
    assert bound.row_action
    assert not bound.validate()
    assert [row["a"] for row in bound.data["cases"]] == order
    again = bind(CASES, draft=bound.draft)
    assert [row["a"] for row in again.data["cases"]] == order


def test_a_new_entry_never_takes_the_number_of_a_stored_one() -> None:
    stored = {"cases": [{"a": "0"}, {"a": "1"}, {"a": "2"}]}
    bound = bind(CASES, {"cases-0-a": "0", "_rows": "add:cases"}, values=stored)
    assert [item.number for item in listed(bound).items] == [0, 3]


def test_buttons_of_inner_lists() -> None:
    sent = {"cases-0-a": "x", "cases-5-a": "y", "cases-5-parts-0-b": "p", "_rows": "add:cases-5-parts"}
    assert [len(row["parts"]) for row in bind(CASES, sent).data["cases"]] == [0, 2]


def test_a_list_of_fixed_length_ignores_what_is_added_or_left_out() -> None:
    made = schema(rows("cases", text("a"), allowAddRemove=False, defaultRepetitions=2))
    assert bind(made, {"cases-1-a": "y", "cases-5-a": "z", "_rows": "add:cases"}).data == {
        "cases": [{"a": None}, {"a": "y"}]
    }
    assert listed(bind(made)).add_action == ""


def test_collapsed_entries_and_titles() -> None:
    made = schema(rows("cases", text("a"), nonCollapsedItems=1, defaultRepetitions=2))
    items = listed(bind(made, locale="en")).items
    assert [(item.title, item.collapsed) for item in items] == [("Entry 1", False), ("Entry 2", True)]


def test_a_list_inside_a_group_inside_a_list() -> None:
    made = schema(rows("a", group("g", rows("b", text("c", validate={"required": True})))))
    bound = bind(made, {"a-0-g-b-0-c": "x", "a-0-g-b-1-c": ""})
    assert codes(bound) == {"a[0].g.b[1].c": ["required"]}
    assert bound.data == {"a": [{"g": {"b": [{"c": "x"}, {"c": None}]}}]}
