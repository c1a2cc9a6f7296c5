"""Decodes the picture on standard input, in a process that may take so much memory and time and no more.

The answer is one line of JSON, {kind, made: [{label, content_type, width, height, size_bytes}]} or {refused},
followed by the contents of the sizes made, which the only argument names.
"""

from __future__ import annotations

import json
import sys

from forms.picture_decoding import MadePicture, PictureBroken, PictureTooLarge, decode
from forms.reading_apart import begin

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space of the process: 40 megapixels twice, the libraries, and room."""
MAX_CPU_SECONDS = 30


def _main() -> None:
    begin(memory_bytes=MAX_MEMORY_BYTES, cpu_seconds=MAX_CPU_SECONDS)
    sizes = [(str(label), int(pixels)) for label, pixels in json.loads(sys.argv[1])]
    made: list[MadePicture] = []
    try:
        kind, made = decode(sys.stdin.buffer, sizes)
        told: dict[str, object] = {"kind": kind, "made": [_described(one) for one in made]}
    except PictureTooLarge:
        told = {"refused": "pixels"}
    except PictureBroken:
        told = {"refused": "broken"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for one in made:
        sys.stdout.buffer.write(one.content)


def _described(made: MadePicture) -> dict[str, object]:
    return {
        "label": made.label,
        "content_type": made.content_type,
        "width": made.width,
        "height": made.height,
        "size_bytes": len(made.content),
    }


if __name__ == "__main__":
    _main()
