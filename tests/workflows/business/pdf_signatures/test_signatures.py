"""Signed contracts: accepted as they were issued, refused after anything was done to them."""

from __future__ import annotations

import base64
import io
import random
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from pypdf import PdfReader, PdfWriter

from tests.factories.contracts import PROVIDER, Parties, parties
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.certificates import making
from workflows.business.certificates.operations import (
    own_certificate,
    revocation_list,
    signing_material,
)
from workflows.business.certificates.values import SigningMaterial
from workflows.business.pdf_signatures import making as pdf_making
from workflows.business.pdf_signatures import verification, verification_child
from workflows.business.pdf_signatures.values import Verification
from workflows.business.seals import operations as seals
from workflows.business.seals.queries import seal_to_sign_with

SECRET = "only for this test"


@pytest.fixture
def both(platform: Platform) -> Parties:
    return parties(platform)


def verified(platform: Platform, content: bytes) -> Verification:
    with platform.begin() as work:
        trusted = verification.trusted(work)
    reading = verification.read(io.BytesIO(content), trusted)
    with platform.begin() as work:
        return verification.judge(work, reading)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without a process for each document: what is seen is the same, and many are read here."""

    def seen(stream: BinaryIO, trusted: Sequence[str]) -> Mapping[str, Any]:
        stream.seek(0)
        return verification_child.answer(stream.read(), list(trusted))

    monkeypatch.setattr(verification, "_seen", seen)


def flipped(content: bytes, place: int, bit: int = 1) -> bytes:
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]


def with_a_page(content: bytes) -> bytes:
    """Return a document with a page more, in a revision of its own."""
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    writer.add_blank_page()
    appended = io.BytesIO()
    writer.write(appended)
    return appended.getvalue()


@pytest.mark.usefixtures("in_this_process")
def test_both_signatures_are_told_and_anything_else_is_refused(both: Parties) -> None:
    platform, contract_id = both.platform, both.signed()
    signed, number = both.pdf(contract_id), both.seen(contract_id).number
    said = verified(platform, signed)
    assert (said.verdict, said.reference, said.is_genuine) == ("genuine", number, True)
    assert [(one.field, one.signer, one.state) for one in said.signatures] == [
        ("Provider", PROVIDER, "valid"),
        ("Enterprise", both.seen(contract_id).enterprise_name, "valid"),
    ]
    assert all(one.signed_at == platform.clock() and one.code for one in said.signatures)

    holes = [PdfReader(io.BytesIO(signed)).get_fields()[name]["/V"] for name in ("Provider", "Enterprise")]  # type: ignore[index]
    starts = [int(one["/ByteRange"][1]) for one in holes]
    ends = [int(one["/ByteRange"][2]) for one in holes]
    chance = random.Random(7)
    places = {
        "text": starts[0] // 2,
        "the first signature": starts[0] + 500,
        "the last signature": starts[1] + 500,
        "padding": ends[1] - 40,
        "case of a digit": next(
            at for at in range(starts[1], ends[1]) if chr(signed[at]).lower() in "abcdef"
        ),
        "the end": len(signed) - 3,
    }
    changes = {name: flipped(signed, at, 32 if "case" in name else 1) for name, at in places.items()}
    changes |= {
        f"byte {at}": flipped(signed, at) for at in (chance.randrange(9, len(signed)) for _ in range(6))
    }
    changes["something behind"] = signed + b"\n% note\n"
    for name, changed in changes.items():
        told = verified(platform, changed)
        assert told.verdict in {"changed", "unreadable", "stranger", "unsigned"}, (name, told)


@pytest.mark.usefixtures("in_this_process")
def test_an_appended_page_and_a_removed_signature_are_refused(both: Parties) -> None:
    platform, contract_id = both.platform, both.signed()
    signed = both.pdf(contract_id)
    appended = with_a_page(signed)
    assert appended.startswith(signed), "a revision of its own behind both signatures"
    assert verified(platform, appended).verdict == "changed"

    provider_alone = both.pdf(contract_id, -2)
    assert signed.startswith(provider_alone), "cut off, it is what was issued before"
    said = verified(platform, provider_alone)
    assert (said.verdict, said.missing) == ("incomplete", ("Enterprise",))
    assert verified(platform, both.pdf(contract_id, 0)).verdict == "unsigned"
    plain = PdfWriter(clone_from=io.BytesIO(signed))
    rewritten = io.BytesIO()
    plain.write(rewritten)
    assert not verified(platform, rewritten.getvalue()).is_genuine


@pytest.mark.usefixtures("in_this_process")
def test_the_certificate_of_somebody_else_is_refused(both: Parties) -> None:
    """The same names, signed by an authority of one's own."""
    platform, contract_id = both.platform, both.agreed()
    text, now = both.pdf(contract_id), platform.clock()
    authority = making.make("authority", "通办平台电子签章根证书", "", now=now, issuer=None)
    issuer = making.issuer_of(authority.pem, authority.private_pem)
    stamp = making.make("time_stamp", "通办平台时间戳服务", "", now=now, issuer=issuer)
    listed = making.revocation_list(issuer, [], now=now)
    with platform.begin() as work:
        seal = seal_to_sign_with(work, both.provider.organisation_id)
    assert seal is not None
    for field, name in (("Provider", PROVIDER), ("Enterprise", "岳麓")):
        forged = making.make("organisation", name, "", now=now, issuer=issuer)
        text = pdf_making.sign(
            text,
            pdf_making.Signing(
                field, "x", seal.picture, field == "Provider", now,
                SigningMaterial(forged.private_pem, forged.pem, authority.pem),
                SigningMaterial(stamp.private_pem, stamp.pem, authority.pem), listed,
            ),
        )  # fmt: skip
    said = verified(platform, text)
    assert (said.verdict, {one.state for one in said.signatures}) == ("stranger", {"stranger"})


