"""Who may begin a process for which kind of organisation."""

from __future__ import annotations

import pytest

from tests.factories.people import applicant, credit_code, viewer
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    database_url,
    story,
)
from workflows.approvals.cases import services, submitting
from workflows.approvals.cases.start_rules import ANYONE, StartRules
from workflows.approvals.policies.starting import may_start
from workflows.ground.errors import Forbidden
from workflows.lint import check_start
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer import Viewer

BOTH = Viewer("a", frozenset({"enterprise", "provider"}), {"o": "owner"})


@pytest.mark.parametrize(
    ("roles", "kind", "allowed"),
    [
        ({"provider"}, "provider", True),
        ({"provider"}, "enterprise", False),
        ({"provider", "enterprise"}, "enterprise", True),
        ({ANYONE}, "enterprise", True),
        ({"operator"}, "enterprise", False),
        ({"provider"}, None, False),
    ],
)
def test_the_kind_of_the_organisation_counts(roles: set[str], kind: str | None, allowed: bool) -> None:
    assert may_start(BOTH, StartRules("XX", roles=frozenset(roles)), "o", kind) is allowed


def test_who_has_an_enterprise_and_a_provider_begins_for_each_its_own(story: Story) -> None:  # noqa: F811
    who = applicant(story.platform)
    with story.platform.begin() as work:
        # a person of an enterprise who founds a provider as well holds both roles
        provider = organisations.begin_organisation(work, "provider", who.user_id)
    both = viewer(story.platform, who.user_id)
    both = Viewer(both.user_id, both.groups | {"provider"}, both.memberships, both.menus)
    data = {"name": "甲公司", "credit_code": credit_code(9), "region": "430100"}
    with story.platform.begin(who.user_id) as work, pytest.raises(Forbidden) as refused:
        submitting.submit(work, both, "provider_registration", data, organisation_id=who.organisation_id)
    assert refused.value.code == "approvals.cannot_start"
    with story.platform.begin(who.user_id) as work:
        own = organisations_of(work, who.user_id)
        rules = services.service(work, both, "provider_registration").rules
        assert [one.organisation_id for one in services.places_of(both, rules, own)] == [provider]


def test_a_start_for_people_of_no_kind_of_organisation_is_told() -> None:
    (wrong,) = check_start({"roles": "operator", "menu": "products"}, None)
    assert "enterprise provider" in wrong[1]
    assert check_start({"roles": "provider", "menu": "products"}, None) == []
    assert check_start({"roles": "anyone", "members": "true"}, None) == []
    assert check_start({"menu": "products"}, None) == []


def test_a_misspelled_setting_or_word_of_a_start_is_told_with_the_nearest() -> None:
    (setting,) = check_start({"titel": "application.name"}, None)
    assert setting[1].startswith("nobody knows titel (did you mean title?)")
    (word,) = check_start({"for": "organization"}, None)
    assert word[0].startswith("for 中的“organization”无法识别，是否应为“organisation”？")
