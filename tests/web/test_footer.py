"""The footer of an authority's portal (14.8), through the test client as a visitor."""

from __future__ import annotations

from flask.testing import FlaskClient

from workflows.bootstrap import Platform
from workflows.ground.settings_store import operations as settings
from workflows.notices import operations as notices
from workflows.notices.values import AnnouncementDraft


def test_the_footer_names_sponsor_phone_and_filings(client: FlaskClient, platform: Platform) -> None:
    """14.8: what the administration set stands at the foot of every page, as links where they lead on."""
    assert "主办单位" not in client.get("/").text
    said = {"sponsor_zh": "湖南省中小企业服务中心", "service_phone": "0731-12345678"}
    filings = {"icp_number": "湘ICP备12345678号", "police_number": "湘公网安备43010002000001号"}
    with platform.begin() as work:
        settings.change(work, said | filings)
    page = client.get("/guide").text
    for text in (*said.values(), *filings.values()):
        assert text in page
    assert 'href="tel:0731-12345678"' in page
    assert 'href="/become-expert"' in page


def test_a_pinned_notice_is_marked_as_such(client: FlaskClient, platform: Platform) -> None:
    """14.8: on the start page, too, one sees why an older notice stands first."""
    with platform.begin() as work:
        pinned = notices.save_announcement(work, AnnouncementDraft("停机维护", "周日停机。", pinned=True))
        notices.publish_announcement(work, pinned)
    for path in ("/", "/notices", f"/notices/{pinned}"):
        assert "置顶" in client.get(path).text
