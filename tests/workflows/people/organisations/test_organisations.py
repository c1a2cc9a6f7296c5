from __future__ import annotations

from collections.abc import Iterator

import pytest

from workflows.bootstrap import Platform
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity.models import User
from workflows.people.organisations import operations, queries
from workflows.people.organisations.reference import load_reference
from workflows.people.viewer import Viewer

CODE = "91430100MA4L16B45L"
DATA = {
    "name": "长沙湘江机械有限公司",
    "credit_code": CODE,
    "region": "430100",
    "cluster": "construction-machinery",
}


@pytest.fixture
def work(platform: Platform) -> Iterator[Work]:
    with platform.begin() as work:
        load_reference(work)
        with_people(work)
        yield work


def with_people(work: Work) -> None:
    """Make the accounts that the tests call by their ids."""
    for user_id in ("u1", "u2", "u3"):
        names = {"user_name": user_id, "user_name_key": user_id}
        work.session.add(User(id=user_id, kind="enterprise", created_at=work.now, **names))
    work.session.flush()


def owner_of(organisation_id: str, user_id: str = "u1") -> Viewer:
    return Viewer(user_id, frozenset({"enterprise"}), {organisation_id: "owner"})


def test_reference_data_loads_again_without_change(work: Work) -> None:
    load_reference(work)
    assert len(queries.regions(work, level=2)) == 14
    assert len(queries.regions(work, level=3)) == 122
    assert {region.code for region in queries.regions(work, windows_only=True)} == {
        region.code for region in queries.regions(work, level=2)
    }


def test_a_county_is_reviewed_by_its_city(work: Work) -> None:
    assert queries.window_of(work, "430181") == "430100"
    assert queries.window_of(work, "430200") == "430200"
    for code in ("outside", "999999"):
        with pytest.raises(NotFound):
            queries.window_of(work, code)


def test_forms_offer_regions_in_the_language_of_the_reader(work: Work) -> None:
    regions = queries.form_context(work, "en")["regions"]
    assert {"label": "Changsha", "value": "430100", "group": "Hunan"} in regions
    assert {"label": "省外", "value": "outside", "group": ""} in queries.form_context(work, "zh-CN")[
        "regions"
    ]


def test_the_way_from_application_to_certification(work: Work) -> None:
    org = operations.begin_organisation(work, "enterprise", "u1")
    operations.application_submitted(work, org, DATA)
    view = queries.organisation(work, owner_of(org), org)
    assert (view.name, view.certification, view.region_code) == (DATA["name"], "in_review", "430100")
    with pytest.raises(InvalidState):
        operations.application_submitted(work, org, DATA)
    operations.application_returned(work, org)
    operations.application_submitted(work, org, DATA)
    operations.certify(work, org, DATA)
    view = queries.organisation(work, owner_of(org), org)
    assert view.certified
    assert view.profile == DATA


def test_two_organisations_cannot_have_one_credit_code_unless_one_was_rejected(work: Work) -> None:
    first, second = (
        operations.begin_organisation(work, "enterprise", "u1"),
        operations.begin_organisation(work, "enterprise", "u2"),
    )
    operations.application_submitted(work, first, DATA)
    with pytest.raises(Invalid) as refusal:
        operations.application_submitted(work, second, DATA)
    assert [problem.field for problem in refusal.value.problems] == ["credit_code"]
    operations.reject(work, first)
    operations.application_submitted(work, second, DATA)
    assert queries.organisation(work, owner_of(second, "u2"), second).certification == "in_review"


def test_an_unknown_region_is_answered_at_the_field(work: Work) -> None:
    org = operations.begin_organisation(work, "enterprise", "u1")
    with pytest.raises(Invalid) as refusal:
        operations.application_submitted(work, org, DATA | {"region": "111111"})
    assert [problem.field for problem in refusal.value.problems] == ["region"]


def test_who_sees_an_organisation(work: Work) -> None:
    org = operations.begin_organisation(work, "enterprise", "u1")
    operations.application_submitted(work, org, DATA)
    for allowed in (
        owner_of(org),
        Viewer("w", frozenset({"window:430100"})),
        Viewer("c", frozenset({"cluster:construction-machinery"})),
        Viewer("o", frozenset({"operator"})),
    ):
        assert queries.organisation(work, allowed, org).id == org
        assert [o.id for o in queries.search(work, allowed)] == [org]
    for stranger in (
        Viewer("w", frozenset({"window:430200"})),
        Viewer("c", frozenset({"cluster:ceramics"})),
        Viewer("e", frozenset({"enterprise"}), {"another": "owner"}),
        Viewer("x"),
    ):
        with pytest.raises(NotFound):
            queries.organisation(work, stranger, org)
        assert queries.search(work, stranger) == []


def test_a_payment_account_needs_certification_and_is_hidden_from_windows(work: Work) -> None:
    org, account = operations.begin_organisation(work, "enterprise", "u1"), {
        "bank": "中国银行", "location": "长沙市",
        "branch": "岳麓支行", "number": "6216 6100 0000 1234 567",
    }  # fmt: skip
    operations.application_submitted(work, org, DATA)
    with pytest.raises(InvalidState):
        operations.set_payment_account(work, owner_of(org), org, **account)
    operations.certify(work, org, DATA)
    with pytest.raises(Invalid) as refusal:
        operations.set_payment_account(work, owner_of(org), org, **account | {"number": "12"})
    assert [problem.field for problem in refusal.value.problems] == ["number"]
    operations.set_payment_account(work, owner_of(org), org, **account)
    stored = queries.payment_account(work, owner_of(org), org)
    assert stored is not None
    assert stored.account_name == DATA["name"], "derived, not typed"
    assert stored.number == "6216610000001234567"
    assert stored.masked_number.endswith("•4567")
    with pytest.raises(Forbidden):
        queries.payment_account(work, Viewer("w", frozenset({"window:430100"})), org)


def test_only_administrators_keep_windows_and_clusters(work: Work) -> None:
    admin, window = Viewer("a", frozenset({"admin"})), Viewer("w", frozenset({"window:430100"}))
    new = {"region_code": "430600", "name_zh": "岳阳石化产业集群", "name_en": "Yueyang petrochemicals"}
    operations.save_cluster(work, admin, "petrochemicals", create=True, **new)
    with pytest.raises(Conflict):
        operations.save_cluster(work, admin, "petrochemicals", create=True, **new)
    with pytest.raises(Invalid):
        operations.save_cluster(work, admin, "Bad Id", create=True, **new)
    operations.set_window(work, admin, "430181", has_window=True)
    assert queries.window_of(work, "430181") == "430181"
    with pytest.raises(Forbidden):
        operations.set_window(work, window, "430181", has_window=False)
    with pytest.raises(Forbidden):
        operations.save_cluster(work, window, "petrochemicals", **new)


def test_digits_of_other_scripts_are_no_account_number(platform: Platform) -> None:
    assert operations.ACCOUNT_NUMBER.fullmatch("١٢٣٤٥٦٧٨٩") is None
