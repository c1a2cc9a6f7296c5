"""The certificate of evidence 电子认证证明 of a contract that both have signed on the platform.

It is made when it is asked for, of what is kept, and signed with the platform's own certificate: the page of
verification knows it again. It is in Chinese, as contracts are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows.business.certificates.models import Certificate
from workflows.business.certificates.operations import own_certificate
from workflows.business.contracts import amounts, queries
from workflows.business.contracts.models import Contract, ContractSignature
from workflows.business.contracts.opening import audited
from workflows.business.contracts.subjects import subject
from workflows.business.contracts.values import ContractView, Party
from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.values import METHOD_NAMES
from workflows.business.ledger.money import shown
from workflows.business.pdf_signatures import signing
from workflows.business.pdf_signatures.values import SignatureOrder, SignaturePlace
from workflows.business.seals.models import Seal
from workflows.business.seals.pictures import draw
from workflows.business.typesetting.setting import typeset
from workflows.ground.audit.log import record
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.people.identity.queries import shown_names
from workflows.people.viewer import Viewer

PLACE = SignaturePlace("Platform", left=140, bottom=28, edge=42)
"""On the last page, where `typesetting/templates/evidence.typ` leaves room."""
_PARTIES: dict[Party, str] = {"provider": "乙方（服务机构）", "enterprise": "甲方（企业）"}
_ANSWERS = {
    "agreed": "同意第 {number} 稿，合同文本确定",
    "returned": "退回第 {number} 稿",
    "refused": "拒绝签订",
}


def make(
    work: Work, viewer: Viewer, secret_key: str, contract_id: str, *, verify_url: str
) -> tuple[str, bytes]:
    """Return the name and the content of the certificate of a signed contract, itself signed by the platform.

    `verify_url`: where files are verified.

    Raises: NotFound: strangers too; InvalidState: it is not signed, or was signed on paper; TooMany: others
        are being typeset; typesetting.setting.CannotSet.
    """
    one = queries.contract(work, viewer, contract_id)
    if one.state != "signed" or one.way != "online" or one.signed_at is None:
        raise InvalidState("contracts.no_evidence")
    pdf = typeset("evidence", _Evidence(work, one, verify_url).data(), "pdf")
    own = own_certificate(work, secret_key, "platform")
    order = SignatureOrder(
        field=PLACE.field,
        serial=own.serial,
        picture=draw(own.subject, ""),
        reason=f"证明合同 {one.number} 的签署",
        reference=f"{one.number} 电子认证证明",
        is_first=True,
        is_last=True,
    )
    signed = signing.sign(work, secret_key, signing.with_places(pdf, (PLACE,)), order)
    record(work, "contract.evidence_made", audited(work.session.get_one(Contract, one.id)))
    return f"{one.number}-电子认证证明.pdf", signed


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signature with its seal, its certificate, the issuer's name, and the identity check that was used."""

    signature: ContractSignature
    seal: Seal
    certificate: Certificate
    issuer: str
    check: IdentityCheck | None


