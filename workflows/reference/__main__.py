"""`python -m workflows.reference docs`: writes the reference in both languages into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from workflows.reference.page import FILES, page

if __name__ == "__main__":
    for name, language in FILES.items():
        Path(sys.argv[1], name).write_text(page(language), "utf-8")
