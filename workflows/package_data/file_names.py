"""Which files a package folder has beside its diagrams, decisions and forms, by their whole names."""

from __future__ import annotations

from workflows.package_data import notices, options, uploads

BESIDE = frozenset({"README.md", "scenarios.yaml"})
"""Files of a package folder that are no part of its versions."""
DATA = frozenset({options.FILE, notices.FILE, uploads.FILE})
"""Files with data of the package's own."""
