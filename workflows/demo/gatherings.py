"""Activities of the demonstration: one with a waiting list, one with places left, one that is a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from workflows.business.gatherings import keeping
from workflows.business.gatherings.models import Gathering
from workflows.business.gatherings.signing_up import sign_up_as_user
from workflows.business.gatherings.values import GatheringDraft, SignUpDraft
from workflows.demo.story import Act
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of

Texts = tuple[str, str, str, str, str, str]
"""Titles and texts in Chinese and English, the venue in both."""
ACTIVITIES: tuple[tuple[Texts, int, int, bool], ...] = (
    ((
        "设备更新政策宣讲会",
        "讲解设备更新贷款贴息的条件、材料和申报流程，现场答疑。\n\n- 请带营业执照复印件\n- 停车请从北门进",
        "Briefing on equipment renewal",
        "Conditions, papers and steps of the interest subsidy for equipment loans, with time for questions.",
        "长沙高新区企业服务中心二楼", "Enterprise service centre, Changsha High-tech Zone, second floor",
    ), 6, 2, True),
    ((
        "中小企业网络安全实训", "半天实训：口令、邮件和备份三项基本功，每人一台电脑。",
        "Hands-on network security for small companies",
        "Half a day on passwords, mail and backups, with a computer for everybody.",
        "株洲动力谷培训楼 301", "Room 301, training building, Zhuzhou Power Valley",
    ), 13, 30, True),
    ((
        "数控装备供需见面会", "邀请装备企业与用户企业面对面洽谈。", "", "", "湘潭经开区会议中心", "",
    ), 27, 60, False),
)  # fmt: skip
"""What is written, in how many days it is, its places, and whether it is published."""
COMES: tuple[tuple[str, str, str], ...] = (
    ("enterprise1", "周敏", ACTIVITIES[0][0][0]),
    ("enterprise2", "刘洋", ACTIVITIES[0][0][0]),
    ("provider1", "陈思远", ACTIVITIES[0][0][0]),
    ("provider2", "唐静", ACTIVITIES[0][0][0]),
    ("enterprise1", "周敏", ACTIVITIES[1][0][0]),
)
"""Who signs up for what, under which name: the first has fewer places."""


def acts() -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    for texts, days, places, is_published in ACTIVITIES:
        yield "operator", partial(_write, texts=texts, days=days, places=places, is_published=is_published)
    for user_name, name, title in COMES:
        yield user_name, partial(_sign_up, name=name, title=title)


def _write(work: Work, *, texts: Texts, days: int, places: int, is_published: bool) -> None:
    day = work.now.astimezone(SHANGHAI) + timedelta(days=days)
    starts_at = day.replace(hour=14, minute=0, second=0, microsecond=0)
    draft = GatheringDraft(
        *texts, starts_at, starts_at + timedelta(hours=3), starts_at - timedelta(days=1), places
    )
    viewer = viewer_of(work)
    made = keeping.save(work, viewer, draft)
    if is_published:
        keeping.publish(work, viewer, made)


def _sign_up(work: Work, *, name: str, title: str) -> None:
    gathering_id = work.session.scalars(select(Gathering.id).where(Gathering.title_zh == title)).one()
    sign_up_as_user(work, viewer_of(work), gathering_id, SignUpDraft(name, "", "", "zh-CN"))
