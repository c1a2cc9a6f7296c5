"""Starts the command line: `tongban`, and `python -m web` for the processes that it starts itself."""

from __future__ import annotations

import gc

from web.serving.allocator import share_one_arena

COLLECTOR = (10_000, 20, 50)
"""Thresholds of the collector of garbage: of thousands of objects of a page hardly any is in a circle."""


def main() -> None:
    """Run a command of `web.cli`.

    What two thousand modules leave behind stays for as long as the process. To look through it again and
    again while it grows takes a quarter of the start; looked at later, it keeps the processes that gunicorn
    forks from sharing its memory.
    """
    share_one_arena()
    gc.disable()
    from web.cli import main as command_line  # noqa: PLC0415 - to import is what takes so long

    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    gc.enable()
    command_line()


if __name__ == "__main__":
    main()
