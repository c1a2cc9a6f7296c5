"""The whole way of a form: read, show, fill in, refuse, accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms import build_form, parse_schema

SCHEMA = {
    "id": "demo",
    "components": [
        {"type": "text", "text": "# Hello {{name}}"},
        {"type": "textfield", "key": "name", "label": "名称", "validate": {"required": True, "minLength": 2},
         "properties": {"label_en": "Name"}, "layout": {"row": "r1", "columns": 8}},
        {"type": "number", "key": "amount", "label": "金额", "decimalDigits": 2, "validate": {"min": 0},
         "layout": {"row": "r1"}},
        {"type": "datetime", "key": "founded", "subtype": "date", "dateLabel": "成立日期"},
        {"type": "select", "key": "city", "label": "城市", "values": [{"label": "成都", "value": "cd"}]},
        {"type": "checklist", "key": "tags", "label": "标签", "values": ["a", "b"]},
        {"type": "checkbox", "key": "agree", "label": "同意"},
        {"type": "group", "path": "contact", "label": "联系", "components": [
            {"type": "textfield", "key": "mobile", "label": "手机", "properties": {"validate": "mobile_cn"}},
        ]},
        {"type": "dynamiclist", "path": "cases", "label": "案例", "properties": {"min": "1"}, "components": [
            {"type": "textfield", "key": "customer", "label": "客户", "validate": {"required": True}},
        ]},
        {"type": "filepicker", "key": "licence", "label": "执照", "properties": {"upload": "licence"}},
    ],
}  # fmt: skip


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    return names.get(expression)


def test_a_form_goes_all_the_way() -> None:
    schema = parse_schema(SCHEMA)
    empty = build_form(schema, evaluate=evaluate)
    assert [len(row.nodes) for row in empty.nodes][:3] == [1, 2, 1]
    typed = {
        "name": " 通办 ", "amount": "1,200.50", "founded": "2020-01-31", "city": "cd", "tags": ["a", "b"],
        "agree": "on", "contact-mobile": "123", "cases-0-customer": "甲", "cases-4-customer": "",
        "licence": ["f1"],
    }  # fmt: skip
    refs = {"f1": {"id": "f1", "name": "a.png", "size_bytes": 10, "content_type": "image/png"}}
    bound = build_form(schema, evaluate=evaluate, formdata=typed, files=refs)
    assert not bound.validate()
    assert {path: [e.code for e in errors] for path, errors in bound.errors.items()} == {
        "contact.mobile": ["mobile_cn"],
        "cases[1].customer": ["required"],
    }
    typed |= {"contact-mobile": "13800138000", "cases-4-customer": "乙"}
    bound = build_form(schema, evaluate=evaluate, formdata=typed, files=refs)
    assert bound.validate(), bound.errors

    again = build_form(schema, evaluate=evaluate, values=bound.data)
    assert again.data == bound.data
