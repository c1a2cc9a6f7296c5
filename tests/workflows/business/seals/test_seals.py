"""Seals: one at a time, revoked by what happens to their organisation, their keys nowhere in the open."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from tests.factories.people import staff, viewer
from tests.factories.seals import passed_check, sealed
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.certificates.models import Certificate
from workflows.business.certificates.operations import SAFE, revocation_list, signing_material
from workflows.business.seals import operations
from workflows.business.seals.models import Seal
from workflows.business.seals.queries import has_valid_seal
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Conflict, Forbidden, InvalidState, NotFound
from workflows.ground.safe import Safe
from workflows.notices.models import Message
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.models import Organisation

PRIVATE = re.compile(r"PRIVATE KEY|private_key", re.IGNORECASE)


@pytest.fixture
def team(platform: Platform) -> Team:
    return certified_provider(platform)


def counts(team: Team) -> bool:
    with team.platform.begin() as work:
        return has_valid_seal(work, team.owner.organisation_id)


def seal_of(team: Team) -> str:
    return sealed(team.platform, team.owner.user_id, team.owner.organisation_id)


def test_a_seal_has_a_certificate_of_the_platforms_authority(team: Team) -> None:
    seal_id = seal_of(team)
    assert counts(team)
    with team.platform.begin() as work:
        seal = work.session.get_one(Seal, seal_id)
        own = work.session.get_one(Certificate, seal.certificate_serial)
        material = signing_material(work, team.platform.settings.secret_key, own.serial)
        assert re.fullmatch(r"\d{13}", seal.code)
        assert (own.subject, own.purpose, own.revoked_at) == ("湘江检测", "organisation", None)
        issuer = work.session.get_one(Certificate, own.issuer_serial)
        assert issuer.purpose == "authority"
        listed = revocation_list(work, team.platform.settings.secret_key)
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(material.certificate_pem.encode())
    authority = x509.load_pem_x509_certificate(material.authority_pem.encode())
    certificate.verify_directly_issued_by(authority)
    assert certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert x509.load_der_x509_crl(listed).is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    with pytest.raises(InvalidState):
        seal_of(team)


def test_a_revoked_one_is_on_the_list_and_its_key_is_gone(team: Team) -> None:
    seal_id = seal_of(team)
    with team.platform.begin(team.owner.user_id) as work:
        operations.revoke_seal(work, viewer(team.platform, team.owner.user_id), seal_id, "换章")
    assert not counts(team)
    with team.platform.begin() as work:
        own = work.session.get_one(Certificate, work.session.get_one(Seal, seal_id).certificate_serial)
        assert (own.private_key, own.revoked_at is not None) == (None, True)
        listed = revocation_list(work, team.platform.settings.secret_key)
        with pytest.raises(InvalidState):
            signing_material(work, team.platform.settings.secret_key, own.serial)
        audited = work.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "seal"))
        assert list(audited) == ["seal.made", "seal.revoked"]
        told = work.session.scalars(select(Message.template).where(Message.user_id == team.owner.user_id))
        assert sorted(told) == ["seal_made", "seal_revoked"]
        serial = own.serial
    from cryptography import x509

    revoked = x509.load_der_x509_crl(listed).get_revoked_certificate_by_serial_number(int(serial, 16))
    assert revoked is not None


@pytest.mark.parametrize("length", [1, 22, 64, 100])
def test_names_of_every_length_are_certified(platform: Platform, length: int) -> None:
    made = certified_provider(platform)
    with platform.begin() as work:
        work.session.get_one(Organisation, made.owner.organisation_id).name = "湘" * length
    seal_of(made)
    assert counts(made)


@pytest.mark.parametrize("what", ["ordinary", "renamed"])
def test_what_happens_to_the_organisation_revokes_it(team: Team, what: str) -> None:
    seal_id, organisation_id = seal_of(team), team.owner.organisation_id
    with team.platform.begin() as work:
        if what == "ordinary":
            organisations.register_ordinary(work, organisation_id)
        else:
            organisations.application_submitted(work, organisation_id, {"name": "新湘江检测"})
            organisations.certify(work, organisation_id, {"name": "新湘江检测"})
    assert not counts(team), "at once, whoever tells whom"
    with team.platform.begin() as work:
        operations.organisation_changed(work, organisation_id)
        row = work.session.get_one(Seal, seal_id)
        assert row.state == "revoked"
        assert row.reason == ("seals.renamed" if what == "renamed" else "seals.organisation_closed")
        assert row.ended_by is None


def test_a_change_under_review_lets_it_count_as_what_was_approved_stays(team: Team) -> None:
    seal_of(team)
    organisation_id = team.owner.organisation_id
    with team.platform.begin() as work:
        organisations.application_submitted(work, organisation_id, {"name": "新湘江检测"})
        operations.organisation_changed(work, organisation_id)
    assert counts(team)
    with team.platform.begin() as work:
        organisations.reject(work, organisation_id)
        operations.organisation_changed(work, organisation_id)
    assert counts(team), "a change that was refused changes nothing"


def test_an_administrator_revokes_and_nobody_else_of_the_house(team: Team) -> None:
    seal_id = seal_of(team)
    for group in ("operator", "department", "finance"):
        person = staff(team.platform, group)
        with pytest.raises(NotFound), team.platform.begin(person) as work:
            operations.revoke_seal(work, viewer(team.platform, person), seal_id, "x")
    member = team.add("seals").user_id
    with pytest.raises(Forbidden), team.platform.begin(member) as work:
        operations.revoke_seal(work, viewer(team.platform, member), seal_id, "x")
    assert counts(team)
    admin = staff(team.platform, "admin")
    with team.platform.begin(admin) as work:
        operations.revoke_seal(work, viewer(team.platform, admin), seal_id, "被冒用")
    assert not counts(team)


def test_one_whose_certificate_has_run_out_makes_room(team: Team, clock: FixedClock) -> None:
    first = seal_of(team)
    clock.pass_time(days=3 * 365 + 1)
    assert not counts(team)
    second = seal_of(team)
    assert counts(team)
    with team.platform.begin() as work:
        assert work.session.get_one(Seal, first).state == "expired"
        assert work.session.get_one(Seal, second).state == "active"


def test_two_at_once_make_one(team: Team) -> None:
    owner, organisation_id = team.owner.user_id, team.owner.organisation_id
    checks = [passed_check(team.platform, owner, organisation_id) for _ in range(2)]
    secret_key, acting = team.platform.settings.secret_key, viewer(team.platform, owner)

    def make(number: str) -> bool:
        try:
            with team.platform.begin(owner) as work:
                operations.make_seal(work, acting, secret_key, organisation_id, check_number=number)
        except (InvalidState, Conflict):
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(make, checks)) == [False, True]


def test_private_keys_are_nowhere_in_the_open(
    team: Team, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seal_of(team)
    with team.platform.begin() as work:
        rows = work.session.scalars(select(Certificate)).all()
        safe = Safe(team.platform.settings.secret_key, SAFE)
        opened = [safe.unlock(row.private_key) for row in rows if row.private_key is not None]
        assert len(opened) == len(rows) == 2
        middles = ["".join((key or "").splitlines()[1:2]) for key in opened]
        assert all(len(one) == 64 for one in middles)
        tables = work.session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ).all()
        assert "certificates" in tables
        for table in tables:
            for line in work.session.scalars(text(f'SELECT t::text FROM "{table}" t')):
                assert not any(one in line for one in middles), table
                assert "PRIVATE KEY" not in line, table
        other = Safe("another installation's secret", SAFE)
        assert all(other.unlock(row.private_key or b"") is None for row in rows)
        material = signing_material(work, team.platform.settings.secret_key, rows[-1].serial)
        assert "PRIVATE" not in repr(material)
    written = caplog.text + "".join(capfd.readouterr())
    assert not any(one in written for one in middles)
    assert not PRIVATE.search(written)
