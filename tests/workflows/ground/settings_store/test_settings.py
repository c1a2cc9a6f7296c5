from __future__ import annotations

import pytest

from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid
from workflows.ground.settings_store import operations, queries
from workflows.ground.settings_store.definitions import SETTINGS
from workflows.ground.settings_store.models import StoredSetting


def test_a_setting_has_its_default_until_it_is_changed(platform: Platform) -> None:
    with platform.begin(actor="root") as work:
        assert queries.number(work, "session_idle_minutes") == 120
        operations.change(work, {"session_idle_minutes": 30, "registration_open": False})
    with platform.begin() as work:
        assert queries.number(work, "session_idle_minutes") == 30
        assert queries.all_values(work)["registration_open"] is False
        assert list(queries.all_values(work)) == list(SETTINGS)


@pytest.mark.parametrize(
    "values",
    [
        {"session_idle_minutes": 4},
        {"session_idle_minutes": True},
        {"service_phone": "9" * 41},
        {"registration_open": 1},
        {"no_such": 1},
    ],
)
def test_a_value_outside_its_limits_changes_nothing(platform: Platform, values: dict[str, int]) -> None:
    with platform.begin() as work:
        with pytest.raises(Invalid) as refusal:
            operations.change(work, {"reset_link_minutes": 10, **values})
        assert [problem.message("en") for problem in refusal.value.problems]
        assert queries.number(work, "reset_link_minutes") == 30


def test_a_stored_value_that_is_no_longer_allowed_gives_way_to_the_default(platform: Platform) -> None:
    with platform.begin() as work:
        work.session.add(StoredSetting(key="reset_link_minutes", value="soon", changed_at=work.now))
        work.session.flush()
        assert queries.number(work, "reset_link_minutes") == 30
