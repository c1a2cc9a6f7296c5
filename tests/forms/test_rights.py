"""What a step may only read is never taken from a request; what it may not see is never shown or lost."""

from __future__ import annotations

import pytest

from forms import READ_ALL, FormsError, Rights
from tests.forms.making import bind, codes, field, group, node, paths, rows, schema, text

MADE = schema(
    text("name", validate={"required": True}),
    group("bank", text("number"), text("branch")),
    group(None, text("remark"), id="Group_internal"),
    rows("cases", text("customer", validate={"required": True}), text("score")),
)
STORED = {
    "name": "甲",
    "bank": {"number": "1", "branch": "b"},
    "remark": "r",
    "cases": [
        {"customer": "c0", "score": "s0"},
        {"customer": "c1", "score": "s1"},
        {"customer": "c2", "score": "s2"},
    ],
}
SENT = {
    "name": "X", "bank-number": "X", "bank-branch": "X", "remark": "X", "cases-2-customer": "Y",
    "cases-2-score": "X",
    "cases-0-customer": "Z", "cases-9-customer": "new", "cases-9-score": "X",
}  # fmt: skip


def test_reading_takes_nothing() -> None:
    bound = bind(MADE, SENT, values=STORED, rights=READ_ALL)
    assert bound.validate()
    assert bound.data == STORED
    assert bound.draft == {"bank": {}, "cases": [{"#row": 0}, {"#row": 1}, {"#row": 2}]}
    assert all(getattr(node(bound, path), "readonly") for path in paths(bound))  # noqa: B009


def test_an_invalid_stored_value_does_not_stop_who_may_only_read_it() -> None:
    assert (
        codes(bind(MADE, SENT, values={"name": None}, rights=Rights.of({"name": "read", "cases": "read"})))
        == {}
    )


def test_hidden_fields_keep_their_values_also_when_entries_move() -> None:
    rights = Rights.of({"cases.score": "hidden", "bank": "hidden", "#Group_internal": "hidden"})
    bound = bind(MADE, SENT, values=STORED, rights=rights)
    assert bound.validate()
    assert paths(bound) == ["name", "cases", "cases[0].customer", "cases[1].customer", "cases[2].customer"]
    assert bound.data == {
        "name": "X",
        "bank": STORED["bank"],
        "remark": "r",
        "cases": [
            {"customer": "Y", "score": "s2"},
            {"customer": "Z", "score": "s0"},
            {"customer": "new", "score": None},
        ],
    }


def test_one_column_may_be_written_in_a_list_that_may_only_be_read() -> None:
    bound = bind(MADE, SENT, values=STORED, rights=Rights.of({"cases.score": "write"}, default="read"))
    assert bound.validate()
    assert [row["customer"] for row in bound.data["cases"]] == ["c0", "c1", "c2"]
    assert [row["score"] for row in bound.data["cases"]] == ["s0", "s1", "X"]
    assert bound.data["name"] == "甲"


@pytest.mark.parametrize(
    ("rules", "default", "path", "access"),
    [
        ({}, "write", "name", "write"),
        ({"*": "read"}, "write", "name", "read"),
        ({"bank.*": "read"}, "write", "bank.number", "read"),
        ({"bank.*": "read", "bank.number": "write"}, "hidden", "bank.number", "write"),
        ({"number": "read", "bank.*": "hidden"}, "write", "bank.number", "read"),
        ({"b*": "read", "bank.num*": "hidden"}, "write", "bank.number", "hidden"),
        ({"#X": "hidden"}, "write", "bank.number", "hidden"),
    ],
)
def test_the_most_exact_rule_wins(rules: dict[str, str], default: str, path: str, access: str) -> None:
    assert Rights.of(rules, default).access(path, "X") == access


def test_nothing_is_seen_inside_what_is_hidden() -> None:
    rights = Rights.of({"bank": "hidden", "bank.number": "write"})
    bound = bind(MADE, SENT, values=STORED, rights=rights)
    assert "bank.number" not in paths(bound)
    assert bound.data["bank"] == STORED["bank"]


def test_rights_of_a_group_without_key_hold_for_its_members() -> None:
    bound = bind(MADE, SENT, values=STORED, rights=Rights.of({"#Group_internal": "read"}))
    assert field(bound, "remark").readonly
    assert bound.data["remark"] == "r"


def test_only_three_words_are_known() -> None:
    with pytest.raises(FormsError, match="'edit'"):
        Rights.of({"a": "edit"})
