"""Where a company is, in words: a county with the city that it lies in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func
from sqlalchemy.orm import aliased

from workflows.ground.messages import Locale
from workflows.people.organisations.models import Organisation, Region

COUNTY = 3
_City = aliased(Region, name="city")


def with_region(rows: Select[Any], locale: Locale) -> Select[Any]:
    """Add the column `region` to rows of organisations; it is "" for one that has not said where it is."""
    if locale == "zh-CN":
        name = case((Region.level == COUNTY, _City.name_zh + Region.name_zh), else_=Region.name_zh)
    else:
        name = case((Region.level == COUNTY, Region.name_en + ", " + _City.name_en), else_=Region.name_en)
    named: ColumnElement[str] = func.coalesce(name, "")
    joined = rows.outerjoin(Region, Region.code == Organisation.region_code)
    return joined.outerjoin(_City, _City.code == Region.parent_code).add_columns(named.label("region"))
