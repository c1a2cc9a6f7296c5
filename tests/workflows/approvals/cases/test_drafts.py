from __future__ import annotations

import pytest

from workflows.approvals.cases.drafts import MAX_DRAFT_BYTES, discard_draft, load_draft, save_draft
from workflows.bootstrap import Platform
from workflows.ground.errors import Conflict, Invalid

TYPED = {"name": "长沙", "licence": ["f1"], "core_products": [{"product": "阀"}]}


def test_a_draft_comes_back_as_it_was_typed_to_its_owner_only(platform: Platform) -> None:
    with platform.begin("u1") as work:
        save_draft(work, "u1", "enterprise", TYPED)
    with platform.begin("u1") as work:
        draft = load_draft(work, "u1", "enterprise")
        assert draft is not None
        assert draft.data == TYPED
        assert load_draft(work, "u2", "enterprise") is None
        assert load_draft(work, "u1", "enterprise", subject="case") is None


def test_two_devices_do_not_overwrite_each_other(platform: Platform) -> None:
    with platform.begin("u1") as work:
        first = save_draft(work, "u1", "enterprise", {"name": "a"}, revision=0)
    with platform.begin("u1") as work:
        save_draft(work, "u1", "enterprise", {"name": "b"}, revision=first.revision)
    with platform.begin("u1") as work, pytest.raises(Conflict) as refusal:
        save_draft(work, "u1", "enterprise", {"name": "c"}, revision=first.revision)
    assert "03-02 10:00" in refusal.value.message("zh-CN")
    with platform.begin("u1") as work:
        draft = load_draft(work, "u1", "enterprise")
        assert draft is not None
        assert draft.data == {"name": "b"}


def test_a_draft_goes_when_thrown_away_and_may_begin_again(platform: Platform) -> None:
    with platform.begin("u1") as work:
        save_draft(work, "u1", "enterprise", TYPED)
        discard_draft(work, "u1", "enterprise")
        discard_draft(work, "u1", "enterprise")
        assert load_draft(work, "u1", "enterprise") is None
        assert save_draft(work, "u1", "enterprise", TYPED, revision=0).revision == 1


def test_a_draft_has_a_size(platform: Platform) -> None:
    with platform.begin("u1") as work, pytest.raises(Invalid):
        save_draft(work, "u1", "enterprise", {"name": "x" * (MAX_DRAFT_BYTES + 1)})
