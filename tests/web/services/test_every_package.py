"""What holds for every process that is deployed, whoever drew it: a new package needs no test of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories.people import Applicant, staff, viewer
from tests.web.access.test_access import AS_A_FRAGMENT, judge
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import diagrams, services
from workflows.bootstrap import Platform
from workflows.ground.errors import NotFound
from workflows.lint import lint
from workflows.people.identity.roles import ROLES

SignIn = Callable[[str], FlaskClient]
MOST_STATEMENTS = 40


@pytest.fixture
def people(trips: Story, platform: Platform, boss: Applicant, employee: str) -> dict[str, str]:
    """One person for each role, with an organisation where the role is an applicant's."""
    provider = trips.applicant(kind="provider")
    users = {"boss": boss.user_id, "employee": employee, "provider": provider.user_id}
    return users | {role: staff(platform, role) for role in ROLES if role not in {"enterprise", "provider"}}


def deployed(platform: Platform) -> list[str]:
    with platform.begin() as work:
        return [one.process_id for one in work.repository.list(latest_only=True)]


def _service(platform: Platform, user_id: str, process_id: str) -> services.Service | None:
    """Return a process as a service; None: it begins elsewhere, as at the checkout."""
    with platform.begin() as work:
        try:
            return services.service(work, viewer(platform, user_id), process_id)
        except NotFound:
            return None


def test_nobody_gets_a_form_whom_the_package_does_not_let_begin(
    people: dict[str, str], platform: Platform, as_user: SignIn
):
    wrong = []
    for number, (name, user_id) in enumerate(people.items(), start=1):
        client = as_user(user_id)
        network = {"REMOTE_ADDR": f"198.51.100.{number}"}  # so many requests from one would be too many
        listed = client.get("/services").text
        for process_id in deployed(platform):
            one = _service(platform, user_id, process_id)
            places = one.places if one is not None else ()
            for method, path in (
                ("GET", ""),
                ("POST", ""),
                ("POST", "/draft"),
                ("GET", "?check=1"),
            ):
                page, headers = f"/services/{process_id}{path}", {} if places else AS_A_FRAGMENT
                answer = client.open(page, method=method, environ_base=network, headers=headers)
                expected = "in" if places else "out"
                if judge(answer) != expected:
                    wrong.append(f"{name} {method} {process_id}{path}: {answer.status_code}")
            if one is not None and (f"：{one.name.zh}" in listed) != bool(places):
                wrong.append(f"{name}: {process_id} listed")
    assert not wrong, "\n".join(wrong)


def test_visitors_sign_in_first(trips: Story, platform: Platform, client: FlaskClient):
    for process_id in deployed(platform):
        answer = client.get(f"/services/{process_id}")
        assert "/account/sign-in" in answer.headers["Location"], process_id


def test_what_a_sealed_step_decides_is_closed_by_something(trips: Story, platform: Platform):
    """A seal that nothing opens would keep a decision from everybody for ever."""
    with platform.begin() as work:
        for definition in work.repository.list(latest_only=True):
            program = work.repository.program(definition.id)
            sealed = {one.id for one in program.elements.values() if diagrams.is_sealed(one)}
            closed = frozenset().union(*diagrams.seals(program).values())
            assert sealed == closed, definition.process_id


def test_every_package_passes_the_lint_without_a_word(trips: Story, platform: Platform):
    with platform.begin() as work:
        for definition in work.repository.list(latest_only=True):
            problems = [p.message_en for p in lint(work.repository.files(definition.id))]
            assert not problems, definition.process_id


def test_start_pages_ask_a_bounded_number_of_questions(
    people: dict[str, str], platform: Platform, as_user: SignIn, statements: list[str]
):
    client = as_user(people["boss"])
    for process_id in deployed(platform):
        client.get(f"/services/{process_id}")
        statements.clear()
        client.get(f"/services/{process_id}")
        assert len(statements) <= MOST_STATEMENTS, (process_id, len(statements))
