"""People and organisations for tests, made through the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from stdnum.cn import uscc

from workflows.bootstrap import Platform
from workflows.people.identity.administration import create_account
from workflows.people.organisations import operations as organisations
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of

PASSWORD = "Correct-horse7"
_numbers = count(1)


@dataclass(frozen=True)
class Applicant:
    """A person with an organisation that is not certified yet."""

    user_id: str
    organisation_id: str


def credit_code(number: int) -> str:
    """Return a valid unified social credit code."""
    stem = f"91430100MA4{number:06d}"
    return stem + uscc.calc_check_digit(stem)


def staff(platform: Platform, *groups: str, name: str = "") -> str:
    """Make a person who works for the platform; return the user id."""
    number = next(_numbers)
    with platform.begin() as work:
        account = create_account(
            work, user_name=f"staff_{number}", password=PASSWORD, full_name=name, groups=frozenset(groups)
        )
    return account.id


def applicant(platform: Platform, kind: str = "enterprise", name: str = "") -> Applicant:
    """Make a person with a new organisation of `kind`."""
    number = next(_numbers)
    with platform.begin() as work:
        account = create_account(
            work,
            user_name=f"owner_{number}",
            password=PASSWORD,
            kind=kind,  # type: ignore[arg-type]
            full_name=name,
            mobile=f"138{number:08d}",
            email=f"owner{number}@example.com",
            groups=frozenset({kind}),
        )
        organisation = organisations.begin_organisation(work, kind, account.id)  # type: ignore[arg-type]
    return Applicant(account.id, organisation)


def viewer(platform: Platform, user_id: str) -> Viewer:
    """Return a person with the groups and organisations of this moment."""
    with platform.begin() as work:
        return viewer_of(work, user_id)
