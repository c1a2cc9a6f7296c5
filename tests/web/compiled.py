"""What a process of the tests compiles once, though each test has an application of its own."""

from __future__ import annotations

from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Templates as this process has compiled them."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_BUILDERS: dict[object, Any] = {}


class CompiledRule(Rule):
    """A rule that shares the functions that write its addresses with its like in other applications.

    Werkzeug writes and compiles two for each rule, which takes four fifths of the making of an application.
    They get their rule as an argument, so what they do depends on nothing but the key.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
