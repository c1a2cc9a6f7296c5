"""All reads of the organisations domain."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from functools import lru_cache
from typing import LiteralString, cast, get_args

from sqlalchemy import ColumnElement, func, literal, or_, select, union_all

from workflows.ground.db import among
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.reading import ReadOnce, read_once
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.models import (
    DesignatedAgent,
    Member,
    Organisation,
    PaymentAccount,
)
from workflows.people.organisations.values import (
    AgentView,
    Certification,
    ClusterView,
    MemberRole,
    MemberView,
    OrganisationView,
    PaymentAccountView,
    RegionView,
)
from workflows.people.policies.organisations import may_see_account, may_see_organisation
from workflows.people.viewer import Viewer, require

AGENTS = 50
"""How many of an organisation's agents are looked at, the latest ones."""
# Nearly every request asks for it, so it goes straight to the driver. The columns are those of the view.
_OF_PERSON: LiteralString = """
SELECT o.id, o.number, o.kind, o.provider_type, o.name, o.credit_code, o.region_code, o.cluster_id,
       o.certification, o.certified_at, o.association_member, o.profile, o.created_at, o.updated_at
FROM organisations o JOIN organisation_members m ON m.organisation_id = o.id
WHERE m.user_id = %s AND m.ended_at IS NULL ORDER BY o.id
"""
# There are a few hundred of them, and most pages name some.
_REGIONS: LiteralString = (
    "SELECT code, parent_code, name_zh, name_en, level, has_window, active FROM regions ORDER BY code"
)
_CLUSTERS: LiteralString = (
    "SELECT id, region_code, name_zh, name_en, active FROM clusters ORDER BY region_code, id"
)
# Hardly ever does one of them change, and to make them takes longer than to read them.
_region = lru_cache(maxsize=2_000)(RegionView)
_CHOICES: ReadOnce[dict[Locale, dict[str, list[dict[str, str]]]]] = ReadOnce(dict)


def regions(work: Work, *, level: int | None = None, windows_only: bool = False) -> list[RegionView]:
    """Return the administrative divisions in the order of their codes."""
    return [
        region
        for region in _regions(work)
        if (level is None or region.level == level) and (region.has_window or not windows_only)
    ]


@read_once
def _regions(work: Work) -> tuple[RegionView, ...]:
    work.transaction.write_session()
    return tuple(_region(**row) for row in work.transaction.rows(_REGIONS))


def clusters(work: Work, *, active_only: bool = True) -> list[ClusterView]:
    """Return the industry clusters."""
    return [cluster for cluster in _clusters(work) if cluster.active or not active_only]


@read_once
def _clusters(work: Work) -> tuple[ClusterView, ...]:
    work.transaction.write_session()
    return tuple(ClusterView(**row) for row in work.transaction.rows(_CLUSTERS))


def form_context(work: Work, locale: Locale) -> dict[str, list[dict[str, str]]]:
    """Return what forms offer to choose from: `regions` (cities and outside), `counties`, `clusters`.

    Each is a list of {label, value}, as form-js wants for `valuesExpression`; a region is in the `group` of
    the one above it.
    """
    read = _CHOICES.of(work)
    if locale not in read:
        read[locale] = _form_context(work, locale)
    return dict(read[locale])


def _form_context(work: Work, locale: Locale) -> dict[str, list[dict[str, str]]]:
    known = regions(work)
    above = {region.code: region.name(locale) for region in known}
    divisions = [region for region in known if region.active]

    def listed(chosen: Iterable[RegionView]) -> list[dict[str, str]]:
        return [
            {"label": r.name(locale), "value": r.code, "group": above.get(r.parent_code or "", "")}
            for r in chosen
        ]

    cities = [r for r in divisions if r.has_window or r.code == "outside"]
    return {
        "regions": listed(cities),
        "counties": listed(r for r in divisions if r.level == 3),
        "clusters": [{"label": c.name(locale), "value": c.id} for c in clusters(work)],
    }


def window_of(work: Work, region_code: str) -> str:
    """Return the code of the nearest division at or above `region_code` that has a window.

    Raises: NotFound: no such region, or no window above it.
    """
    by_code = {region.code: region for region in regions(work)}
    code: str | None = region_code
    while code is not None and code in by_code:
        if by_code[code].has_window:
            return code
        code = by_code[code].parent_code
    raise NotFound("organisations.region_unknown", code=region_code)


