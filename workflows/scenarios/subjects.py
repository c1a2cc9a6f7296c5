"""What a scenario needs beside people and a form: experts, a certified organisation, a product."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from workflows.business.campaigns.operations import open_campaign
from workflows.business.campaigns.values import CampaignDraft
from workflows.business.catalogue import product_lifecycle
from workflows.business.catalogue.models import PRODUCT_NUMBER, Product
from workflows.business.experts.expertise import FIELDS
from workflows.business.experts.models import Expert
from workflows.business.vouchers.operations import open_programme
from workflows.business.vouchers.values import ProgrammeDraft
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.fulltext import document
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations
from workflows.scenarios import money
from workflows.scenarios.form_samples import credit_code
from workflows.scenarios.reading import Scenario

PRODUCT = {"name": "设备联网与预测维护", "categories": ["ai"], "industries": ["general"], "competitors": []}
"""What scenarios of products say unless they say otherwise."""


def enrol(work: Work, user_id: str, name: str) -> None:
    """Make a person an expert for every field, of no organisation."""
    work.session.add(
        Expert(
            user_id=user_id,
            organisation_id=None,
            name=name,
            fields=sorted(FIELDS),
            industries=[],
            years_in_industry=10,
            profile={},
            words=document(name),
            state="active",
            enrolled_at=work.now,
            changed_at=work.now,
        )
    )
    work.session.flush()


def certify(
    work: Work,
    organisation_id: str,
    *,
    name: str,
    credit_code: str,
    region: str,
    profile: Mapping[str, Any] | None = None,
) -> None:
    """Certify an organisation, as its registration would; `profile` is what else its form said."""
    data = {**(profile or {}), "name": name, "credit_code": credit_code, "region": region}
    organisations.application_submitted(work, organisation_id, data)
    organisations.certify(work, organisation_id, data)


def programme(work: Work, programme_id: str, said: Mapping[str, Any]) -> None:
    """Open a voucher programme of this year, as its approval would; `said` is what the scenario sets."""
    year = work.now.astimezone(SHANGHAI).year
    amounts = {"budget": "1000000", "least": "100", "most": "500000"}
    amounts |= {name: str(said[name]) for name in amounts.keys() & said.keys()}
    budget, least, most = (Decimal(amount) for amount in amounts.values())
    draft = ProgrammeDraft(
        name=str(said.get("name", f"{year} 年服务券")), year=year, kind=said.get("kind", "general"),
        categories=tuple(said.get("categories") or ()), share_percent=int(said.get("share", 50)),
        valid_from=work.now - timedelta(days=1), valid_until=work.now + timedelta(days=90),
        budget=budget, least=least, most=most,
    )  # fmt: skip
    open_programme(work, draft, case_number=programme_id)


def campaign(work: Work, campaign_id: str, said: Mapping[str, Any]) -> None:
    """Open a campaign that began today, as its approval would, of a programme of its own."""
    programme(work, f"{campaign_id}-programme", {})
    draft = CampaignDraft(
        name=str(said.get("name", "服务券活动")), programme_id=f"{campaign_id}-programme",
        face_value=Decimal(2000), stock=int(said.get("stock", 5)), starts_at=work.now - timedelta(hours=1),
        ends_at=work.now + timedelta(days=int(said.get("days", 7))), mode=said.get("mode", "apply"),
        regions=tuple(said.get("regions") or ()), size_classes=tuple(said.get("size_classes") or ()),
    )  # fmt: skip
    open_campaign(work, draft, case_number=campaign_id)


def certify_applicant(work: Work, scenario: Scenario, organisation_id: str, chance: random.Random) -> None:
    """Certify the organisation that applies, under a name of its own, with what its wallet holds."""
    name, code = f"{scenario.name[:30]}有限公司", credit_code("430100", chance.randrange(1_000_000))
    certify(
        work, organisation_id, name=name, credit_code=code, region=scenario.region, profile=scenario.profile
    )
    if scenario.wallet:
        money.pay_in(work, organisation_id, scenario.wallet)


def provider_of(work: Work, user_id: str, chance: random.Random) -> str:
    """Make a certified provider of a person; return its id."""
    provider_id = organisations.begin_organisation(work, "provider", user_id)
    code = credit_code("430100", chance.randrange(1_000_000))
    certify(work, provider_id, name="湘江数字科技有限公司", credit_code=code, region="430100")
    return provider_id


def change_profile(work: Work, organisation_id: str, changed: Mapping[str, Any]) -> None:
    """Certify the organisation anew with what has changed in its profile."""
    profile = organisations.locked(work, organisation_id).profile
    organisations.certify(work, organisation_id, {**profile, **changed})


def product(work: Work, organisation_id: str, owner: str, data: Mapping[str, Any], *, listed: bool) -> str:
    """Make a product of the organisation, on sale already if `listed`; return its id."""
    row = Product(
        id=new_id(),
        number=f"SP-{work.session.scalar(PRODUCT_NUMBER)}",
        organisation_id=organisation_id,
        kind=data["kind"],
        name=data["name"],
        data={"kind": data["kind"]},
        created_by=owner,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    if listed:
        product_lifecycle.publish(work, row.id, data)
    return row.id
