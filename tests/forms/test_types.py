"""Every field type: what is typed, what it means, what is refused, how it is drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forms import from_json, to_json
from forms.components import READERS
from forms.nodes import ImageNode, ProseNode, SpacerNode, TableNode
from tests.forms.making import bind, codes, field, group, number, paths, schema, text

ABC = [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}, {"label": "三", "value": 3}]


def choice(kind: str, **given: Any) -> dict[str, Any]:
    return {"type": kind, "key": "c", "label": "c", "values": ABC} | given


def moment(subtype: str, **given: Any) -> dict[str, Any]:
    return {
        "type": "datetime",
        "key": "d",
        "subtype": subtype,
        "dateLabel": "日期",
        "timeLabel": "时间",
    } | given


REFS = {
    f"f{n}": {"id": f"f{n}", "name": f"{n}.png", "size_bytes": 9, "content_type": "image/png"}
    for n in range(9)
}
PICKER = {"type": "filepicker", "key": "p", "label": "p", "properties": {"upload": "licence"}}

ACCEPTED: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("text", text("x"), " a\tb ", "a b"),
    ("blank text", text("x"), "  ", None),
    ("textarea", {"type": "textarea", "key": "x"}, " a\r\nb ", "a\nb"),
    ("number", number("x"), " 1,234.50 ", Decimal("1234.50")),
    ("full-width comma", number("x"), "1\uff0c234", Decimal(1234)),
    ("full-width digits and point", number("x"), "\uff11\uff12\uff0e\uff15", Decimal("12.5")),
    ("the point of a Chinese input method", number("x"), "12\u30025", Decimal("12.5")),
    ("thousands grouped by blanks", number("x"), "12 000", Decimal(12000)),
    ("negative", number("x"), "-0.1", Decimal("-0.1")),
    ("many digits", number("x"), "0.1234567890123456789", Decimal("0.1234567890123456789")),
    ("number as text", number("x", serializeToString=True), "1.10", "1.10"),
    ("no number", number("x"), "", None),
    ("date", moment("date"), "2026-02-28", "2026-02-28"),
    ("time", moment("time"), "09:30", "09:30"),
    ("time with offset", moment("time", timeSerializingFormat="utc_offset"), "09:30", "09:30+08:00"),
    ("time in UTC", moment("time", timeSerializingFormat="utc_normalized"), "09:30", "01:30Z"),
    ("moment", moment("datetime"), "2026-02-28T09:30", "2026-02-28T09:30"),
    ("moment with offset", moment("datetime", timeSerializingFormat="utc_offset"), "2026-02-28T09:30",
     "2026-02-28T09:30+08:00"),
    ("moment in UTC", moment("datetime", timeSerializingFormat="utc_normalized"), "2026-02-28T06:30",
     "2026-02-27T22:30Z"),
    ("select", choice("select"), "a", "a"),
    ("select a number", choice("select"), "3", Decimal(3)),
    ("select nothing", choice("select"), "", None),
    ("radio", choice("radio"), "b", "b"),
    ("checklist", choice("checklist"), ["a", "3", "a", ""], ["a", Decimal(3)]),
    ("checklist of nothing", choice("checklist"), [], []),
    ("taglist", choice("taglist"), ["b"], ["b"]),
    ("ticked", {"type": "checkbox", "key": "x"}, "on", True),
    ("not ticked", {"type": "checkbox", "key": "x"}, [], False),
    ("not ticked, with a companion", {"type": "checkbox", "key": "x"}, ["false"], False),
    ("ticked, with a companion", {"type": "checkbox", "key": "x"}, ["false", "true"], True),
    ("file", PICKER, "f1", [REFS["f1"]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "component", "typed", "value"), ACCEPTED, ids=[case[0] for case in ACCEPTED]
)
def test_what_is_typed_becomes_a_value_and_comes_back(
    what: str, component: dict[str, Any], typed: Any, value: Any
) -> None:
    made = schema(component)
    key = component["key"]
    bound = bind(made, {key: typed}, files=REFS)
    assert codes(bound) == {}
    assert bound.data == {key: value}
    assert type(bound.data[key]) is type(value)
    stored = from_json(made, to_json(bound.data))
    assert bind(made, values=stored).data == bound.data
    again = bind(made, draft=bind(made, values=stored).draft, values=stored)
    assert again.data == bound.data


REFUSED: list[tuple[str, dict[str, Any], Any, str]] = [
    ("words", number("x"), "zwölf", "not_a_number"),
    ("a decimal comma", number("x"), "1,5", "number_grouping"),
    ("a decimal comma of two digits", number("x"), "1,23", "number_grouping"),
    ("a German amount", number("x"), "1.234,56", "number_grouping"),
    ("two numbers", number("x"), "1 2", "number_grouping"),
    ("an expert's comma", number("x", validate={"min": 0, "max": 100}), "8,5", "number_grouping"),
    ("not a number at all", number("x"), "NaN", "not_a_number"),
    ("infinity", number("x"), "Infinity", "not_a_number"),
    ("an exponent", number("x"), "9e999999999", "not_a_number"),
    ("Arabic digits", number("x"), "١٢", "not_a_number"),
    ("a mile of digits", number("x"), "9" * 10_000, "not_a_number"),
    ("too many digits", number("x", decimalDigits=2), "1.234", "too_many_digits"),
    ("a fraction", number("x", decimalDigits=0), "1.5", "not_an_integer"),
    ("off the step", number("x", increment=0.25), "1.3", "step"),
    ("too little", number("x", validate={"min": 0.1}), "0.09", "below_minimum"),
    ("too much", number("x", validate={"max": "10"}), "10.01", "above_maximum"),
    ("no such day", moment("date"), "2026-02-29", "not_a_date"),
    ("a week", moment("date"), "2026-W01-1", "not_a_date"),
    ("no such time", moment("time"), "24:61", "not_a_time"),
    ("a day for a moment", moment("datetime"), "tomorrow", "not_a_datetime"),
    ("a moment before there were any", moment("datetime", timeSerializingFormat="utc_normalized"),
     "0001-01-01T00:00", "not_a_datetime"),
    ("a moment after all", moment("datetime"), "9999-12-31T23:59-12:00", "not_a_datetime"),
    ("yesterday in China", moment("date", disallowPassedDates=True), "2026-03-01", "past_date"),
    ("a foreign option", choice("select"), "zzz", "not_an_option"),
    ("a foreign radio", choice("radio"), "zzz", "not_an_option"),
    ("one foreign of two", choice("checklist"), ["a", "zzz"], "not_an_option"),
    ("too many tags", choice("taglist", properties={"max": "1"}), ["a", "b"], "too_many_choices"),
    ("too few tags", choice("taglist", properties={"min": "2"}), ["a"], "too_few_choices"),
    ("a file nobody knows", PICKER, "foreign", "file_gone"),
    ("two files for one", PICKER, ["f1", "f2"], "too_many_files"),
    ("required text", text("x", validate={"required": True}), " ", "required"),
    ("required box", {"type": "checkbox", "key": "x", "validate": {"required": True}}, [], "required_check"),
    ("required choice", choice("radio", validate={"required": True}), [], "required_choice"),
    ("required tags", choice("taglist", validate={"required": True}), [], "required_choice"),
    ("required file", PICKER | {"validate": {"required": True}}, [], "required_file"),
    ("too short", text("x", validate={"minLength": 3}), "ab", "too_short"),
    ("too long", text("x", validate={"maxLength": 3}), "营业执照", "too_long"),
    ("off the pattern", text("x", validate={"pattern": "^[A-Z]+$"}), "abc", "pattern"),
    ("no mail address", text("x", validate={"validationType": "email"}), "a@b@c", "email"),
    ("no telephone", text("x", validate={"validationType": "phone"}), "12", "phone"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "component", "typed", "code"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_does_not_fit_is_told_at_the_field_and_stays_visible(
    what: str, component: dict[str, Any], typed: Any, code: str
) -> None:
    key = component["key"]
    bound = bind(component, {key: typed}, files=REFS)
    assert not bound.validate()
    assert codes(bound) == {key: [code]}
    shown = field(bound, key)
    assert shown.errors == tuple(bound.errors[key])
    if isinstance(typed, str) and shown.widget != "file":
        assert shown.value == typed
    again = bind(component, draft=bound.draft, files=REFS)
    if code != "file_gone":
        assert codes(again) == {key: [code]}


def test_today_in_china_is_not_past() -> None:
    assert codes(bind(moment("date", disallowPassedDates=True), {"d": "2026-03-02"})) == {}


def test_both_languages_answer() -> None:
    component = number("x", validate={"min": 5})
    chinese, english = (bind(component, {"x": "4"}, locale=locale) for locale in ("zh_CN", "en_GB"))
    chinese.validate()
    english.validate()
    assert chinese.errors == {"x": ["不能小于 5。"]}
    assert english.errors == {"x": ["Expected at least 5."]}


def test_a_pattern_that_would_run_for_ever_is_a_refusal_within_its_time() -> None:
    bound = bind(
        text("x", validate={"pattern": "^(a|a)*(b|b)*c$|^(([a-z])+.)+[A-Z]([a-z])+$"}), {"x": "a" * 5_000}
    )
    assert codes(bound) == {"x": ["pattern"]}


def test_an_author_may_say_it_in_own_words() -> None:
    component = text(
        "x",
        validate={"pattern": "^A", "patternErrorMessage": "请以 A 开头"},
        properties={"pattern_message_en": "Begin with A"},
    )
    assert bind_errors(component, "b", "zh-CN") == ["请以 A 开头"]
    assert bind_errors(component, "b", "en") == ["Begin with A"]


def bind_errors(component: dict[str, Any], typed: str, locale: str) -> list[str]:
    bound = bind(component, {component["key"]: typed}, locale=locale)
    bound.validate()
    return [str(one) for one in bound.errors[component["key"]]]


RULES = [
    ("credit_code", "91510100MA61RXK23G", "91510100MA61RXK23X"),
    ("mobile_cn", "13800138000", "23800138000"),
    ("postcode_cn", "610000", "61000"),
    ("id_card_cn", "11010519491231002X", "110105194912310021"),
    ("bank_account_cn", "6222 0212 3456 7890", "12ab"),
    ("bank_card_cn", "4111 1111 1111 1111", "4111 1111 1111 1112"),
    ("person_name_cn", "欧阳·娜", "1"),
    ("url", "https://example.com/a", "javascript:alert(1)"),
    ("email", "name@example.com", "name@"),
    ("phone", "010-65529988", "999"),
    ("phone_cn", "+86 28 8652 0000", "+49 30 664040900"),
    ("year", "2026", "226"),
]


@pytest.mark.parametrize(("rule", "good", "bad"), RULES)
def test_registered_rules(rule: str, good: str, bad: str) -> None:
    if rule == "credit_code":
        from stdnum.cn import uscc

        good = good[:-1] + uscc.calc_check_digit(good[:-1])
        bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    component = text("x", properties={"validate": rule})
    assert codes(bind(component, {"x": good})) == {}
    assert codes(bind(component, {"x": bad})) == {"x": [rule]}
    assert codes(bind(component, {"x": ""})) == {}


@pytest.mark.parametrize("condition", [">= 18", "=value >= 18", "? >= 18", "[18..99]", "value >= lowest"])
def test_a_rule_in_feel(condition: str) -> None:
    component = number(
        "age", properties={"validate_feel": condition, "message": "须满18岁", "message_en": "18+"}
    )
    given = {"context": {"lowest": 18}}
    assert codes(bind(component, {"age": "18"}, **given)) == {}
    assert codes(bind(component, {"age": ""}, **given)) == {}
    refused = bind(component, {"age": "17"}, locale="en", **given)
    assert codes(refused) == {"age": ["author"]}
    assert refused.errors == {"age": ["18+"]}


def test_a_bound_or_a_need_may_rest_on_other_fields() -> None:
    made = schema(
        number("low"),
        number("high", validate={"min": "=low"}),
        text("mobile", properties={"required_feel": "=mail = null"}),
        text("mail"),
    )
    assert codes(bind(made, {"low": "5", "high": "4", "mail": "a"})) == {"high": ["below_minimum"]}
    assert codes(bind(made, {"low": "", "high": "4", "mail": "", "mobile": ""})) == {"mobile": ["required"]}


def test_options_of_a_list_stand_in_their_groups() -> None:
    listed = [
        {"label": "长沙市", "value": "430100", "group": "湖南省"},
        {"label": "株洲市", "value": "430200", "group": "湖南省"},
        {"label": "省外", "value": "outside"},
    ]
    region = {"type": "select", "key": "r", "label": "r", "valuesKey": "regions", "searchable": True}
    shown = field(bind(schema(region), context={"regions": listed}), "r")
    assert shown.searchable
    assert [(group, [one.label for one in options]) for group, options in shown.option_groups] == [
        ("湖南省", ["长沙市", "株洲市"]),
        ("", ["省外"]),
    ]


def test_options_from_the_context_from_a_key_and_from_feel() -> None:
    made = schema(
        choice("select", values=None, valuesKey="lists.cities"),
        {
            "type": "radio",
            "key": "r",
            "valuesExpression": '=for n in base return {label: "#" + string(n), value: n}',
        },
        {"type": "taglist", "key": "t", "valuesExpression": "=base"},
    )
    context = {
        "lists": {"cities": [{"label": "成都", "label_en": "Chengdu", "value": "cd"}, "绵阳"]},
        "base": [1, 2],
    }
    bound = bind(made, {"c": "绵阳", "r": "2", "t": ["1", "2"]}, context=context, locale="en")
    assert codes(bound) == {}
    assert bound.data == {"c": "绵阳", "r": Decimal(2), "t": [Decimal(1), Decimal(2)]}
    assert [option.label for option in field(bound, "c").options] == ["Chengdu", "绵阳"]
    assert [(o.value, o.label, o.selected) for o in field(bound, "r").options] == [
        ("1", "#1", False),
        ("2", "#2", True),
    ]
    assert codes(bind(made, {"c": "x", "r": "3"}, context=context)) == {
        "c": ["not_an_option"],
        "r": ["not_an_option"],
    }


def test_files_stay_through_failed_validations_and_only_known_ones_count() -> None:
    made = schema(PICKER, text("name", validate={"required": True}))
    first = bind(made, {"p": "f1", "name": ""}, files=REFS)
    assert codes(first) == {"name": ["required"]}
    assert [file.name for file in field(first, "p").files] == ["1.png"]
    stored = bind(made, {"p": "f1", "name": "x"}, values={"p": [REFS["f1"]]})
    assert stored.validate()
    assert stored.data["p"] == [REFS["f1"]]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"content_type": "application/pdf"}, "file_kind"), ({"size_bytes": 10_485_761}, "file_too_large")],
)
def test_a_file_that_was_uploaded_for_something_else_is_refused(change: dict[str, Any], code: str) -> None:
    assert codes(bind(PICKER, {"p": "f1"}, files={"f1": REFS["f1"] | change})) == {"p": [code]}


def test_a_refused_upload_is_told_at_its_field() -> None:
    bound = bind(PICKER, {"p": []}, file_errors={"p": ["太大"]})
    assert not bound.validate()
    assert bound.errors == {"p": ["太大"]}
    assert field(bound, "p").errors == ("太大",)


def test_computed_values_are_never_taken_from_a_request() -> None:
    made = schema(
        number("a"), number("b"), {"type": "expression", "key": "sum", "expression": "=a + b"},
        {"type": "expression", "key": "double", "expression": "=sum * 2"},
    )  # fmt: skip
    bound = bind(made, {"a": "1", "b": "2.5", "sum": "1000000"})
    assert bound.validate()
    assert bound.data == {"a": 1, "b": Decimal("2.5"), "sum": Decimal("3.5"), "double": 7}
    assert field(bound, "sum").display == "3.5"
    assert bind(made, {"a": ""}).data["sum"] is None


def test_what_only_shows_something() -> None:
    made = schema(
        {"type": "text", "text": "# 你好 {{name}}\n\n<script>x</script>",
         "properties": {"text_en": "Hello {{name}}"}},
        {"type": "html",
         "content": '<p onclick="x()">{{name}}<script>x</script><a href="javascript:x">l</a></p>'},
        {"type": "image", "source": "=logo", "alt": "标志"},
        {"type": "image", "source": "https://example.com/a.png"},
        {"type": "separator"},
        {"type": "spacer", "height": 20},
        {"type": "table", "label": "t", "dataSource": "=rows",
         "columns": [{"key": "a", "label": "A"}, {"key": "b"}],
         "rowCount": 5},
        {"type": "table", "dataSource": "rows", "columnsExpression": '=[{key: "b", label: "B"}]'},
    )  # fmt: skip
    context = {
        "name": "<b>*甲*</b>",
        "logo": "javascript:x",
        "rows": [{"a": 1, "b": [True, "x"]}, "bad", {"b": None}],
    }
    drawn = [row.nodes[0] for row in bind(made, context=context).nodes]
    prose, page, logo, image, line, space, table, second = drawn
    assert isinstance(prose, ProseNode)
    assert prose.html.startswith("<h1>你好 &lt;b&gt;*甲*&lt;/b&gt;</h1>")
    assert "<script" not in prose.html
    assert isinstance(page, ProseNode)
    assert "<b>" not in page.html
    assert not any(bad in page.html for bad in ("script", "onclick", "javascript"))
    assert isinstance(logo, ImageNode)
    assert (logo.source, logo.alt) == ("", "标志")
    assert isinstance(image, ImageNode)
    assert image.source == "https://example.com/a.png"
    assert line.kind == "separator"
    assert isinstance(space, SpacerNode)
    assert space.height == 20
    assert isinstance(table, TableNode)
    assert (table.headings, table.page_rows) == (("A", "b"), 5)
    assert table.cells == (("1", "是、x"), ("", ""))
    assert isinstance(second, TableNode)
    assert (second.headings, second.cells) == (("B",), (("是、x",), ("",)))
    english = bind(made, context=context, locale="en").nodes[0].nodes[0]
    assert isinstance(english, ProseNode)
    assert english.html.startswith("<p>Hello")


def test_every_type_of_form_js_has_a_reader() -> None:
    known = """textfield textarea number datetime select radio checklist taglist checkbox filepicker group
    dynamiclist table expression separator spacer text html image"""
    assert set(READERS) == set(known.split())


def test_defaults_fill_what_is_not_stored() -> None:
    made = schema(
        text("a", defaultValue="x"), number("b", defaultValue=1.5), choice("checklist", defaultValue=["a"]),
        {"type": "checkbox", "key": "d", "defaultValue": True}, group("g", text("e", defaultValue="deep")),
    )  # fmt: skip
    assert bind(made).data == {"a": "x", "b": Decimal("1.5"), "c": ["a"], "d": True, "g": {"e": "deep"}}
    assert bind(made, values={"a": None, "d": False}).data["a"] is None
    assert bind(made, values={"a": None, "d": False}).data["d"] is False


def test_how_fields_are_drawn() -> None:
    made = schema(
        text("mail", validate={"validationType": "email", "maxLength": 50, "required": True},
             description="{{hint}}",
             layout={"row": "r", "columns": 10}, appearance={"prefixAdorner": "@"}),
        number("n", decimalDigits=2, validate={"min": 0}, layout={"row": "r", "columns": 6}),
        number("whole", decimalDigits=0),
        {"type": "datetime", "key": "d", "subtype": "datetime", "timeInterval": 15},
        PICKER,
        text("off", disabled=True),
    )  # fmt: skip
    bound = bind(made, context={"hint": "办公邮箱"})
    assert [[node.columns for node in row.nodes] for row in bound.nodes][:2] == [[10, 6], [None]]
    mail = field(bound, "mail")
    assert (mail.widget, mail.required, mail.description, mail.prefix) == ("email", True, "办公邮箱", "@")
    assert mail.attributes == {"maxlength": "50"}
    assert mail.described_by == "f-mail-description"
    assert field(bound, "n").attributes == {"min": "0", "step": "0.01", "inputmode": "decimal"}
    assert field(bound, "whole").attributes == {"step": "1", "inputmode": "numeric"}
    assert (field(bound, "d").widget, field(bound, "d").attributes) == ("datetime-local", {"step": "900"})
    photo = {"accept": ".jpg,.jpeg,.png", "data-profile": "licence", "capture": "environment"}
    assert field(bound, "p").attributes == photo
    assert field(bound, "off").readonly
    assert paths(bound) == ["mail", "n", "whole", "d", "p", "off"]


def test_values_as_people_read_them() -> None:
    made = schema(
        number("n"), number("year", properties={"grouping": "none"}), choice("checklist"), moment("date"),
        {"type": "checkbox", "key": "x"}, PICKER,
    )  # fmt: skip
    values = {"n": 1234567.5, "year": 2026, "c": ["a", 3], "d": "2026-03-01", "x": True, "p": [REFS["f1"]]}
    bound = bind(made, values=values)
    shown = {path: field(bound, path).display for path in values}
    assert shown == {
        "n": "1,234,567.5",
        "year": "2026",
        "c": "甲、三",
        "d": "2026年3月1日",
        "x": "是",
        "p": "1.png",
    }
