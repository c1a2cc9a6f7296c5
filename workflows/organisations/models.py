"""Tables of the organisations domain."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base


class Region(Base):
    """An administrative division by its code of GB/T 2260; level 1 province, 2 city, 3 county."""

    __tablename__ = "regions"
    __table_args__ = (Index("ix_regions_parent_code", "parent_code"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    has_window: Mapped[bool] = mapped_column(Boolean, default=False)


class Cluster(Base):
    """An industry cluster 产业集群 whose window reviews its members; lies in one region."""

    __tablename__ = "clusters"

    id: Mapped[str] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, default=True)
