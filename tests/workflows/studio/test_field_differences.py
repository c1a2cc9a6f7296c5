"""Which fields of a form differ, property by property."""

from __future__ import annotations

import json
from typing import Any

from workflows.administration.repair_values import Names
from workflows.studio.field_differences import field_differences
from workflows.studio.values import FieldDifference, PropertyDifference

NAME = {"type": "textfield", "id": "f1", "key": "name", "label": "名称", "properties": {"label_en": "Name"}}
AMOUNT = {"type": "number", "id": "f2", "key": "amount", "label": "金额"}


def form(*components: dict[str, Any]) -> bytes:
    return json.dumps({"type": "default", "components": components}).encode()


def test_a_property_is_told_as_it_was_and_as_it_is() -> None:
    newer = {**NAME, "label": "单位名称", "validate": {"required": True}}
    assert field_differences(form(NAME, AMOUNT), form(newer, AMOUNT)) == (
        FieldDifference(
            Names("单位名称", "Name"),
            "textfield",
            "changed",
            (
                PropertyDifference("label", "名称", "单位名称"),
                PropertyDifference("validate.required", "", "true"),
            ),
        ),
    )


def test_fields_are_found_in_groups_whatever_else_changes_around_them() -> None:
    group = {"type": "group", "id": "g", "label": "分组", "components": [NAME, AMOUNT]}
    assert [
        (one.names.zh, one.how)
        for one in field_differences(form(group), form({**group, "components": [NAME]}))
    ] == [("金额", "removed")]
    assert [(one.names.zh, one.how) for one in field_differences(form(NAME), form(NAME, AMOUNT))] == [
        ("金额", "added")
    ]


def test_what_is_no_form_shows_nothing() -> None:
    for hostile in (b"", b"[1]", b'{"components": 5}', b'{"components": [7, null]}', b"[" * 100_000):
        assert [one.how for one in field_differences(hostile, hostile)] == []
    assert field_differences(form(NAME), b"[" * 100_000) == ()
