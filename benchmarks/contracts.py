"""Ten contracts of thirty pages, made, signed by both and verified: `python -m benchmarks contracts`.

CPU time counts, of this process and of those that it starts: a busy machine lets both wait, but they need the
same. Keys, certificates and seals are there before, as they are when somebody signs. The floor is the same
document by typst, signed and checked by pyHanko in this process without what the platform adds
(`_contracts_floor`).
"""

from __future__ import annotations

import io
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import yaml
from pypdf import PdfReader

from benchmarks import _contracts_floor as bare_document
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


Costs = list[tuple[float, float]]
"""Of each round: seconds of CPU, and seconds until it was there."""
Steps = dict[str, Costs]


@dataclass(frozen=True, slots=True)
class Hands:
    """What both sign with."""

    authority: str
    material: tuple[SigningMaterial, SigningMaterial]
    time_stamp: SigningMaterial
    revocation_list: bytes
    seal: bytes


def main() -> None:
    """Print the median of each step and of a whole contract, ours beside the floor."""
    hands, terms = _hands(), _terms()
    ours: Steps = {}
    floor: Steps = {}
    for _ in range(CONTRACTS):
        pdf = _timed(ours, "typeset", lambda: _typeset(terms))
        signed = _timed(ours, "both sign", lambda pdf=pdf: _signed(pdf, hands))
        said = _timed(
            ours, "verify", lambda signed=signed: verification.read(io.BytesIO(signed), [hands.authority])
        )
        if [one["trusted"] for one in said.said["signatures"]] != [True, True]:
            raise SystemExit(f"Expected two signatures of ours, but read {said.said}.")
        bare = _timed(floor, "typeset", lambda: bare_document.typeset(_data_of(terms)))
        bare = _timed(floor, "both sign", lambda bare=bare: bare_document.sign(bare, hands.material))
        right = _timed(floor, "verify", lambda bare=bare: bare_document.verify(bare, hands.authority))
        if right != [True, True]:
            raise SystemExit(f"Expected two signatures of the floor, but they are {right}.")
    pages = len(PdfReader(io.BytesIO(signed)).pages)
    if pages < PAGES:
        raise SystemExit(f"Expected contracts of {PAGES} pages, but they have {pages}.")
    print(f"{CONTRACTS} contracts of {pages} pages, {len(signed) // 1000} kB each; median a contract")
    print(f"{'':12}{'CPU s':>8}{'wall s':>8}{'floor: CPU s':>14}{'wall s':>8}{'CPU ratio':>11}")
    for name in ours:
        _print(name, ours[name], floor[name])
    _print("altogether", _whole(ours), _whole(floor))


def _print(name: str, ours: Costs, floor: Costs) -> None:
    (cpu, wall), (least, least_wall) = _medians(ours), _medians(floor)
    print(f"{name:12}{cpu:8.2f}{wall:8.2f}{least:14.2f}{least_wall:8.2f}{cpu / least:11.1f}")


def _whole(steps: Steps) -> Costs:
    rounds = zip(*steps.values(), strict=True)
    return [(sum(cpu for cpu, _ in one), sum(wall for _, wall in one)) for one in rounds]


def _medians(costs: Costs) -> tuple[float, float]:
    return statistics.median(cpu for cpu, _ in costs), statistics.median(wall for _, wall in costs)


def _timed(steps: Steps, name: str, act: Callable[[], Any]) -> Any:
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
    return making.with_places(typeset("contract", _data_of(terms), "pdf"), documents.PLACES)


def _data_of(terms: Terms) -> Mapping[str, Any]:
    party = {"name": "长沙湘江软件技术有限公司", "code": "", "legal_person": "张三", "address": ""}
    return documents.data_of(
        terms, number="HT1", amount_fen=1_200_000, at=datetime.now(UTC),
        parties={"provider": party, "enterprise": party}, draft=False,
    )  # fmt: skip


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
