"""FEEL's built-in functions, one module a family; importing this package registers all of them."""

from engine.feel.builtins import (
    chance,
    contexts,
    conversion,
    dates,
    encoding,
    intervals,
    lists,
    numbers,
    strings,
)

__all__ = [
    "chance",
    "contexts",
    "conversion",
    "dates",
    "encoding",
    "intervals",
    "lists",
    "numbers",
    "strings",
]
