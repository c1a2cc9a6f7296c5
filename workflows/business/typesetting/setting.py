"""Setting a template with data: in a process of its own, whose memory goes back to the machine."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from workflows.business.typesetting.fonts import font_folder
from workflows.ground.errors import TooMany

Format = Literal["pdf", "svg", "png"]
MAX_SECONDS = 60.0
WAIT_SECONDS = 20.0
"""How long one waits for another document that is being set."""
_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"
_one_at_a_time = threading.BoundedSemaphore(1)


class CannotSet(Exception):
    """The template could not be set: a fault of the installation, of the template, or too much data."""


def typeset(template: str, data: Mapping[str, Any], form: Format) -> bytes:
    """Return the document: `data` reaches the template as values and is never read as markup.

    Raises: TooMany: others wait already; CannotSet.
    """
    given = {
        "template": template,
        "folder": str(TEMPLATES),
        "fonts": str(font_folder()),
        "data": data,
        "format": form,
    }
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise TooMany("typesetting.busy", retry_after_seconds=30)
    try:
        done = subprocess.run(  # noqa: S603  # our own program; what it sets is its standard input
            [sys.executable, "-I", str(_HERE / "child.py")],
            input=json.dumps(given, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotSet(f"Expected {template} to be set in time, but it was not.") from error
    finally:
        _one_at_a_time.release()
    head, _, content = done.stdout.partition(b"\n")
    if head != b"ok":
        reason = head or done.stderr.strip().rpartition(b"\n")[2]
        raise CannotSet(f"Expected {template} to be set, but: {reason.decode('utf-8', 'replace')}")
    return content
