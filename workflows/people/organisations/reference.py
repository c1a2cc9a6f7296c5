"""Loads the delivered regions and clusters; run at every start, changes only what differs."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy.dialects.postgresql import insert

from workflows.ground.work import Work
from workflows.people.organisations.models import Cluster, Region


def load_reference(work: Work) -> None:
    """Insert the delivered regions and clusters that are missing; what operators changed stays."""
    data = yaml.safe_load((files("workflows.people.organisations") / "regions.yaml").read_text("utf-8"))
    regions = insert(Region).on_conflict_do_nothing()
    for level in region_rows(data):  # a region's parent must be there first
        work.session.execute(regions, level)
    clusters = [
        {"id": id_, "region_code": region, "name_zh": zh, "name_en": en, "active": True}
        for id_, region, zh, en in data["clusters"]
    ]
    work.session.execute(insert(Cluster).on_conflict_do_nothing(), clusters)


def region_rows(data: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the rows of `regions`, one list a level."""
    province = data["province"][0]

    def row(entry: list[str], parent: str | None, level: int) -> dict[str, Any]:
        code, zh, en = entry
        window = level == 2
        names = {"name_zh": zh, "name_en": en}
        return {"code": code, "parent_code": parent, **names, "level": level, "has_window": window}

    return [
        [row(data["province"], None, 1), row(data["outside"], None, 1)],
        [row(city, province, 2) for city in data["cities"]],
        [row(county, county[0][:4] + "00", 3) for county in data["counties"]],
    ]
