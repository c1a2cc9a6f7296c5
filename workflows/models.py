"""Every domain table in one place, so that migrations and their test see the whole metadata."""

from __future__ import annotations

from workflows.db import Base
from workflows.notices import models as notices_models
from workflows.organisations import models as organisations_models

__all__ = ["Base", "notices_models", "organisations_models"]
