"""Every delivered form can be served, in both languages."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from forms import FormSchema, parse_schema
from forms.schema import Choice, Field
from tests.forms.making import bind, check, codes

FORMS = sorted(Path(str(files("bpmn"))).rglob("*.form"))


@pytest.fixture(params=FORMS, ids=[f"{path.parent.name}/{path.name}" for path in FORMS])
def form(request: pytest.FixtureRequest) -> FormSchema:
    return parse_schema(request.param.read_bytes(), evaluate_check=check)


def test_every_text_has_its_english(form: FormSchema) -> None:
    silent = [component.id for component in form.walk() if component.label.zh and not component.label.en]
    for component in form.walk():
        if isinstance(component, Field) and component.description.zh and not component.description.en:
            silent.append(f"{component.id} (description)")
        if isinstance(component, Choice):
            silent += [
                f"{component.id}: {o.value}" for o in component.options if o.label.zh and not o.label.en
            ]
    assert silent == []


def test_an_empty_submission_is_answered_at_the_fields_that_are_needed(form: FormSchema) -> None:
    bound = bind(form, {})
    found = codes(bound)
    assert found
    assert {code for said in found.values() for code in said} <= {
        "required", "required_choice", "required_file", "required_check", "too_few_rows",
    }  # fmt: skip
    assert bind(form, {}, draft=bound.draft, locale="en").nodes
