"""The domain: organisations, approvals, notices …; commands the web calls, handlers that processes call."""

from workflows.migrations import migrate

__all__ = ["migrate"]
