"""Which files a package folder has beside its diagrams, decisions and forms, by their whole names."""

from __future__ import annotations

from workflows.package_data import notices, options, uploads

SCENARIOS = "scenarios.yaml"
"""Stories that the package has to live up to."""
BESIDE = frozenset({"README.md", SCENARIOS})
"""Files of a package folder that are no part of its versions."""
DATA = frozenset({options.FILE, notices.FILE, uploads.FILE})
"""Files with data of the package's own."""
