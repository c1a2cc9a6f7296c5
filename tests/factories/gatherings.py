"""Activities for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflows.bootstrap import Platform
from workflows.business.gatherings.keeping import TEXTS
from workflows.business.gatherings.models import Gathering
from workflows.ground.db import new_id
from workflows.ground.fulltext import document

DOOR = "door-key"


def gathered(platform: Platform, **values: Any) -> str:
    """Write a published activity in three days with two places; return its id."""
    with platform.begin() as work:
        starts = work.now + timedelta(days=3)
        told = {
            "id": new_id(), "title_zh": "设备更新政策宣讲", "body_zh": "讲解申报流程。", "title_en": "",
            "body_en": "", "venue": "长沙高新区", "venue_en": "", "starts_at": starts,
            "ends_at": starts + timedelta(hours=3),
            "sign_up_until": starts - timedelta(hours=1), "places": 2, "taken": 0, "state": "published",
            "check_in_key": DOOR, "author_id": "", "created_at": work.now,
        }  # fmt: skip
        given = told | values
        row = Gathering(**given, words=document(*(given[field] for field in TEXTS)))
        work.session.add(row)
        work.session.flush()
        return row.id
