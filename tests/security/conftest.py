"""Attacks that once worked. What they need is what tests of pages need."""

from __future__ import annotations

from tests.web.conftest import (  # noqa: F401 - fixtures of the pages serve here too
    app,
    browser_context_args,
    browser_type_launch_args,
    bundles,
    client,
    clock,
    database_url,
    impatient,
    live_app,
    live_server,
    phone,
    platform,
    prepared_template,
    settings,
    workflows_template,
)
