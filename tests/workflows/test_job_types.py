"""Job types: one contract each, from which the page is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.contracts import JobContract
from workflows import job_types
from workflows.ground.jobs import background_job, job
from workflows.job_page import page
from workflows.job_types import contracts
from workflows.lint import lint
from workflows.packages import delivered, package_files

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_decorators_say() -> None:
    """`python -m workflows.job_page > docs/jobs.md` writes it."""
    assert (ROOT / "docs" / "jobs.md").read_text() == page()
    assert all(f"## `{name}`" in page() for name in contracts())


def test_every_text_of_a_contract_is_there_in_both_languages() -> None:
    texts = [one.about for one in job_types.job_types().values()]
    for contract in contracts().values():
        texts += [header.about for header in contract.headers.values()]
        texts += [given.about for given in (*contract.reads.values(), *(contract.gives or {}).values())]
    for chinese, english in texts:
        assert any("一" <= letter <= "鿿" for letter in chinese), chinese
        assert english.isascii(), english
        assert english


def test_two_handlers_of_one_type_are_refused() -> None:
    first = background_job("a.b", ("一", "one"))(lambda _: None)
    second = job("a.b", ("二", "two"))(lambda _: None)
    by_name = {first.name: first}
    with pytest.raises(ValueError, match=r"one handler for a\.b"):
        job_types._add(by_name, (second,))


def test_a_job_that_says_nothing_of_what_it_gives_gives_nothing() -> None:
    said = job("a.b", ("一", "one"))(lambda _: None).contract
    assert said == JobContract(gives={})


LEAVE = "enterprise_registration"


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('key="template" value="', 'key="template" value="no_', "bpmn.unknown_template"),
        (
            'key="template" value="enterprise_certified"',
            'key="template" value="password_reset"',
            "bpmn.unknown_template",
        ),
        ('key="template"', 'key="tmplate"', "bpmn.unknown_header"),
        ('key="to" value="applicant"', 'key="to" value="finance"', "bpmn.header_word"),
        ('.action = "approve"', '.action = "approved"', "bpmn.unknown_word"),
    ],
)
def test_a_mistake_in_a_delivered_package_is_told(right: str, wrong: str, code: str) -> None:
    files = package_files(LEAVE)
    text = files["process.bpmn"].decode()
    text = (
        text.replace(right, wrong)
        if right in text
        else text.replace(right.replace('"', "&quot;"), wrong.replace('"', "&quot;"))
    )
    assert text.encode() != files["process.bpmn"]
    problems = {problem.code for problem in lint({**files, "process.bpmn": text.encode()})}
    assert code in problems
    assert LEAVE in delivered()
