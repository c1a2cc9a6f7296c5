from __future__ import annotations

import re

from flask import Flask

from tests.factories.people import applicant, staff
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.notices.preferences import preferences


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="channels" value="([a-z_:]+)" checked', page))


def test_choices_are_shown_kept_and_refused_without_loss(app: Flask, platform: Platform) -> None:
    person = applicant(platform).user_id
    client = signed_in(app, platform, person)
    shown = client.get("/account/notices").text
    assert {"verdict:site", "verdict:mail", "returned:site"} <= ticked(shown)
    assert "urged" not in shown
    saved = client.post(
        "/account/notices",
        data={"channels": ["submitted:digest", "urged:mail"], "digest": "on", "digest_minute": "600"},
    )
    assert saved.status_code == 302
    with platform.begin() as work:
        kept = preferences(work, person)
    assert (kept.digest, kept.digest_minute) == (True, 600)
    assert "urged" not in kept.channels  # was not offered
    assert ticked(client.get("/account/notices").text) == {
        "submitted:digest",
        "verdict:site",
        "agents:site",
        "contracts:site",
        "licences:site",
        "returned:site",
        "other:site",
    }
    refused = client.post("/account/notices", data={"channels": "verdict:mail", "digest_minute": "1"})
    assert refused.status_code == 422
    assert "请选择摘要发送时间" in refused.text
    assert "verdict:mail" in ticked(refused.text)


def test_who_decides_is_offered_other_kinds(app: Flask, platform: Platform) -> None:
    shown = signed_in(app, platform, staff(platform, "window:430100")).get("/account/notices").text
    assert {"urged:site", "new_task:mail"} <= ticked(shown)
    assert "verdict" not in shown
    assert "您尚未填写电子邮箱" in shown
