from tests.workflows.approvals.conftest import statements

__all__ = ["statements"]
