"""Who has signed up for an activity, as a file that a spreadsheet opens; no text is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from forms import Text
from workflows.business.gatherings.queries import sign_ups
from workflows.business.gatherings.values import SIGN_UP_NAMES, SignUpView
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

MOST_EXPORTED = 20_000
SHEET = Text("报名名单", "Sign-ups")
_COLUMNS = (
    (Text("姓名", "Name"), 16),
    (Text("单位", "Organisation"), 32),
    (Text("邮箱", "E-mail"), 28),
    (Text("报名时间", "Signed up at"), 20),
    (Text("状态", "State"), 14),
    (Text("签到时间", "Checked in at"), 20),
)


def export(
    work: Work, viewer: Viewer, gathering_id: str, target: BinaryIO, *, kind: FileKind, locale: Locale
) -> None:
    """Write who has signed up. Raises: Forbidden; Invalid: more than one file holds."""
    listed = sign_ups(work, viewer, gathering_id, limit=MOST_EXPORTED + 1)
    if len(listed) > MOST_EXPORTED:
        raise Invalid("gatherings.export_limit", most=MOST_EXPORTED)
    widths = [width for _, width in _COLUMNS]
    write_rows(_rows(listed, locale), target, kind=kind, sheet=SHEET.say(locale), widths=widths)


def _rows(listed: Iterable[SignUpView], locale: Locale) -> Iterable[list[Cell]]:
    yield [heading.say(locale) for heading, _ in _COLUMNS]
    for one in listed:
        state = SIGN_UP_NAMES[one.state].say(locale)
        yield [one.name, one.organisation, one.email, one.signed_up_at, state, one.checked_in_at]
