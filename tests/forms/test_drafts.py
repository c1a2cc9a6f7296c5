"""Nothing that somebody typed is lost: not the invalid, not the half-finished, not the order of entries."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms import collect_draft
from tests.forms.making import bind, field, group, number, rows, schema, text

OPTIONS = {"values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}
MADE = schema(
    text("name"),
    {"type": "textarea", "key": "note"},
    number("amount", decimalDigits=2),
    {"type": "datetime", "key": "day", "subtype": "date"},
    {"type": "select", "key": "one", **OPTIONS},
    {"type": "checklist", "key": "many", **OPTIONS},
    {"type": "checkbox", "key": "yes"},
    group("deep", text("inner"), number("count")),
    rows("cases", text("customer"), number("sum"), rows("parts", text("part"), defaultRepetitions=0)),
)

# what a browser can send in a text field: no NUL, one line, and no half of a surrogate pair
typed = st.text(st.characters(blacklist_characters="\x00\r\n", blacklist_categories=["Cs"]), max_size=12)
forms_sent = st.fixed_dictionaries(
    {"name": typed, "note": typed, "amount": typed, "day": typed, "one": typed, "deep-inner": typed},
    optional={
        "many": st.lists(st.sampled_from(["a", "b", "c"]), max_size=4),
        "yes": st.just("on"),
        "deep-count": typed,
        "cases-0-customer": typed,
        "cases-0-sum": typed,
        "cases-5-customer": typed,
        "cases-5-parts-1-part": typed,
        "cases-5-parts-0-part": typed,
        "unknown": typed,
        "cases-x-customer": typed,
        "": typed,
        "---": typed,
    },
)


@settings(deadline=None, max_examples=80)
@given(forms_sent)
def test_whatever_is_typed_is_shown_again_exactly(sent: dict[str, str | list[str]]) -> None:
    draft = json.loads(json.dumps(collect_draft(MADE, sent)))
    first, restored = bind(MADE, sent), bind(MADE, draft=draft)
    for bound in (first, restored):
        for key in ("name", "note", "amount", "day", "one"):
            assert field(bound, key).value == sent[key]
        assert field(bound, "deep.inner").value == sent["deep-inner"]
    assert restored.data == first.data
    assert restored.draft == first.draft
    assert first.validate() == restored.validate()
    assert first.errors == restored.errors


@settings(deadline=None, max_examples=80)
@given(forms_sent)
def test_accepted_values_are_stable(sent: dict[str, str | list[str]]) -> None:
    bound = bind(MADE, sent)
    if not bound.validate():
        return
    again = bind(MADE, values=bound.data)
    assert again.validate()
    assert again.data == bound.data
    assert bind(MADE, draft=again.draft, values=bound.data).data == bound.data


def test_a_draft_holds_what_the_request_held_in_its_order() -> None:
    sent = MultiDict(
        [
            ("cases-3-customer", "c"),
            ("cases-1-customer", "a"),
            ("many", "a"),
            ("many", "b"),
            ("amount", "1,2,x"),
        ]
    )
    assert collect_draft(MADE, sent) == {
        "amount": "1,2,x",
        "many": ["a", "b"],
        "yes": False,
        "deep": {},
        "cases": [{"#row": 3, "customer": "c", "parts": []}, {"#row": 1, "customer": "a", "parts": []}],
    }


def test_a_draft_lies_over_stored_values_and_survives_a_changed_form() -> None:
    bound = bind(MADE, values={"name": "stored", "amount": 5}, draft={"name": "typed", "gone": "x"})
    assert (bound.data["name"], bound.data["amount"]) == ("typed", 5)
    for broken in (
        {"cases": "x", "deep": [1], "many": "a", "name": {"a": 1}, "yes": "on", "amount": 7},
        {"cases": [1]},
    ):
        assert isinstance(bind(MADE, draft=broken).data, dict)


def test_a_field_that_was_not_on_the_page_keeps_its_stored_value() -> None:
    bound = bind(MADE, {"name": "x"}, values={"name": "old", "note": "kept"})
    assert (bound.data["name"], bound.data["note"]) == ("x", "kept")