def organisation(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return one organisation. Raises: NotFound: none, or not for this viewer."""
    row = work.session.get(Organisation, organisation_id)
    if row is None or not may_see_organisation(viewer, view := organisation_view(row)):
        raise NotFound("organisations.not_found")
    return view


def organisations_of(work: Work, user_id: str) -> list[OrganisationView]:
    """Return the organisations that a person belongs to, the newest last."""
    work.transaction.write_session()
    return [OrganisationView(**row) for row in work.transaction.rows_once(_OF_PERSON, (user_id,))]


def memberships(work: Work, user_id: str) -> dict[str, str]:
    """Return {organisation id: role} of a person."""
    rows = select(Member.organisation_id, Member.role).where(
        Member.user_id == user_id, Member.ended_at.is_(None)
    )
    return {row.organisation_id: row.role for row in work.session.execute(rows)}


def organisation_ids_of(work: Work, user_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return {user id: organisation ids} of those who belong to any; one statement."""
    rows = (
        select(Member.user_id, func.array_agg(Member.organisation_id))
        .where(among(Member.user_id, user_ids), Member.ended_at.is_(None))
        .group_by(Member.user_id)
    )
    return {user_id: frozenset(theirs) for user_id, theirs in work.session.execute(rows)}


def members(work: Work, organisation_id: str) -> list[MemberView]:
    """Return the people of an organisation, the owner first."""
    rows = select(Member).where(Member.organisation_id == organisation_id, Member.ended_at.is_(None))
    views = [MemberView(row.user_id, row.role, row.since) for row in work.session.scalars(rows)]  # type: ignore[arg-type]
    return sorted(views, key=lambda member: (member.role != "owner", member.since))


def who_bind(work: Work, organisation_id: str) -> list[str]:
    """Return the user ids of who binds an organisation: its owner first, then its agents."""
    return [one.user_id for one in members(work, organisation_id) if one.role in {"owner", "agent"}]


def membership(work: Work, organisation_id: str, user_id: str) -> MemberView | None:
    """Return a person's present place in an organisation, None if they do not belong to it."""
    row = work.session.get(Member, (organisation_id, user_id), populate_existing=True)
    if row is None or row.ended_at is not None:
        return None
    return MemberView(row.user_id, cast("MemberRole", row.role), row.since)


def member_ids(work: Work, organisation_id: str) -> frozenset[str]:
    """Return the user ids of an organisation's people."""
    rows = select(Member.user_id).where(Member.organisation_id == organisation_id, Member.ended_at.is_(None))
    return frozenset(work.session.scalars(rows))


def search(
    work: Work,
    viewer: Viewer,
    *,
    text: str = "",
    kind: str | None = None,
    certification: str | None = None,
    region_code: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> list[OrganisationView]:
    """Return a page of the organisations that the viewer may see, newest first."""
    rows = select(Organisation).where(_visible(viewer)).order_by(Organisation.id.desc()).limit(limit)
    if text.strip():
        rows = rows.where(
            or_(
                Organisation.name.contains(text.strip(), autoescape=True),
                Organisation.credit_code == text.strip(),
            )
        )
    for column, wanted in (
        (Organisation.kind, kind),
        (Organisation.certification, certification),
        (Organisation.region_code, region_code),
    ):
        if wanted:
            rows = rows.where(column == wanted)
    if after is not None:
        rows = rows.where(Organisation.id < after)
    return [organisation_view(row) for row in work.session.scalars(rows)]


def directory(
    work: Work, kind: str, *, text: str = "", after: str | None = None, limit: int = 20
) -> list[tuple[str, str, str | None]]:
    """Return (id, name, region) of certified organisations, for the public portal; newest first."""
    rows = (
        select(Organisation.id, Organisation.name, Organisation.region_code)
        .where(Organisation.certification == "certified", Organisation.kind == kind)
        .order_by(Organisation.id.desc())
        .limit(limit)
    )
    if text.strip():
        rows = rows.where(Organisation.name.contains(text.strip(), autoescape=True))
    if after is not None:
        rows = rows.where(Organisation.id < after)
    return [(row.id, row.name, row.region_code) for row in work.session.execute(rows)]


def counts(work: Work, *, most: int) -> dict[str, int]:
    """Return how many organisations there are by certification; further ones than `most` are not counted.

    One statement.
    """
    counted = [
        select(literal(state), func.count()).select_from(
            select(Organisation.id).where(Organisation.certification == state).limit(most).subquery()
        )
        for state in get_args(Certification)
    ]
    return {row[0]: row[1] for row in work.session.execute(union_all(*counted))}


def agents(work: Work, organisation_id: str, *, limit: int = AGENTS) -> list[AgentView]:
    """Return whom an organisation has named as its agents, the latest first; one statement."""
    rows = (
        select(DesignatedAgent)
        .where(DesignatedAgent.organisation_id == organisation_id)
        .order_by(DesignatedAgent.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [
        AgentView(*(getattr(row, part.name) for part in fields(AgentView)))
        for row in work.session.scalars(rows)
    ]


def current_agent(work: Work, organisation_id: str) -> AgentView | None:
    """Return who is named as agent now; none: the legal person acts alone."""
    return next((one for one in agents(work, organisation_id, limit=1) if one.ended_at is None), None)


def owners(work: Work, organisation_id: str) -> list[str]:
    """Return the user ids of an organisation's legal person, usually one."""
    return [member.user_id for member in members(work, organisation_id) if member.role == "owner"]


def payment_account(work: Work, viewer: Viewer, organisation_id: str) -> PaymentAccountView | None:
    """Return the account, None before there is one. Raises: NotFound; Forbidden."""
    require(may_see_account(viewer, organisation(work, viewer, organisation_id)), "organisations.not_owner")
    row = work.session.get(PaymentAccount, organisation_id)
    if row is None:
        return None
    return PaymentAccountView(
        row.account_name, row.bank, row.location, row.branch, row.number, row.updated_at
    )


def names(work: Work, organisation_ids: Collection[str]) -> dict[str, str]:
    """Return {id: name} for several organisations with one statement."""
    rows = select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))
    return {row.id: row.name for row in work.session.execute(rows)} if organisation_ids else {}


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.holds(*OVERSIGHT):
        return Organisation.id.is_not(None)
    return or_(
        Organisation.id.in_(list(viewer.memberships)),
        func.left(Organisation.region_code, 4).in_([code[:4] for code in viewer.regions]),
        Organisation.cluster_id.in_(list(viewer.clusters)),
    )


def organisation_view(row: Organisation) -> OrganisationView:
    """Return the frozen value of one row."""
    return OrganisationView(**{f.name: getattr(row, f.name) for f in fields(OrganisationView)})
