"""People who close accounts and leave organisations."""

from __future__ import annotations

from tests.workflows.approvals.conftest import cast, database_url, story  # noqa: F401 - fixtures serve here too
from tests.workflows.business.agents.conftest import company  # noqa: F401
from tests.workflows.people.sub_accounts.conftest import team  # noqa: F401
