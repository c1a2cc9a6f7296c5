"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FileView:
    """One uploaded file as its viewers see it. `key` opens it in the store; it never leaves the server."""

    id: str
    key: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str
    profile: str
    owner_id: str
    created_at: datetime
    public: bool = False
    """Whether it is shown with a product on sale, to everybody."""

    @property
    def descriptor(self) -> dict[str, Any]:
        """What a form's data keep of a file."""
        return {
            "id": self.id,
            "name": self.name,
            "size_bytes": self.size_bytes,
            "content_type": self.content_type,
        }


@dataclass(frozen=True, slots=True)
class PortalFileView:
    """A file beside a text of the portal."""

    id: str
    name: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class WaitingFileView:
    """A file that waits for its form to be sent again."""

    id: str
    name: str
    size_bytes: int
