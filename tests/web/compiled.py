"""What a process of the tests compiles once, though each test has an application of its own."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Templates as this process has compiled them, or another of the same run, which share a folder."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, unless its source has changed."""
        key = (bucket.key, bucket.checksum)
        if key not in self._kept and self.folder is not None:
            with suppress(FileNotFoundError):
                bucket.bytecode_from_string((self.folder / bucket.key).read_bytes())
                if bucket.code is not None:
                    self._kept[key] = bucket.code
        bucket.code = self._kept.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code; in the folder it is whole from the first moment, whoever else writes it."""
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code
        if self.folder is not None:
            written = self.folder / f"{bucket.key}.{os.getpid()}"
            written.write_bytes(bucket.bytecode_to_string())
            written.replace(self.folder / bucket.key)


COMPILED = CompiledTemplates()
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
