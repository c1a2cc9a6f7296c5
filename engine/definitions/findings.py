"""Collects what the lint finds; gives every problem a remedy and a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from engine.definitions.messages import MESSAGES, WARNINGS
from engine.definitions.remedies import REMEDIES
from engine.definitions.suggestions import suggestion
from engine.errors import Problem
from engine.messages import render

MAX_PROBLEMS = 1_000


class Findings:
    """The problems of a package, in the order found, each once."""

    def __init__(self) -> None:
        self.found: dict[Problem, None] = {}
        self.lines: dict[tuple[str, str], int] = {}
        self._left = {"error": MAX_PROBLEMS, "warning": MAX_PROBLEMS}

    def add(
        self,
        code: str,
        file: str,
        element_id: str | None = None,
        *,
        line: int | None = None,
        severity: Literal["error", "warning"] | None = None,
        chinese: Mapping[str, Any] | None = None,
        among: tuple[str, Collection[str]] | None = None,
        **params: Any,
    ) -> None:
        """Note a problem; `chinese` replaces those parameters that are words themselves.

        `severity` is the code's own unless given; `among` is a word that does not exist, and those that do.
        """
        if among is not None:
            listed, listed_chinese = suggestion(*among)
            params, chinese = {**params, **listed}, {**listed_chinese, **(chinese or {})}
        if line is not None:
            params["line"] = line
        self.take(
            [
                Problem(
                    code=code,
                    file=file,
                    element_id=element_id,
                    message_zh=render(MESSAGES, code, "zh-CN", {**params, **(chinese or {})}),
                    message_en=render(MESSAGES, code, "en", params),
                    line=line,
                    severity=severity or ("warning" if code in WARNINGS else "error"),
                )
            ],
            params,
        )

    def take(self, problems: Iterable[Problem], params: Mapping[str, Any] | None = None) -> None:
        """Note problems that other rooms found; of errors and of warnings, so many that nobody reads more."""
        for problem in problems:
            if self._left[problem.severity] > 0:
                self._left[problem.severity] -= 1
                self.found[self._complete(problem, params or {})] = None

    def has_errors(self, file: str | None = None) -> bool:
        """Tell whether something stops a deploy, in `file` or anywhere."""
        return any(p.severity == "error" and file in (None, p.file) for p in self.found)

    def all(self) -> list[Problem]:
        """Return the problems by file and line, errors first where they share one."""
        return sorted(
            self.found, key=lambda p: (p.file, p.line or 0, p.severity != "error", p.element_id or "", p.code)
        )

    def _complete(self, problem: Problem, params: Mapping[str, Any]) -> Problem:
        line = problem.line or self.lines.get((problem.file, problem.element_id or ""))
        remedy_zh, remedy_en = problem.remedy_zh, problem.remedy_en
        if not remedy_en and problem.code in REMEDIES:
            words = {"id": problem.element_id or "", **params}
            remedy_zh, remedy_en = (text.format(**words) for text in REMEDIES[problem.code])
        return replace(problem, line=line, remedy_zh=remedy_zh, remedy_en=remedy_en)