@pytest.mark.usefixtures("in_this_process")
def test_a_revoked_certificate_signs_nothing_any_more_but_what_it_signed_before_stays(
    both: Parties, clock: FixedClock
) -> None:
    platform, contract_id = both.platform, both.signed()
    signed, agreed = both.pdf(contract_id), both.agreed()
    with platform.begin() as work:
        seal = seal_to_sign_with(work, both.provider.organisation_id)
        assert seal is not None
        stolen = signing_material(work, SECRET, seal.serial)
        stamp = signing_material(work, SECRET, own_certificate(work, SECRET, "time_stamp").serial)
        listed = revocation_list(work, SECRET)
    clock.pass_time(days=1)
    both.act(both.provider, seals.revoke_seal, seal.id, "经办人离职")
    said = verified(platform, signed)
    assert said.is_genuine
    assert said.signatures[0].revoked_at == clock.now, "told, though it counts"
    assert said.signatures[1].revoked_at is None

    clock.pass_time(minutes=1)
    signing = pdf_making.Signing(
        "Provider", "x", seal.picture, True, clock.now, stolen, stamp, listed,
    )  # fmt: skip
    late = pdf_making.sign(both.pdf(agreed), signing)
    told = verified(platform, late)
    assert told.verdict == "revoked"
    assert [(one.state, one.serial) for one in told.signatures] == [("revoked", seal.serial)]


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"", "unreadable"),
        (b"%PDF-1.7\nnothing", "unreadable"),
        (b"PK\x03\x04" + b"x" * 900, "unreadable"),
        (b"%PDF-1.4" + b"\n% x" * 6_000_000, "too_large"),
    ],
)
def test_what_is_no_document_is_said_to_be_none(platform: Platform, content: bytes, verdict: str) -> None:
    assert verified(platform, content).verdict == verdict


def test_a_document_of_somebody_elses_is_unsigned(platform: Platform) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    made = io.BytesIO()
    writer.write(made)
    assert verified(platform, made.getvalue()).verdict == "unsigned"


def told_by_pdfsig(folder: Path, content: bytes) -> str:
    kept = folder / "contract.pdf"
    kept.write_bytes(content)
    return subprocess.run(["pdfsig", "-nocert", kept], capture_output=True, text=True, check=False).stdout


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed here")
def test_a_reader_of_the_field_accepts_both_and_tells_what_was_done_to_them(
    both: Parties, tmp_path: Path
) -> None:
    contract_id = both.signed()
    signed = both.pdf(contract_id)
    told = told_by_pdfsig(tmp_path, signed)
    assert told.count("Signature is Valid.") == 2
    assert told.count("ETSI.CAdES.detached") == 2
    assert told.count("  - Total document signed") == 1
    assert told.count("Not total document signed") == 1, "the first, behind which the second came"
    assert "Signature is Valid." not in told_by_pdfsig(tmp_path, flipped(signed, 5_000))
    appended = told_by_pdfsig(tmp_path, with_a_page(signed))
    assert appended.count("Not total document signed") == 2, "neither is of the whole document"
    removed = told_by_pdfsig(tmp_path, both.pdf(contract_id, -2))
    assert removed.count("Signature is Valid.") == 1
    assert re.search(r"unsigned|not signed", removed), "the field of the enterprise"


def openssl_accepts(folder: Path, certificate: str, authority: str, revoked: bytes) -> bool:
    """Tell whether openssl takes a certificate as one of the authority's that is not on its list."""
    listed = f"-----BEGIN X509 CRL-----\n{base64.encodebytes(revoked).decode()}-----END X509 CRL-----\n"
    files = {"certificate.pem": certificate, "authority.pem": authority, "list.pem": listed}
    for name, content in files.items():
        (folder / name).write_text(content)
    command = ["openssl", "verify", "-crl_check", "-CAfile", "authority.pem", "-CRLfile", "list.pem"]
    command += ["-no_check_time", "certificate.pem"]
    return not subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed here")
def test_another_reader_refuses_certificates_of_others_and_revoked_ones(
    both: Parties, clock: FixedClock, tmp_path: Path
) -> None:
    """pdfsig trusts whom its own database names; what it would be told there, openssl is told here."""
    now = clock.now
    with both.platform.begin() as work:
        seal = seal_to_sign_with(work, both.provider.organisation_id)
        assert seal is not None
        own = signing_material(work, SECRET, seal.serial)
        assert openssl_accepts(
            tmp_path, own.certificate_pem, own.authority_pem, revocation_list(work, SECRET)
        )
    authority = making.make("authority", "通办平台电子签章根证书", "", now=now, issuer=None)
    issuer = making.issuer_of(authority.pem, authority.private_pem)
    forged = making.make("organisation", PROVIDER, "", now=now, issuer=issuer)
    both.act(both.provider, seals.revoke_seal, seal.id, "经办人离职")
    clock.pass_time(minutes=1)
    with both.platform.begin() as work:
        listed = revocation_list(work, SECRET)
    assert not openssl_accepts(tmp_path, forged.pem, own.authority_pem, listed)
    assert not openssl_accepts(tmp_path, own.certificate_pem, own.authority_pem, listed)
