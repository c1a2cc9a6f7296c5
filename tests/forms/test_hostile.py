"""Requests that no honest form sends end soon, and change nothing that they should not."""

from __future__ import annotations

import threading

import pytest

from forms import FormDataRefused, build_form, collect_draft
from forms.builder import form_class
from forms.drafts import MAX_NAMES
from tests.forms.making import bind, feel, field, group, number, rows, schema, text

MADE = schema(text("a"), rows("cases", text("b"), rows("parts", text("c"), defaultRepetitions=0)))


def test_ten_thousand_fields_that_nobody_asked_for_are_ignored() -> None:
    sent = {f"x{n}": "y" for n in range(10_000)} | {"a": "1"}
    assert bind(MADE, sent).data["a"] == "1"


def test_more_names_than_any_form_has_are_refused() -> None:
    with pytest.raises(FormDataRefused) as refused:
        bind(MADE, {f"x{n}": "y" for n in range(MAX_NAMES + 1)})
    assert "20000" in refused.value.message("zh-CN")
    assert "20000" in refused.value.message("en")


@pytest.mark.parametrize("name", ["cases-{}-b", "cases-0-parts-{}-c"])
def test_lists_longer_than_any_form_has_are_refused(name: str) -> None:
    with pytest.raises(FormDataRefused, match="500"):
        collect_draft(MADE, {name.format(n): "x" for n in range(501)})


@pytest.mark.parametrize(
    "name",
    [
        "cases-99999999999999999999-b", "cases--1-b", "cases-01-b", "cases-1e5-b", "cases-٣-b", "cases-0x1-b",
        "-" * 399,
        "a-b-c-d-e-f", "cases-__class__-b", "__class__", "f_a", "_rows-0", "x" * 10_000, "cases-0-b-0-b-0-b",
    ],
)  # fmt: skip
def test_odd_names_do_no_harm(name: str) -> None:
    bound = bind(MADE, {name: "x", "a": "1"})
    assert bound.data["a"] == "1"
    assert all(row.get("b") is None for row in bound.data["cases"])


def test_a_name_may_be_a_leaf_and_a_branch_at_once() -> None:
    assert bind(MADE, {"a": "1", "a-b": "2", "a-0-c": "3", "cases": "x", "cases-0-b": "y"}).data == {
        "a": "1",
        "cases": [{"b": "y", "parts": []}],
    }


def test_long_texts_many_values_and_control_characters() -> None:
    assert len(str(bind(MADE, {"a": "x" * 1_000_000}).data["a"])) == 200_000
    assert bind(MADE, {"a": ["1"] * 5_000}).data["a"] == "1"
    assert bind(MADE, {"a": "a\x00b"}).data["a"] == "ab"


@pytest.mark.parametrize(
    "action", ["", "add", "add:", "drop:cases-0", "add:__class__", "remove:cases", "up:cases-x"]
)
def test_odd_button_values_do_nothing(action: str) -> None:
    assert bind(MADE, {"cases-0-b": "x", "_rows": action}).data["cases"] == [{"b": "x", "parts": []}]


def test_the_number_of_entries_stays_bounded_however_often_the_button_is_pressed() -> None:
    sent = {f"cases-{n}-b": "x" for n in range(500)} | {"_rows": "add:cases"}
    assert len(bind(MADE, sent).data["cases"]) == 500


def test_the_class_is_made_once_and_holds_nothing_of_a_request() -> None:
    again = schema(text("a"), rows("cases", text("b"), rows("parts", text("c"), defaultRepetitions=0)))
    assert form_class(MADE) is form_class(again)
    before = {name: id(value) for name, value in vars(form_class(MADE)).items()}
    bind(MADE, {"a": "secret", "cases-0-b": "secret"}, values={"a": "secret"}).validate()
    after = {name: id(value) for name, value in vars(form_class(MADE)).items()}
    assert {name: after[name] for name in before} == before
    assert "secret" not in repr(vars(form_class(MADE)))
    assert bind(MADE).data["a"] is None


def test_requests_in_parallel_do_not_see_each_other() -> None:
    made = schema(
        text("a", readonly="=lock"), group("g", text("b", conditional={"hide": "=hide"})), number("n")
    )
    wrong: list[object] = []

    def one(number: int) -> None:
        for _ in range(20):
            bound = build_form(
                made,
                evaluate=feel,
                formdata={"a": f"a{number}", "g-b": f"b{number}", "n": str(number)},
                context={"lock": number % 2 == 0, "hide": number % 3 == 0},
                locale="en" if number % 2 else "zh-CN",
            )
            expected = {
                "a": None if number % 2 == 0 else f"a{number}",
                "g": {} if number % 3 == 0 else {"b": f"b{number}"},
                "n": number,
            }
            if not bound.validate() or bound.data != expected:
                wrong.append((number, bound.data, bound.errors))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_typed_markup_is_left_to_the_template_to_escape() -> None:
    bound = bind(MADE, {"a": "<script>alert(1)</script>{{1+1}}"})
    shown = field(bound, "a")
    assert shown.value == "<script>alert(1)</script>{{1+1}}"
    assert not hasattr(shown.value, "__html__")
    assert not hasattr(shown.display, "__html__")
