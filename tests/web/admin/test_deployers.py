"""A package is deployed in somebody's name, who is told of its incidents then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.factories.people import staff
from web.cli import main
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.people.identity.queries import account

PACKAGE = Path(__file__).parents[1] / "services" / "leave_request"


@pytest.fixture
def deploy(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Result]:
    """Run the command in somebody's name."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    return lambda name: CliRunner().invoke(main, ["deploy", "--by", name, str(PACKAGE)])


def user_name(platform: Platform, user_id: str) -> str:
    with platform.begin() as work:
        return account(work, user_id).user_name


def test_a_package_is_deployed_in_the_name_of_an_analyst(
    platform: Platform, deploy: Callable[[str], Result]
) -> None:
    analyst = staff(platform, "analyst", name="林分析")
    assert deploy(user_name(platform, analyst)).output == "leave_request version 1\n"
    with platform.begin() as work:
        assert work.repository.latest("leave_request").deployed_by == analyst
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "process.deployed")).one()
    assert entry.actor_id == analyst
    assert entry.after["operator"].startswith("tongban ("), "the login on whose command line it happened"


@pytest.mark.parametrize("groups", [None, ("operator",)])
def test_nobody_deploys_in_the_name_of_who_draws_no_processes(
    platform: Platform, deploy: Callable[[str], Result], groups: tuple[str, ...] | None
) -> None:
    name = user_name(platform, staff(platform, *groups)) if groups else "nobody"
    done = deploy(name)
    assert done.exit_code == 2
    assert f"but {name} is none" in done.output
    with platform.begin() as work:
        assert "leave_request" not in {one.process_id for one in work.repository.list()}
