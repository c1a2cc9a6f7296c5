"""The domain: organisations, approvals, notices …; commands the web calls, jobs that processes ask for."""

from workflows.migrations import migrate

__all__ = ["migrate"]