class _Evidence:
    """What the typesetter gets: values alone."""

    def __init__(self, work: Work, one: ContractView, verify_url: str) -> None:
        self.work, self.one, self.verify_url = work, one, verify_url
        acted = {version.offered_by for version in one.versions}
        acted |= {version.answered_by for version in one.versions if version.answered_by}
        self.names = shown_names(work, acted | {signature.signed_by for signature in one.signatures})

    def data(self) -> dict[str, Any]:
        local = self.work.now.astimezone(SHANGHAI)
        return {
            "number": self.one.number,
            "platform": "通办平台",
            "date": {"year": local.year, "month": local.month, "day": local.day},
            "issued_at": _moment(self.work.now),
            "address": self.verify_url,
            "contract": list(self._contract()),
            "signatures": [
                {"heading": f"{_PARTIES[one.signature.party]}的签署", "rows": list(self._signature(one))}  # type: ignore[index]  # the table takes no other
                for one in self._signed()
            ],
            "events": sorted(self._events(), key=lambda event: event["moment"]),
        }

    def _contract(self) -> Iterator[dict[str, Any]]:
        one = self.one
        about = subject(self.work, one.subject_kind, one.subject_id)
        yield _fact("名称", f"《{one.title}》")
        yield _fact("编号", one.number)
        if one.terms is not None and one.terms.supplements:
            yield _fact("所补充的合同", one.terms.supplements)
        if about is not None and about.number:
            yield _fact("平台订单", about.number)
        yield _fact("金额", f"{shown(one.amount_fen)} 元（{amounts.in_words(one.amount_fen)}）")
        for party, own in (("甲方（企业）", one.enterprise), ("乙方（服务机构）", one.provider)):
            code = f"，统一社会信用代码 {own.credit_code}" if own.credit_code else ""
            yield _fact(party, f"{own.name}{code}")
        signed_at = one.signed_at
        yield _fact("双方签署完成", _moment(signed_at) if signed_at is not None else "")
        yield _fact("签署文件 SHA-256", one.documents[-1].sha256, code=True)
        yield _fact("确定文本 SHA-256", one.sha256, code=True)

    def _signed(self) -> list[_Signed]:
        rows = self.work.session.execute(
            select(ContractSignature, Seal, Certificate, IdentityCheck)
            .join(Seal, Seal.id == ContractSignature.seal_id)
            .join(Certificate, Certificate.serial == ContractSignature.serial)
            .outerjoin(
                IdentityCheck,
                (ContractSignature.proved_by == "identity")
                & (IdentityCheck.purpose == "signing")
                & (IdentityCheck.reference == ContractSignature.contract_id)
                & (IdentityCheck.organisation_id == Seal.organisation_id)
                & IdentityCheck.used_at.is_not(None),
            )
            .where(ContractSignature.contract_id == self.one.id)
            .order_by(ContractSignature.signed_at)
        ).all()
        issuers = select(Certificate.serial, Certificate.subject).where(
            Certificate.serial.in_([certificate.issuer_serial for _, _, certificate, _ in rows])
        )
        named = dict(self.work.session.execute(issuers).all())
        return [
            _Signed(signature, seal, certificate, named.get(certificate.issuer_serial or "", ""), check)
            for signature, seal, certificate, check in rows
        ]

    def _signature(self, one: _Signed) -> Iterator[dict[str, Any]]:
        yield _fact("签署单位", one.certificate.subject)
        yield _fact("办理人", self.names.get(one.signature.signed_by, ""))
        yield _fact("签署时间", _moment(one.signature.signed_at))
        yield _fact("签署意愿核验", _proof(one.check))
        yield _fact("企业签章", f"{one.seal.name}，编码 {one.seal.code}" if one.seal.code else one.seal.name)
        yield _fact("制章时实名核验", f"{one.seal.person}，核验编号 {one.seal.check_number}")
        yield _fact("证书序列号", one.certificate.serial.upper(), code=True)
        yield _fact("证书指纹 SHA-256", one.certificate.fingerprint, code=True)
        yield _fact("颁发者", one.issuer)
        valid_from, valid_until = _moment(one.certificate.valid_from), _moment(one.certificate.valid_until)
        yield _fact("证书有效期", f"{valid_from} 至 {valid_until}")
        if one.certificate.revoked_at is not None:
            yield _fact("证书吊销", f"{_moment(one.certificate.revoked_at)}，此前的签署仍然有效")

    def _events(self) -> Iterator[dict[str, Any]]:
        yield self._event(self.one.created_at, "建立合同", None)
        for version in self.one.versions:
            yield self._event(version.offered_at, f"提交第 {version.number} 稿", version.offered_by)
            if version.answered_at is not None and version.answer:
                said = _ANSWERS[version.answer].format(number=version.number)
                yield self._event(version.answered_at, said, version.answered_by)
        for signature in self.one.signatures:
            yield self._event(signature.signed_at, f"{_PARTIES[signature.party]}签署", signature.signed_by)

    def _event(self, at: datetime, what: str, who: str | None) -> dict[str, Any]:
        """Return a line; `moment` keeps the order of those of one second."""
        name = self.names.get(who, "") if who is not None else "平台"
        return {"moment": at.isoformat(), "at": _moment(at), "what": what, "who": name}


def _proof(check: IdentityCheck | None) -> str:
    if check is None:
        return "短信验证码"
    method = METHOD_NAMES["bank_card" if check.method == "bank_card" else "face"].zh
    return f"实名核验（{method}），{check.person}，核验编号 {check.number}"


def _fact(name: str, value: str, *, code: bool = False) -> dict[str, Any]:
    return {"name": name, "value": value, "code": code}


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M:%S}"
