"""What a notice says that leads to a survey, and what a new survey says of itself."""

from __future__ import annotations

from workflows.business.surveys.values import KeptSurvey
from workflows.ground.clock import SHANGHAI
from workflows.notices.values import AnnouncementDraft

USUAL_INTRODUCTION = {
    "body_zh": "为了解企业的服务需求，特开展本次调研。填写内容仅供平台运营人员用于需求分析和联系回访，"
    "不对外公开。",
    "body_en": "We would like to know which services companies need. Your answers are read by the platform's "
    "operators only, to evaluate needs and to call you back; they are not published.",
}
"""What a new survey begins with: what it is for, and what becomes of the answers."""


def notice_of(survey: KeptSurvey, *, link: str, code: str) -> AnnouncementDraft:
    """Return a notice with the survey's introduction, its `link`, and its QR code, a picture at `code`.

    It is shown until the survey closes.
    """
    until = f"{survey.closes_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if survey.closes_at else ""
    chinese = (
        f"{survey.body_zh}\n\n填写截止时间：{until}\n\n[点此填写问卷]({link})\n\n或扫描二维码填写：\n\n"
        f"![问卷二维码]({code})"
    )
    english = (
        f"{survey.body_en or survey.body_zh}\n\nOpen until {until}\n\n[Answer the survey]({link})\n\n"
        f"Or scan the QR code:\n\n![QR code of the survey]({code})"
    )
    return AnnouncementDraft(
        survey.title_zh,
        chinese,
        survey.title_en,
        english if survey.title_en else "",
        shown_until=survey.closes_at,
    )
