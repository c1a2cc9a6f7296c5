"""Files of a form as those who read it meet them: both versions of a change, and what proves a value."""

from __future__ import annotations

from forms import Rights, from_json
from tests.forms.making import bind, field, schema

LICENCE = {"type": "filepicker", "key": "licence", "label": "执照", "properties": {"upload": "licence"}}
NAME = {"type": "textfield", "key": "name", "label": "名称", "properties": {"proved_by": "licence"}}
REFS = [{"id": f"f{n}", "name": f"{n}.png", "size_bytes": 9, "content_type": "image/png"} for n in range(2)]


def test_a_changed_file_can_be_opened_as_it_was_and_as_it_is() -> None:
    made = schema(LICENCE, NAME)
    values, before = ({"name": "蓝天", "licence": [ref]} for ref in REFS)
    shown = field(bind(made, values=from_json(made, values), previous=from_json(made, before)), "licence")
    assert [one.id for one in shown.before_files] == ["f1"]
    assert [one.id for one in shown.files] == ["f0"]


def test_the_licence_stands_beside_what_it_proves_for_those_who_may_see_it() -> None:
    made = schema(LICENCE, NAME)
    values = from_json(made, {"name": "蓝天", "licence": [REFS[0]]})
    assert [one.id for one in field(bind(made, values=values), "name").proofs] == ["f0"]
    blind = bind(made, values=values, rights=Rights.of({"licence": "hidden"}, "read"))
    assert field(blind, "name").proofs == ()
