"""The platform of the domain's tests serves for the delivered packages too."""

from __future__ import annotations

from tests.workflows.conftest import (  # noqa: F401
    clock,
    database_url,
    platform,
    prepared_template,
    settings,
    workflows_template,
)
