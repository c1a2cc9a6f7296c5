"""A person's own data as one ZIP: JSON for machines, a page for people, and the files they uploaded.

Everything is read and written in pieces: neither rows nor files are ever in memory as a whole.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from forms import FileMissing, FileStore
from workflows.files.queries import uploads_of
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import Locale, sentence
from workflows.ground.work import Work
from workflows.own_account.masking import Masking
from workflows.people.identity.queries import account
from workflows.people.personal_data import PersonalRecords, personal_records

MOST_FILE_BYTES = 200 * 1024 * 1024
"""What of the uploads goes into the ZIP; what is beyond it stands in the list, to be saved one by one."""
PAGE = "index.html"
_STYLE = (
    "body{font-family:sans-serif;margin:2rem;line-height:1.5}table{border-collapse:collapse;margin-bottom:2rem}"
    "th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td{white-space:pre-wrap;overflow-wrap:anywhere;max-width:40rem}th{background:#f3f4f6}"
)


def write_archive(work: Work, files: FileStore, user_id: str, locale: Locale, target: BinaryIO) -> None:
    """Write everything that rooms have registered about a person into `target`, which can be sought."""
    owner = account(work, user_id)
    masking = Masking([one for one in (owner.mobile, owner.email) if one])
    with (
        ZipFile(target, "w", ZIP_DEFLATED) as archive,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as page,
    ):
        page.write(_head(locale, owner.shown_name, work.now))
        for records in personal_records():
            rows = _rows(work, records, user_id, locale, masking)
            with archive.open(f"data/{records.name}.json", "w") as data:
                for line in _written(records, rows, locale, page):
                    data.write(line.encode())
        page.write("</body></html>")
        page.seek(0)
        with archive.open(PAGE, "w") as shown:
            shutil.copyfileobj(cast("BinaryIO", page.buffer), shown)
        _add_uploads(work, files, user_id, archive)


def _head(locale: Locale, name: str, now: datetime) -> str:
    title = sentence("own_account.copy_title", locale, {"name": name})
    at = f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    about = sentence("own_account.copy_about", locale, {"at": at, "last": "***1234"})
    return (
        f'<!DOCTYPE html><html lang="{locale}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(about)}</p>"
    )


def _rows(
    work: Work, records: PersonalRecords, user_id: str, locale: Locale, masking: Masking
) -> Iterator[list[Any]]:
    for row in records.rows(work, user_id, locale):
        yield [masking.value(_plain(value)) for value in row]


def _written(records: PersonalRecords, rows: Iterator[list[Any]], locale: Locale, page: Any) -> Iterator[str]:
    """Write the rows of one kind into the page for people, and yield them as JSON."""
    labels = "".join(f"<th>{escape(one.label(locale))}</th>" for one in records.columns)
    page.write(f"<h2>{escape(records.title(locale))}</h2>")
    yield "["
    number = 0
    for number, row in enumerate(rows, 1):
        if number == 1:
            page.write(f"<table><thead><tr>{labels}</tr></thead><tbody>")
        page.write("<tr>" + "".join(f"<td>{_shown(value, locale)}</td>" for value in row) + "</tr>")
        keyed = {column.key: value for column, value in zip(records.columns, row, strict=True)}
        yield ("\n" if number == 1 else ",\n") + json.dumps(keyed, ensure_ascii=False)
    yield "\n]\n"
    none = escape(sentence("own_account.copy_none", locale))
    page.write("</tbody></table>" if number else f"<p>{none}</p>")


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: moments with the time of Shanghai, amounts as text."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _shown(value: Any, locale: Locale) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return escape(sentence(f"own_account.{'yes' if value else 'no'}", locale))
    if isinstance(value, dict):
        return "<br>".join(f"<b>{escape(key)}</b> {_shown(one, locale)}" for key, one in value.items())
    if isinstance(value, list):
        return "<br>".join(_shown(one, locale) for one in value)
    return escape(str(value).removesuffix("+08:00"))


def _add_uploads(work: Work, files: FileStore, user_id: str, archive: ZipFile) -> None:
    left = MOST_FILE_BYTES
    for number, upload in enumerate(uploads_of(work, user_id), 1):
        if upload.size_bytes > left:
            continue
        left -= upload.size_bytes
        at = upload.created_at.astimezone(SHANGHAI).timetuple()[:6]
        entry = ZipInfo(f"files/{number:05d}-{upload.name}", at)
        entry.compress_type = ZIP_STORED
        try:
            with files.open(upload.key) as source, archive.open(entry, "w") as kept:
                shutil.copyfileobj(source, kept)
        except FileMissing:
            continue
