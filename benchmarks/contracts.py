"""Ten contracts of thirty pages, made, signed by both and verified: `python -m benchmarks contracts`.

CPU time counts, of this process and of those that it starts: a busy machine lets both wait, but they need the
same. Keys, certificates and seals are there before, as they are when somebody signs.
"""

from __future__ import annotations

import io
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import yaml
from pypdf import PdfReader

from workflows.business.certificates import making as certificates
from workflows.business.certificates.values import SigningMaterial
from workflows.business.contracts import content, documents, templates
from workflows.business.contracts.values import Milestone, Terms
from workflows.business.pdf_signatures import making, verification
from workflows.business.seals.pictures import draw
from workflows.business.typesetting.setting import typeset

CONTRACTS = 10
PAGES = 30
PARAGRAPHS = 21
"""So often each paragraph of the delivered template stands in a contract of thirty pages."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What both sign with."""

    authority: str
    material: tuple[SigningMaterial, SigningMaterial]
    time_stamp: SigningMaterial
    revocation_list: bytes
    seal: bytes


def main() -> None:
    """Print the median of each step and of a whole contract."""
    hands, terms = _hands(), _terms()
    steps: dict[str, list[tuple[float, float]]] = {}
    pages = 0
    for _ in range(CONTRACTS):
        pdf = _timed(steps, "typeset", lambda: _typeset(terms))
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        signed = _timed(steps, "both sign", lambda pdf=pdf: _signed(pdf, hands))
        said = _timed(
            steps, "verify", lambda signed=signed: verification.read(io.BytesIO(signed), [hands.authority])
        )
        if [one["trusted"] for one in said.said["signatures"]] != [True, True]:
            raise SystemExit(f"Expected two signatures of ours, but read {said.said}.")
    if pages < PAGES:
        raise SystemExit(f"Expected contracts of {PAGES} pages, but they have {pages}.")
    print(f"{CONTRACTS} contracts of {pages} pages, {len(signed) // 1000} kB each; median a contract")
    for name, costs in steps.items():
        cpu, wall = (statistics.median(times) for times in zip(*costs, strict=True))
        print(f"{name:12} {cpu:6.2f} s of CPU, {wall:6.2f} s until it was there")
    rounds = zip(*steps.values(), strict=True)
    cpu, wall = (
        statistics.median(times)
        for times in zip(*(map(sum, zip(*one, strict=True)) for one in rounds), strict=True)
    )
    print(f"{'altogether':12} {cpu:6.2f} s of CPU, {wall:6.2f} s")


def _timed(steps: dict[str, list[tuple[float, float]]], name: str, act: Callable[[], Any]) -> Any:
    before, began = _spent(), time.perf_counter()
    made = act()
    steps.setdefault(name, []).append((_spent() - before, time.perf_counter() - began))
    return made


def _spent() -> float:
    used = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _hands() -> Hands:
    now = datetime.now(UTC)
    root = certificates.make("authority", "根证书", "", now=now, issuer=None)
    issuer = certificates.issuer_of(root.pem, root.private_pem)
    made = [
        certificates.make(purpose, name, "", now=now, issuer=issuer)
        for purpose, name in (("organisation", "乙方"), ("organisation", "甲方"), ("time_stamp", "时间戳"))
    ]
    provider, enterprise, stamp = (SigningMaterial(one.private_pem, one.pem, root.pem) for one in made)
    return Hands(
        root.pem, (provider, enterprise), stamp, certificates.revocation_list(issuer, [], now=now),
        draw("长沙湘江软件技术有限公司", "4301000000001"),
    )  # fmt: skip


def _terms() -> Terms:
    said = yaml.safe_load(templates.DELIVERED.read_text(encoding="utf-8"))["technical_service"]
    clauses = tuple(
        content.Clause(one["id"], one["heading"], "\n".join([one["text"].strip()] * PARAGRAPHS))
        for one in said["clauses"]
    )
    values = tuple((one["name"], "2026-05-01") for one in said["variables"])
    milestones = (Milestone("验收", 1_200_000, date(2026, 5, 1)),)
    return content.with_values(replace(Terms("合同", clauses, milestones, "full"), values=values))


def _typeset(terms: Terms) -> bytes:
    party = {"name": "长沙湘江软件技术有限公司", "code": "", "legal_person": "张三", "address": ""}
    said = documents.data_of(
        terms, number="HT1", amount_fen=1_200_000, at=datetime.now(UTC),
        parties={"provider": party, "enterprise": party}, draft=False,
    )  # fmt: skip
    return making.with_places(typeset("contract", said, "pdf"), documents.PLACES)


def _signed(pdf: bytes, hands: Hands) -> bytes:
    for place, material in zip(documents.PLACES, hands.material, strict=True):
        signing = making.Signing(
            field=place.field,
            reason="签署合同",
            picture=hands.seal,
            certify=place is documents.PLACES[0],
            at=datetime.now(UTC),
            signer=material,
            time_stamp=hands.time_stamp,
            revocation_list=hands.revocation_list,
        )
        pdf = making.sign(pdf, signing)
    return pdf


if __name__ == "__main__":
    main()
