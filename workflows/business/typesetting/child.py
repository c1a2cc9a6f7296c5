"""Sets a template, in a process that may take so much memory and time and no more.

It is run by its path and imports nothing of the platform: what the platform's packages load would take ten
times as long as the typesetting. Standard input is JSON: {template, folder, fonts, data, format}. The answer
is the line `ok` and the document, or one line that says what went wrong.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MAX_MEMORY_BYTES = 2 * 1024 * 1024 * 1024
"""Address space, of which the fonts and the threads of the typesetter take most without using it."""
MAX_CPU_SECONDS = 60
PIXELS_PER_INCH = 300.0


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    given = json.load(sys.stdin.buffer)
    import typst  # noqa: PLC0415  # it comes under the bounds, too

    folder = Path(given["folder"])
    try:
        made = typst.compile(
            folder / f"{given['template']}.typ",
            root=folder,
            font_paths=[given["fonts"]],
            ignore_system_fonts=True,
            format=given["format"],
            ppi=PIXELS_PER_INCH if given["format"] == "png" else None,
            sys_inputs={"data": json.dumps(given["data"], ensure_ascii=False)},
            pdf_standards="a-2b" if given["format"] == "pdf" else [],
        )
    except (RuntimeError, ValueError, TypeError) as wrong:  # typst.TypstError is a RuntimeError
        sys.stdout.buffer.write(str(wrong).replace("\n", " ")[:500].encode() + b"\n")
        return
    assert isinstance(made, bytes)  # a picture of one page, or a whole PDF
    sys.stdout.buffer.write(b"ok\n" + made)


if __name__ == "__main__":
    _main()
