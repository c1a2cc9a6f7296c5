"""What the portal publishes is found by one search, in the feed and in the sitemap, and nothing else is."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from tests.asked import statements_meanwhile
from tests.factories import publication
from tests.factories.demands import demanded
from tests.factories.enquiries import published_enquiry
from tests.factories.gatherings import gathered
from tests.factories.people import staff, viewer
from workflows.administration import announcements
from workflows.bootstrap import Platform
from workflows.business.consultants.models import Consultant
from workflows.ground.fulltext import document
from workflows.notices.values import AnnouncementDraft
from workflows.people.organisations import operations as organisations

pytestmark = pytest.mark.prepared
ATOM = "{http://www.w3.org/2005/Atom}"
SITES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def written(platform: Platform, draft: AnnouncementDraft, *, publish: bool = True) -> str:
    operator = staff(platform, "operator")
    with platform.begin(operator) as work:
        made = announcements.save(work, viewer(platform, operator), draft)
        if publish:
            announcements.publish(work, viewer(platform, operator), made)
    return made


def everything(platform: Platform, number: int) -> None:
    """Publish one of each kind of things, all named after the sea."""
    provider = publication.provider(platform, f"海洋{number}号软件")
    with platform.begin() as work:
        organisations.application_submitted(work, provider.organisation_id, {"name": f"海洋{number}号软件"})
        organisations.certify(work, provider.organisation_id, {"name": f"海洋{number}号软件"})
        adviser = Consultant(
            organisation_id=provider.organisation_id, name="海洋", email=f"secret{number}@example.com",
            email_key=f"secret{number}@example.com", state="active", words=document("海洋", "secret"),
            name_words=document("海洋"), invited_by=provider.user_id, profile={"name": "海洋顾问"},
            invited_at=work.now, changed_at=work.now, since=work.now,
        )  # fmt: skip
        work.session.add(adviser)
    publication.listed(platform, provider.organisation_id, name=f"海洋{number}号系统")
    buyer = publication.company(platform, "enterprise", "某企业")
    demanded(platform, buyer, "published", title="海洋监测需求")
    published_enquiry(platform, "海洋数据怎么用")
    gathered(platform, title_zh="海洋装备对接会")
    gathered(platform, title_zh="海洋草稿活动", state="draft")
    written(platform, AnnouncementDraft("海洋产业政策", "正文<b>", kind="policy"))


def test_one_search_finds_everything_public_with_as_many_statements_however_much(
    client: FlaskClient, platform: Platform
) -> None:
    counts = []
    for number in (1, 2):
        everything(platform, number)
        client.get("/search?q=海洋")
        with statements_meanwhile() as asked:
            page = client.get("/search?q=海洋").text
        counts.append(len(asked))
    assert counts[0] == counts[1]
    titles = ("海洋1号系统", "海洋1号软件", "海洋顾问", "海洋产业政策", "海洋监测需求", "海洋数据怎么用",
              "海洋装备对接会")  # fmt: skip
    assert [title for title in titles if title not in page] == []
    assert "海洋草稿活动" not in page
    assert "secret" not in client.get("/search?q=secret").text.partition("<main")[2].replace('"secret"', "")
    assert "没有符合" in client.get("/search?q=%3Cscript%3E无").text


def test_what_is_not_shown_yet_or_any_more_stands_nowhere(
    client: FlaskClient, platform: Platform, clock
) -> None:
    at = {"shown_from": clock().replace(hour=5), "shown_until": clock().replace(hour=6)}
    written(platform, AnnouncementDraft("草稿中的政策", "正文", kind="policy"), publish=False)
    notice = written(platform, AnnouncementDraft("定时 <发布>", "正文", kind="policy", **at))
    activity = gathered(platform, title_zh="定时 <活动>", starts_at=clock(), ends_at=clock().replace(hour=6),
                        sign_up_until=clock().replace(hour=6), **at)  # fmt: skip
    pages = ("/policies", "/search?q=定时", "/notices.atom?kind=policy", "/sitemap.xml")
    lists = ("/activities", "/search?q=定时", "/activities.atom", "/sitemap.xml")
    for passed, shown in ((0, False), (3.5, True), (1, False)):
        clock.pass_time(hours=passed)
        texts = {page: client.get(page).text for page in pages}
        assert [page for page in pages if ("定时" in texts[page] or notice in texts[page]) != shown] == (
            ["/search?q=定时"] if not shown else []
        )
        assert (client.get(f"/notices/{notice}").status_code == 200) == shown
        assert [activity in client.get(page).text for page in lists] == [shown] * len(lists)
        assert (client.get(f"/activities/{activity}").status_code == 200) == shown
        assert not any("草稿中" in text for text in texts.values())


def test_the_feed_and_the_sitemap_are_what_readers_expect(client: FlaskClient, platform: Platform) -> None:
    notice = written(platform, AnnouncementDraft("甲 & <乙>", "**正文**", kind="call"))
    feed = ET.fromstring(client.get("/notices.atom", headers={"Host": "evil.example"}).data)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "甲 & <乙>"
    assert "<strong>正文</strong>" in (entry.findtext(f"{ATOM}content") or "")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{platform.settings.base_url}/notices/{notice}"
    sitemap = ET.fromstring(client.get("/sitemap.xml").data)
    pages = [one.text for one in sitemap.iter(f"{SITES}loc")]
    assert f"{platform.settings.base_url}/notices/{notice}" in pages
    assert client.get("/notices.atom?kind=policy").text.count("<entry>") == 0


def test_activities_stand_in_their_feed_and_in_the_sitemap(client: FlaskClient, platform: Platform) -> None:
    shown = gathered(platform, title_zh="甲 & <乙>", title_en="A & <B>", venue="长沙", venue_en="Changsha")
    draft = gathered(platform, state="draft")
    for locale, title, venue in (("zh-CN", "甲 & <乙>", "长沙"), ("en", "A & <B>", "Changsha")):
        client.post("/language", data={"locale": locale})
        feed = ET.fromstring(client.get("/activities.atom").data)
        (entry,) = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == title
        assert f"{venue}</p>" in (entry.findtext(f"{ATOM}content") or "")
    pages = [one.text for one in ET.fromstring(client.get("/sitemap.xml").data).iter(f"{SITES}loc")]
    base = platform.settings.base_url
    assert [f"{base}/activities/{one}" in pages for one in (shown, draft)] == [True, False]
