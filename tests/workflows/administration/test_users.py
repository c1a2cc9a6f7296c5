"""Only administrators act, nothing unknown is granted, and what was refused leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.factories.people import staff, viewer
from workflows.administration import announcements, installation, places, queries, users
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid
from workflows.notices.values import AnnouncementDraft
from workflows.people.identity.queries import account

pytestmark = pytest.mark.prepared

NEW = {"user_name": "new_person", "full_name": "", "mobile": "", "email": ""}
NAMES = {"name_zh": "甲", "name_en": "A"}

ACTIONS: dict[str, Callable[[Any, Any, str], Any]] = {
    "create": lambda work, seen, _id: users.create(work, seen, groups=frozenset(), **NEW),
    "rename": lambda work, seen, id_: users.rename(work, seen, id_, "甲"),
    "set_groups": lambda work, seen, id_: users.set_groups(work, seen, id_, frozenset({"admin"})),
    "lock": users.lock,
    "unlock": users.unlock,
    "end_sessions": users.end_sessions,
    "forget_failures": users.forget_failures,
    "reset_password": users.reset_password,
    "settings": lambda work, seen, _id: installation.change_settings(work, seen, {"former_passwords": 3}),
    "add_region": lambda work, seen, _id: places.add_region(
        work, seen, "430199", parent_code="430100", **NAMES
    ),
    "rename_region": lambda work, seen, _id: places.rename_region(work, seen, "430100", **NAMES),
    "retire": lambda work, seen, _id: places.set_region_active(work, seen, "430100", active=False),
    "window": lambda work, seen, _id: places.set_window(work, seen, "430100", has_window=False),
    "cluster": lambda work, seen, _id: places.save_cluster(
        work, seen, "new", region_code="430100", create=True, **NAMES
    ),
    "announcement": lambda work, seen, _id: announcements.save(work, seen, AnnouncementDraft("甲", "乙")),
    "audit": lambda work, seen, _id: queries.audit_log(work, seen),
    "users": lambda work, seen, _id: queries.users(work, seen),
    "user": queries.user,
    "regions": lambda work, seen, _id: queries.staffed_regions(work, seen),
    "clusters": lambda work, seen, _id: queries.staffed_clusters(work, seen),
    "processes": lambda work, seen, _id: queries.processes(work, seen),
}


@pytest.mark.parametrize("action", list(ACTIONS))
def test_who_is_no_administrator_is_refused_everywhere(platform: Platform, action: str):
    analyst, other = staff(platform, "analyst", "finance", "window:430100"), staff(platform, "admin")
    with pytest.raises(Forbidden), platform.begin(analyst) as work:
        ACTIONS[action](work, viewer(platform, analyst), other)
    with platform.begin() as work:
        assert work.session.query(AuditEntry).filter(AuditEntry.actor_id == analyst).count() == 0
        assert account(work, other).groups == {"admin"}


def test_what_was_refused_is_not_recorded(platform: Platform):
    admin, other = staff(platform, "admin"), staff(platform, "finance")
    with pytest.raises(Invalid), platform.begin(admin) as work:
        users.set_groups(work, viewer(platform, admin), other, frozenset({"cluster:nowhere"}))
    with platform.begin() as work:
        assert work.session.query(AuditEntry).filter(AuditEntry.actor_id == admin).count() == 0


def test_nothing_changed_is_nothing_recorded(platform: Platform):
    admin, other = staff(platform, "admin"), staff(platform, "finance")
    acting = viewer(platform, admin)
    with platform.begin(admin) as work:
        before = queries.audit_log(work, acting)  # that both were given their first role
        users.set_groups(work, acting, other, frozenset({"finance"}))
        users.unlock(work, acting, other)
        places.set_window(work, acting, "430100", has_window=True)
        assert installation.change_settings(work, acting, {"former_passwords": 12}) == 0
        assert queries.audit_log(work, acting) == before


def test_a_change_of_settings_is_recorded_with_before_and_after(platform: Platform):
    admin = staff(platform, "admin")
    acting = viewer(platform, admin)
    with platform.begin(admin) as work:
        assert installation.change_settings(work, acting, {"former_passwords": 5}) == 1
    with platform.begin(admin) as work:
        assert installation.change_settings(work, acting, {"former_passwords": 6}) == 1
    with platform.begin() as work:
        rows = work.session.query(AuditEntry).filter_by(action="settings.changed").order_by(AuditEntry.id)
        assert [(one.actor_id, one.before, one.after) for one in rows][-1] == (
            admin, {"former_passwords": 5}, {"former_passwords": 6},
        )  # fmt: skip


def test_two_administrators_who_lock_each_other_at_once_leave_one(platform: Platform):
    first, second = staff(platform, "admin"), staff(platform, "admin")
    together, outcomes = Barrier(2), []

    def lock(actor: str, other: str) -> None:
        acting = viewer(platform, actor)
        together.wait(10)
        try:
            with platform.begin(actor) as work:
                users.lock(work, acting, other)
            outcomes.append("locked")
        except Invalid:
            outcomes.append("refused")

    threads = [Thread(target=lock, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["locked", "refused"]
