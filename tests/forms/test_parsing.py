"""What a form document may be, and how it is told what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import FormInvalid, FormProblem, FormSchema, Profile, parse_schema
from forms.components import READERS
from forms.schema import Choice, DynamicList, FilePicker, Group
from forms.texts import Text
from tests.forms.making import bind, check, group, rows, schema, text


def problems(*components: Any, **document: Any) -> list[tuple[str, str]]:
    with pytest.raises(FormInvalid) as refused:
        parse_schema({"id": "f", "components": list(components)} | document, evaluate_check=check)
    for problem in refused.value.problems:
        assert problem.message_zh
        assert problem.message_en
    return [(problem.code, problem.path) for problem in refused.value.problems]


@pytest.mark.parametrize("key", ["中文", "a b", "1a", "a..b", "a-b", "", None, 7, "_a", "a" * 65, "naïve"])
def test_keys_are_ascii_identifiers(key: Any) -> None:
    assert problems({"type": "textfield", "key": key}) == [("bad_key", "components[0]")]


def test_keys_with_dots_nest_their_values() -> None:
    """As in form-js; where they stand among the others does not matter."""
    read = schema(
        text("bank.account"),
        text("name"),
        text("bank.branch.city"),
        {"type": "dynamiclist", "path": "order.rows", "components": [text("item.price"), text("item.name")]},
        {"type": "group", "path": "a.b", "components": [text("c")]},
    )
    assert [one.path for one in read.walk() if not isinstance(one, Group)] == [
        "bank.account",
        "bank.branch.city",
        "name",
        "order.rows",
        "order.rows.item.price",
        "order.rows.item.name",
        "a.b.c",
    ]


def test_what_is_wrong_at_a_key_with_dots_is_told_where_it_stands() -> None:
    assert problems(text("a.b"), text("x"), text("a.b")) == [("duplicate_key", "components[2]")]
    assert problems(text("a"), text("a.b")) == [("duplicate_key", "components[1]")]
    wrong = {"type": "textfield", "key": "c.d", "conditional": {"hide": 5}}
    assert problems(text("x"), wrong) == [("bad_value", "components[1].conditional.hide")]


@pytest.mark.parametrize("key", ["data", "errors", "validate"])
def test_some_keys_are_reserved(key: str) -> None:
    assert problems(text(key)) == [("reserved_key", "components[0]")]


@pytest.mark.parametrize(
    "key", ["process", "meta", "form_errors", "populate_obj", "validate_x", "filter_x", "f_a"]
)
def test_names_of_wtforms_are_no_trouble(key: str) -> None:
    assert schema(text(key)).find(key) is not None


@pytest.mark.parametrize("kind", ["iframe", "documentPreview"])
def test_what_loads_foreign_pages_is_refused(kind: str) -> None:
    assert problems({"type": kind}) == [("refused_type", "components[0]")]


def test_every_problem_is_told_at_once_with_its_place() -> None:
    # a component's own problems come in no particular order
    assert sorted(
        problems(
            {"type": "magic"},
            "no component",
            text("a"),
            group(None, text("a")),
            group("g", text("a"), text("a")),
            text("b", components=[]),
            {"type": "separator", "components": [text("c")]},
            rows("1x", text("d")),
            text("e", validate={"pattern": "(", "minLength": -1, "validationType": "iban"}),
            {"type": "number", "key": "n", "decimalDigits": 1.5, "validate": {"min": "x"}},
            {"type": "select", "key": "s"},
            {"type": "select", "key": "s2", "values": [{"label": "no value"}]},
            {"type": "datetime", "key": "d", "subtype": "week"},
            text("v", properties={"validate": "iban"}),
            {"type": "filepicker", "key": "p", "properties": {"upload": "anything"}},
            text("l", layout={"columns": 17}),
            text("x", conditional={"hide": "=1 +"}),
            {"type": "text", "text": "{{#if a}}b{{/if}}"},
            {"type": "text", "text": "{{a +}}"},
        )
    ) == sorted(
        [
            ("unknown_type", "components[0]"),
            ("not_a_component", "components[1]"),
            ("duplicate_key", "components[3].components[0]"),
            ("duplicate_key", "components[4].components[1]"),
            ("bad_nesting", "components[5]"),
            ("bad_nesting", "components[6]"),
            ("bad_key", "components[7]"),
            ("bad_value", "components[8].minLength"),
            ("bad_pattern", "components[8].validate.pattern"),
            ("bad_value", "components[8].validationType"),
            ("bad_value", "components[9].decimalDigits"),
            ("bad_value", "components[9].min"),
            ("no_options", "components[10]"),
            ("bad_value", "components[11].values"),
            ("bad_value", "components[12].subtype"),
            ("unknown_validator", "components[13].properties.validate"),
            ("unknown_upload", "components[14].properties.upload"),
            ("bad_value", "components[15].columns"),
            ("bad_expression", "components[16].conditional.hide"),
            ("bad_template", "components[17].text"),
            ("bad_expression", "components[18].text"),
        ]
    )


def test_who_may_read_an_answer_is_one_of_three_words() -> None:
    wrong = text("a", properties={"shown_to": "everyone"})
    assert problems(wrong) == [("unknown_audience", "components[0].properties.shown_to")]


def test_ids_are_unique_and_a_form_has_one() -> None:
    assert problems(text("a", id="x"), text("b", id="x")) == [("duplicate_id", "components[1]")]
    assert problems(text("a"), id="") == [("form_id", "id")]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_a_form"),
        (b'{"id": "a"}', "not_a_form"),
        (b'{"id": "a", "components": {}}', "not_a_form"),
        (b" " * 2_000_001, "document_too_large"),
        (b"\xff\xfe\x00", "not_json"),
    ],
)
def test_what_is_no_form_at_all(document: bytes, code: str) -> None:
    with pytest.raises(FormInvalid) as refused:
        parse_schema(document)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_depth_and_number_are_bounded() -> None:
    deep: dict[str, Any] = text("a")
    for n in range(12):
        deep = group(f"g{n}", deep)
    assert problems(deep)[0][0] == "too_deep"
    assert ("too_many_components", "components[2000]") in problems(*(text(f"k{n}") for n in range(2_050)))


def test_buttons_are_left_out_and_paths_follow_the_data() -> None:
    made = schema(
        {"type": "button", "label": "Submit", "key": "b"},
        group(None, text("a"), group("g", rows("list", text("c")))),
    )
    assert [component.path for component in made.walk()] == ["", "a", "g", "g.list", "g.list.c"]
    assert isinstance(made.find("g"), Group)
    assert isinstance(made.find("g.list"), DynamicList)
    assert made.find("nothing") is None


def test_the_same_content_is_the_same_form() -> None:
    document = {"id": "f", "components": [text("a")]}
    as_bytes = json.dumps(document).encode()
    assert parse_schema(as_bytes) == parse_schema(as_bytes)
    assert parse_schema(document) == parse_schema(dict(document))
    assert parse_schema(document) != parse_schema({"id": "f", "components": [text("b")]})


def test_english_comes_from_the_properties() -> None:
    made = schema(
        {
            "type": "select", "key": "s", "label": "城市", "description": "说明",
            "values": [{"label": "成都", "value": "cd"}],
            "properties": {"label_en": "City", "description_en": "Note", "option_en.cd": "Chengdu"},
        }
    )  # fmt: skip
    found = made.find("s")
    assert isinstance(found, Choice)
    assert (found.label.say("en"), found.label.say("zh-CN")) == ("City", "城市")
    assert found.options[0].label.say("en") == "Chengdu"
    assert found.description.en == "Note"


scraps = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 20)
    | st.floats(allow_nan=True)
    | st.sampled_from(
        ["", "a", "=1", "=1+", "{{a}}", "x" * 70, "date", "中文", "-1", "a.b", "licence", "email", "^("]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["label", "value", "key", "hide"]), inner)
    ),
    max_leaves=4,
)
MEMBERS = [
    "key",
    "path",
    "id",
    "label",
    "description",
    "text",
    "content",
    "values",
    "valuesKey",
    "valuesExpression",
    "validate",
    "properties",
    "layout",
    "conditional",
    "defaultValue",
    "readonly",
    "disabled",
    "decimalDigits",
    "increment",
    "subtype",
    "serializeToString",
    "expression",
    "components",
    "columns",
    "columnsExpression",
    "dataSource",
    "rowCount",
    "source",
    "alt",
    "height",
    "multiple",
    "min",
    "max",
    "defaultRepetitions",
    "appearance",
]
odd_components = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(READERS))},
    optional=dict.fromkeys(MEMBERS, scraps)
    | {
        "key": st.sampled_from(["a", "b", "1", None]),
        "validate": st.dictionaries(
            st.sampled_from(["min", "max", "minLength", "pattern", "required"]), scraps
        ),
        "properties": st.dictionaries(
            st.sampled_from(["min", "max", "validate", "upload", "label_en"]), scraps
        ),
        "values": st.lists(scraps, max_size=3),
    },
)


def schema_or_problems(*components: Any) -> FormSchema | tuple[FormProblem, ...]:
    try:
        return schema(*components)
    except FormInvalid as refused:
        return refused.problems


@settings(deadline=None, max_examples=100)
@given(st.lists(odd_components, max_size=4))
def test_any_document_is_a_form_that_works_or_is_told_what_is_wrong(components: list[dict[str, Any]]) -> None:
    made = schema_or_problems(*components)
    if isinstance(made, tuple):
        assert made
        assert all(problem.message_zh and problem.message_en for problem in made)
        return
    bound = bind(made, {"a": "1", "b-0-a": "x"})
    bound.validate()
    assert isinstance(bound.nodes, tuple)


def test_a_form_beside_other_profiles_of_uploads_is_another_form() -> None:
    picker = {"type": "filepicker", "id": "photos", "key": "photos", "properties": {"upload": "photos"}}
    document = {"id": "f", "components": [picker]}
    small, large = (Profile("1:photos", ("image/png",), size, Text("照片", "Photos")) for size in (5, 9))
    one, other = (parse_schema(document, own_profiles={"photos": rule}) for rule in (small, large))
    assert one != other
    (picked,) = other.fields()
    assert isinstance(picked, FilePicker)
    assert picked.rule is large
    with pytest.raises(FormInvalid, match="did you mean photos"):
        parse_schema(
            {**document, "components": [{**picker, "properties": {"upload": "photo"}}]},
            own_profiles={"photos": small},
        )
