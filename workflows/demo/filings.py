"""What the first providers file: activities on file, waiting and returned; then their deals."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from forms import FileStore
from workflows.approvals.cases import submitting
from workflows.approvals.values import Decision
from workflows.demo import filed_deals
from workflows.demo.deciding import decide
from workflows.demo.pictures import INVITATION, sample_paper
from workflows.demo.story import Act
from workflows.files.operations import store
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

PROCESS = "activity_filing"
ACTIVITIES: tuple[tuple[str, dict[str, Any], Decision | None], ...] = (
    ("provider1", {
        "title": "设备更新政策进园区", "kind": "policy", "days_ago": 12, "place": "长沙高新区企业服务中心",
        "participants": 46, "authority": "湖南省工业和信息化厅",
        "summary": "讲解设备更新支持政策和申报流程，现场解答四十六家企业的提问。",
    }, Decision("approve", "通知与签到表齐全。")),
    ("provider2", {
        "title": "中小企业网络安全免费体检", "kind": "diagnosis", "days_ago": 20, "place": "株洲动力谷",
        "participants": 18, "authority": "株洲市工业和信息化局",
        "summary": "为十八家企业免费检查办公网和生产网，逐家出具整改建议。",
    }, Decision("approve", "诊断报告已核对。")),
    ("provider2", {
        "title": "工业互联网标识解析培训", "kind": "training", "days_ago": 6, "place": "湘潭经开区会议中心",
        "participants": 32, "authority": "湘潭市工业和信息化局",
        "summary": "培训标识编码、注册和应用，三十二家企业参加，现场完成注册演练。",
    }, Decision("return", "请补充签到表。")),
    ("provider1", {
        "title": "数控装备供需对接会", "kind": "matchmaking", "days_ago": 3, "place": "长沙国际会展中心",
        "participants": 60, "authority": "长沙市工业和信息化局",
        "summary": "组织装备企业与用户企业面对面洽谈，达成意向十一项。",
    }, None),
)  # fmt: skip
"""Who files what, and what the operator says; None: it still waits."""


def acts(files: FileStore) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    for user_name, said, decision in ACTIVITIES:
        yield user_name, partial(_file, files=files, said=said)
        if decision is not None:
            yield "operator", partial(decide, process_id=PROCESS, decision=decision)
    yield from filed_deals.acts(files)


def _file(work: Work, *, files: FileStore, said: dict[str, Any]) -> None:
    viewer, (own, *_) = viewer_of(work), organisations_of(work, work.actor)
    held_on = work.now.astimezone(SHANGHAI).date() - timedelta(days=said["days_ago"])
    lines = [("名称", "Name", said["title"]), ("日期", "Date", f"{held_on}")]
    paper = io.BytesIO(sample_paper(lines, INVITATION))
    proof = store(
        work, files, viewer, paper, name="活动通知.png", profile="scan", organisation_id=own.id
    )  # fmt: skip
    form = {name: value for name, value in said.items() if name != "days_ago"} | {
        "held_on": f"{held_on}", "free": True, "proof": [dict(proof.descriptor)],
    }  # fmt: skip
    submitting.submit(work, viewer, PROCESS, form, organisation_id=own.id)
