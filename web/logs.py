"""How logs are written."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


def configure_logging(*, level: int = logging.INFO) -> None:
    """Write structured logs to standard error: lines for a terminal, JSON otherwise."""
    terminal = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the one of the moment of writing
    )


@contextmanager
def silence() -> Iterator[None]:
    """Write no log inside the block; afterwards they are written as before."""
    before = structlog.get_config()
    configure_logging(level=logging.CRITICAL)
    try:
        yield
    finally:
        structlog.configure(**before)
