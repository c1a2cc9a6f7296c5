"""How times, money and sizes are written for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_timedelta
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from web.i18n import locale_tag
from web.product_kinds import product_kind
from web.work import current_platform
from workflows.administration.values import MOST_COUNTED
from workflows.business.carts.values import Mode, price_unit, unit
from workflows.business.ledger.money import to_yuan
from workflows.ground.sizes import size_in_words

SHANGHAI = ZoneInfo("Asia/Shanghai")
JUST_NOW = timedelta(minutes=1)
_AMOUNT = re.compile(r"(?<=[0-9])(?=[\u4e00-\u9fff])")
"""Where an amount meets its Chinese unit: our texts set a blank there, Babel's do not."""


def now() -> datetime:
    """Return the present, aware UTC, of the platform's clock (tests fix it)."""
    return current_platform().clock()


def local_time(moment: datetime | None, style: str = "words") -> Markup:
    """Write an aware moment in the time of Shanghai, as a `<time>` element; nothing for None.

    `style` is "words" (today 14:03, yesterday 09:10, 3 May 08:00, 2025-11-02), "exact" (2026-05-03 08:00),
    "date" (2026-05-03), "last_day" (2026-05-02 for what ends as 3 May begins) or "relative" (3 hours ago).
    """
    if moment is None:
        return Markup("")
    local = moment.astimezone(SHANGHAI)
    exact = f"{local:%Y-%m-%d %H:%M}"
    shown = exact if style == "exact" else _shown(moment, local, style)
    # put together here: a list has two in each row, and `Markup.format` makes eighty calls
    return Markup(f'<time datetime="{local.isoformat()}" title="{exact}">{escape(shown)}</time>')  # noqa: S704


def _shown(moment: datetime, local: datetime, style: str) -> str:
    if style == "date":
        return f"{local:%Y-%m-%d}"
    if style == "last_day":
        return f"{local - timedelta(microseconds=1):%Y-%m-%d}"
    return _ago(moment) if style == "relative" else _in_words(local, now().astimezone(SHANGHAI))


def _ago(moment: datetime) -> str:
    difference = moment - now()
    if abs(difference) < JUST_NOW:
        return str(_("just now"))
    said = format_timedelta(difference, add_direction=True, locale=get_locale(), threshold=1.2)
    return _AMOUNT.sub(" ", str(said))


def _in_words(local: datetime, today: datetime) -> str:
    clock = f"{local:%H:%M}"
    days = (local.date() - today.date()).days
    if days == 0:
        return str(_("today %(clock)s", clock=clock))
    if days == -1:
        return str(_("yesterday %(clock)s", clock=clock))
    if days == 1:
        return str(_("tomorrow %(clock)s", clock=clock))
    if local.year != today.year:
        return f"{local:%Y-%m-%d}"
    locale = get_locale()
    if locale is not None and locale.language == "zh":
        return f"{local.month}月{local.day}日 {clock}"
    return f"{babel_date(local.date(), 'd MMM', locale=locale)} {clock}"


def milliseconds_left(moment: datetime | None) -> int:
    """Return how far off a moment is; 0 once it is over, and for None."""
    return 0 if moment is None else max(0, (moment - now()) // timedelta(milliseconds=1))


def local_date(day: date | None) -> str:
    """Write a calendar date as 2026-05-03; nothing for None."""
    return day.isoformat() if day is not None else ""


def yuan(amount: Decimal | int | str | None) -> str:
    """Write an amount in yuan with two places and thousands separators: ¥12,000.00; a dash for None."""
    if amount is None:
        return "—"
    return format_currency(Decimal(amount), "CNY", "¥#,##0.00", locale="en", currency_digits=False)


def fen(amount: int) -> Decimal:
    """Return a stored amount of fen in yuan, exactly."""
    return to_yuan(amount)


def number(value: Decimal | int | float | None) -> str:
    """Write a number with thousands separators in the request's language; a dash for None."""
    return "—" if value is None else format_decimal(value, locale=get_locale())


def counted(value: int) -> str:
    """Write a number that was counted up to `MOST_COUNTED` and one: with a plus where there are more."""
    return f"{number(MOST_COUNTED)}+" if value > MOST_COUNTED else number(value)


def sentences(parts: Iterable[str | None]) -> Markup:
    """Write sentences one after the other, with a space between them but in Chinese; nothing for None."""
    locale = get_locale()
    between = Markup("") if locale is not None and locale.language == "zh" else Markup(" ")
    return between.join(part for part in parts if part)


def unit_of(quantity: int, mode: Mode) -> str:
    """Return what is counted, as it stands behind its number: years, piece."""
    return unit(mode, quantity).say(locale_tag())


def price_unit_of(mode: Mode) -> str:
    """Return what a price is for, as it stands behind a slash."""
    return price_unit(mode).say(locale_tag())


def init_app(app: Flask) -> None:
    """Offer the filters to the templates of `app`."""
    app.jinja_env.filters.update(
        local_time=local_time,
        local_date=local_date,
        milliseconds_left=milliseconds_left,
        yuan=yuan,
        fen=fen,
        counted=counted,
        file_size=size_in_words,
        number=number,
        sentences=sentences,
        product_kind=product_kind,
        unit_of=unit_of,
        price_unit=price_unit_of,
    )
