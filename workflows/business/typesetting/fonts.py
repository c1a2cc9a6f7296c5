"""The fonts that documents embed: Noto Serif SC for text, Noto Sans SC for headings (SIL OFL 1.1)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_PACKAGE = "pylopdf_fonts_zh_cn"


def font_folder() -> Path:
    """Return where the fonts lie, without importing anything of the package.

    Raises: ModuleNotFoundError: the package is not installed.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"Expected the fonts of {_PACKAGE}, but it is not installed.")
    return Path(spec.origin).parent
