"""The viewer of a request, and the viewers of many."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, LiteralString

from workflows.ground.work import Work
from workflows.people.absences.active import AWAY_NOW_AS_JSON, away_now, keep, lenders
from workflows.people.viewer import NEVER_LENT, Lender, Viewer

# Every request reads who is looking, so it is one statement straight on the driver, and a plan of its own for
# one person: the database would plan the one for any number of them anew each time.
_STANDING: LiteralString = """
SELECT u.id,
    ARRAY(SELECT group_id FROM role_grant WHERE user_id = u.id) AS groups,
    ARRAY(SELECT group_id FROM role_grant WHERE user_id = u.id AND is_lead) AS leads,
    (SELECT jsonb_agg(jsonb_build_array(organisation_id, role, menus))
     FROM organisation_members WHERE user_id = u.id AND ended_at IS NULL) AS places
FROM user_account u WHERE u.disabled_at IS NULL AND u.id
"""
_OF_ONE: LiteralString = f"""
SELECT a.away, s.* FROM (SELECT {AWAY_NOW_AS_JSON} AS away) a LEFT JOIN LATERAL ({_STANDING} = %s) s ON true
"""  # noqa: S608  constants of two modules
_OF_MANY: LiteralString = _STANDING + " = ANY(%s)"
_NOTHING: Mapping[str, Any] = {"groups": (), "leads": (), "places": None}


def viewer_of(work: Work, user_id: str | None = None) -> Viewer:
    """Return who is looking: `user_id`, or else the actor; an unknown or disabled person holds nothing."""
    person = work.actor if user_id is None else user_id
    work.transaction.write_session()
    row = work.transaction.row_once(_OF_ONE, (work.now, work.now, person))
    assert row is not None
    acts_for = lenders(keep(work, row["away"] or ()), person)
    standing: dict[str, Mapping[str, Any]] = {person: row} if row["id"] is not None else {}
    if acts_for:
        standing |= _standing(work, acts_for)
    return _viewer(person, standing, acts_for)


def viewers_of(work: Work, user_ids: Collection[str]) -> dict[str, Viewer]:
    """Return who these people are when they look, by id; two statements however many they are."""
    absences = away_now(work)
    acts_for = {user_id: lenders(absences, user_id) for user_id in user_ids}
    work.transaction.write_session()
    standing = _standing(work, set(user_ids).union(*acts_for.values()))
    return {user_id: _viewer(user_id, standing, acts_for[user_id]) for user_id in user_ids}


def _standing(work: Work, user_ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Return groups and places of people by id; who is unknown or disabled is not among them."""
    return {row["id"]: row for row in work.transaction.rows(_OF_MANY, (list(user_ids),))}


def _viewer(
    user_id: str, standing: Mapping[str, Mapping[str, Any]], acts_for: Mapping[str, frozenset[str]]
) -> Viewer:
    row = standing.get(user_id, _NOTHING)
    return Viewer(
        user_id,
        frozenset(row["groups"]),
        _memberships(row),
        {organisation_id: frozenset(menus) for organisation_id, _, menus in row["places"] or ()},
        frozenset(row["leads"]),
        _lending(standing, acts_for),
    )


def _lending(
    standing: Mapping[str, Mapping[str, Any]], acts_for: Mapping[str, frozenset[str]]
) -> tuple[Lender, ...]:
    """Return what those who are away lend; who holds no group any more lends nothing."""
    return tuple(
        Lender(absent, frozenset(standing[absent]["groups"]) - NEVER_LENT, _memberships(standing[absent]), of)
        for absent, of in sorted(acts_for.items())
        if absent in standing and standing[absent]["groups"]
    )


def _memberships(row: Mapping[str, Any]) -> dict[str, str]:
    return {organisation_id: role for organisation_id, role, _ in row["places"] or ()}
