"""The certificate of evidence: what it says, that it is signed, and who gets it."""

from __future__ import annotations

from io import BytesIO

from flask import Flask
from pypdf import PdfReader

from tests.factories.contracts import PROVIDER, Parties, certified, parties
from tests.factories.seals import passed_check
from tests.web.contracts.test_contract_pages import page_of
from workflows.bootstrap import Platform
from workflows.business.contracts import sealing


def said_in(pdf: bytes) -> str:
    """Return the text of a PDF without blanks: lines break where they must."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split()).replace(
        "\u200b", ""
    )


def proved_signature(both: Parties, contract_id: str) -> str:
    """Let the provider sign by a check of its identity; return the number of the check."""
    own, secret_key = both.provider, both.platform.settings.secret_key
    number = passed_check(
        both.platform, own.user_id, own.organisation_id, purpose="signing", reference=contract_id
    )
    both.act(own, sealing.sign_by_check, secret_key, contract_id, number)
    return number


def test_it_says_who_signed_what_when_and_how_that_was_proved(app: Flask, platform: Platform) -> None:
    both = parties(platform)
    contract_id = both.agreed()
    number = proved_signature(both, contract_id)
    both.sign(contract_id, both.enterprise)
    provider = page_of(app, both, both.provider)
    assert f'action="/contracts/{contract_id}/evidence"' in provider.get(f"/contracts/{contract_id}").text
    answer = provider.post(f"/contracts/{contract_id}/evidence")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    signed, said = both.seen(contract_id), said_in(answer.data)
    expected = [
        signed.number,
        PROVIDER,
        "人民币壹万贰仟元整",
        signed.documents[-1].sha256,
        signed.sha256,
        *(one.serial.upper() for one in signed.signatures),
        f"实名核验（人脸核验），张三，核验编号{number}",
        "短信验证码",
        "同意第1稿，合同文本确定",
    ]
    assert [one for one in expected if "".join(one.split()) not in said] == []
    checked = app.test_client().post("/verify", data={"file": (BytesIO(answer.data), "证明.pdf")})
    assert "验签通过，文件未被改动" in checked.text
    assert "电子认证证明" in checked.text
    changed = answer.data[:9000] + bytes([answer.data[9000] ^ 1]) + answer.data[9001:]
    refused = app.test_client().post("/verify", data={"file": (BytesIO(changed), "x.pdf")})
    assert "验签通过" not in refused.text


def test_only_the_parties_of_a_signed_contract_get_it(app: Flask, platform: Platform) -> None:
    both = parties(platform)
    contract_id = both.agreed()
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    assert provider.post(f"/contracts/{contract_id}/evidence").status_code == 409, "nobody has signed yet"
    for who in (both.provider, both.enterprise):
        both.sign(contract_id, who)
    assert enterprise.post(f"/contracts/{contract_id}/evidence").data.startswith(b"%PDF-")
    stranger = certified(platform, "enterprise", "陌生企业", 803, with_seal=False)
    assert page_of(app, both, stranger).post(f"/contracts/{contract_id}/evidence").status_code == 404
    assert app.test_client().post(f"/contracts/{contract_id}/evidence").status_code in {302, 401}
