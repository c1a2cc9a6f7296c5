from tests.workflows.approvals.conftest import cast, database_url, statements, story

__all__ = ["cast", "database_url", "statements", "story"]
