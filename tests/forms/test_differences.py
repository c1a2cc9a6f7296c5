"""What changed since the last submission."""

from __future__ import annotations

from decimal import Decimal

from forms import Change, Rights, changes, display_value
from forms.schema import Computed
from tests.forms.making import bind, field, group, node, number, rows, schema, text

MADE = schema(
    text("name", label="名称", properties={"label_en": "Name"}),
    number("amount", label="金额"),
    {"type": "select", "key": "city", "label": "城市", "values": [{"label": "成都", "value": "cd"}],
     "properties": {"option_en.cd": "Chengdu"}},
    {"type": "checkbox", "key": "listed", "label": "上市"},
    {"type": "filepicker", "key": "licence", "label": "执照"},
    group("contact", text("phone", label="电话"), label="联系"),
    rows("cases", text("customer", label="客户"), label="案例"),
)  # fmt: skip
FILE = {"id": "f1", "name": "a.png", "size_bytes": 1, "content_type": "image/png"}
BEFORE = {
    "name": "甲",
    "amount": 1000,
    "licence": [FILE],
    "contact": {"phone": "1"},
    "cases": [{"customer": "c0"}],
}


def test_only_what_differs_is_told_in_the_order_of_the_form() -> None:
    after = {
        "name": "甲", "amount": "1000.0", "city": "cd", "listed": True, "licence": [FILE | {"name": "b"}],
        "contact": {"phone": "2"}, "cases": [{"customer": "c1"}, {"customer": "c2"}],
    }  # fmt: skip
    assert changes(MADE, BEFORE, after | {"amount": 1000.0}) == [
        Change("city", "城市", "", "成都"),
        Change("listed", "上市", "", "是"),
        Change("contact.phone", "联系 / 电话", "1", "2"),
        Change("cases[0].customer", "案例 / 第 1 条 / 客户", "c0", "c1"),
        Change("cases[1].customer", "案例 / 第 2 条 / 客户", "", "c2"),
    ]
    assert changes(MADE, BEFORE, {**BEFORE, "city": "cd"}, locale="en") == [
        Change("city", "城市", "", "Chengdu")
    ]


def test_empty_is_empty_however_it_is_stored() -> None:
    assert changes(MADE, {"name": None, "listed": False, "licence": [], "cases": []}, {"name": ""}) == []
    assert changes(MADE, BEFORE, BEFORE) == []


def test_the_reviewer_sees_the_changes_and_remarks_beside_the_fields() -> None:
    values = BEFORE | {"amount": 2000, "cases": [{"customer": "c0"}, {"customer": "c1"}]}
    bound = bind(
        MADE,
        values=values,
        previous=BEFORE,
        remarks={"amount": ["太高"], "cases.customer": ["哪家?"], "cases[1].customer": ["这家!"]},
    )
    assert (field(bound, "amount").changed, field(bound, "amount").before) == (True, "1,000")
    assert field(bound, "amount").remarks == ("太高",)
    assert not field(bound, "name").changed
    assert field(bound, "cases[0].customer").remarks == ("哪家?",)
    assert field(bound, "cases[1].customer").remarks == ("这家!", "哪家?")
    assert field(bound, "cases[1].customer").changed
    assert not node(bound, "cases").changed


def test_what_a_step_may_not_see_is_not_told_as_a_change_either() -> None:
    after = BEFORE | {"amount": 2000, "contact": {"phone": "2"}, "cases": [{"customer": "c9"}]}
    rights = Rights.of({"contact": "hidden", "cases.customer": "hidden"})
    assert [change.path for change in changes(MADE, BEFORE, after, rights=rights)] == ["amount"]
    within = schema(group(None, text("a"), id="Group_x"), text("b"))
    pair = ({"a": "1", "b": "1"}, {"a": "2", "b": "2"})
    assert [one.path for one in changes(within, *pair, rights=Rights.of({"#Group_x": "hidden"}))] == ["b"]


def test_neither_the_order_of_choices_nor_the_way_a_number_is_stored_is_a_change() -> None:
    ways = {
        "type": "checklist", "key": "ways", "label": "方式",
        "values": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}],
    }  # fmt: skip
    made = schema(ways, number("sum", label="金额"))
    assert changes(made, {"ways": ["a", "b"], "sum": 79}, {"ways": ["b", "a"], "sum": "79.0"}) == []
    assert changes(made, {"ways": ["a"]}, {"ways": ["b"]}) == [Change("ways", "方式", "甲", "乙")]


def test_computed_numbers_are_read_like_typed_ones() -> None:
    computed = {"type": "expression", "key": "total", "label": "合计", "expression": "=1"}
    (total,) = [part for part in schema(computed).walk() if isinstance(part, Computed)]
    said = {
        200000.0: "200,000",
        1250.5: "1,250.5",
        0: "0",
        True: "是",
        "甲": "甲",
    }
    assert {value: display_value(total, value, "zh-CN") for value in said} == said
    assert display_value(total, Decimal("1E+5"), "zh-CN") == "100,000"


def test_a_zero_is_a_value_however_it_is_stored() -> None:
    made = schema(number("sum", label="金额"))
    assert changes(made, {"sum": 0}, {"sum": "0"}) == []
    assert changes(made, {"sum": None}, {"sum": 0}) == [Change("sum", "金额", "", "0")]
    assert changes(made, {"sum": 0}, {"sum": ""}) == [Change("sum", "金额", "0", "")]
