"""Files beside texts of the portal for tests."""

from __future__ import annotations

import io

from tests.forms import files
from workflows.bootstrap import Platform
from workflows.files.portal_files import AttachmentChange, PortalText, change, files_of
from workflows.files.sent_files import SentFile


def attached(platform: Platform, of: PortalText, name: str = "申报指南.pdf") -> str:
    """Put a PDF beside a text; return the id of the file."""
    with platform.begin() as work:
        change(work, of, AttachmentChange([SentFile(name, io.BytesIO(files.pdf()))]))
        return files_of(work, of)[-1].id
