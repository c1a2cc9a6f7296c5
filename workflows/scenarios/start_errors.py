"""Why a package could not be begun in a place of its own, in both languages."""

from __future__ import annotations

from engine import DefinitionInvalid
from engine.hostile_input import FileRefused
from engine.server_process import ServerFailed
from workflows.ground.errors import WorkflowsError

MOST_SAID = 2_000
"""Characters of a sentence that a place tells."""
MOST_NAMED = 5
"""Problems of a package that are named; of the others it is said how many there are."""


def why_not_begun(wrong: Exception) -> tuple[str, str]:
    """Return why, in Chinese and English; what only developers can mend keeps its own words."""
    if isinstance(wrong, DefinitionInvalid):
        named, count = wrong.problems[:MOST_NAMED], len(wrong.problems)
        chinese = "；".join(f"{one.file} {one.element_id or ''}：{one.message_zh}" for one in named)
        english = "; ".join(f"{one.file} {one.element_id or ''}: {one.message_en}" for one in named)
        return (
            f"流程包有 {count} 处错误，不能运行：{chinese}",
            f"The package has {count} errors and cannot run: {english}",
        )
    if isinstance(wrong, FileRefused):
        chinese, english = wrong.message("zh-CN"), wrong.message("en")
        return f"流程包中有不能读取的文件：{chinese}", f"A file of the package cannot be read: {english}"
    if isinstance(wrong, WorkflowsError):
        return wrong.message("zh-CN"), wrong.message("en")
    said = str(wrong)
    if isinstance(wrong, ServerFailed):
        return (
            f"未能启动试办数据库，请稍后重试：{said}",
            f"The database could not be started, please try again: {said}",
        )
    return f"未能准备流程包：{said}", f"The package could not be prepared: {said}"


def as_error(why: tuple[str, str]) -> dict[str, str]:
    """Return what a place tells of an error, in Chinese and English, cut where it is long."""
    chinese, english = why
    return {"error": english[:MOST_SAID], "error_zh": chinese[:MOST_SAID]}
