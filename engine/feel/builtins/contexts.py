"""Functions of contexts, and the two that take any value."""

from __future__ import annotations

from typing import Any

from engine.feel.errors import FeelAssertionFailed
from engine.feel.functions import builtin
from engine.feel.operators import equals
from engine.feel.runtime import Run
from engine.feel.temporal import DateTime, Time, datetime_offset, time_ns, time_offset
from engine.feel.values import type_name

_Context = dict[str, Any]


@builtin("get value", "context: context, key: string|null")  # so Camunda calls it
@builtin("get value", "m: context, key: string|null")
def _get_value(_run: Run, context: _Context, key: str | None) -> Any:
    return None if key is None else context.get(key)


@builtin("get value", "context: context, keys: list")
def _get_value_path(_run: Run, context: _Context, keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        if type(value) is not dict or type(key) is not str:
            return None
        value = value.get(key)
    return value if keys else None


@builtin("get entries", "context: context")
@builtin("get entries", "m: context")
def _get_entries(run: Run, context: _Context) -> list[_Context]:
    run.charge_list(2 * len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def _context(run: Run, entries: list[Any]) -> _Context | None:
    run.charge_list(len(entries))
    result: _Context = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return None
        if entry["key"] in result:
            return None
        result[entry["key"]] = entry["value"]
    return result


@builtin("put", "context: context, key: string, value: any")  # so Camunda called it before the standard did
@builtin("context put", "context: context, key: string, value: any")
def _context_put(run: Run, context: _Context, key: str, value: Any) -> _Context:
    run.charge_list(len(context) + 1)
    return {**context, key: value}


@builtin("put", "context: context, keys: list, value: any")
@builtin("context put", "context: context, keys: list, value: any")
def _context_put_path(run: Run, context: _Context, keys: list[Any], value: Any) -> _Context | None:
    if not keys or type(keys[0]) is not str or len(keys) > 100:
        return None
    if len(keys) == 1:
        return _context_put(run, context, keys[0], value)
    inner = context.get(keys[0])
    changed = _context_put_path(run, inner if isinstance(inner, dict) else {}, keys[1:], value)
    if changed is None or (inner is not None and type(inner) is not dict):
        return None
    return _context_put(run, context, keys[0], changed)


@builtin("context merge", "contexts: list")
def _context_merge(run: Run, contexts: list[Any]) -> _Context | None:
    result: _Context = {}
    for context in contexts:
        if type(context) is not dict:
            return None
        run.charge_list(len(context) + 1)
        result.update(context)
    return result


@builtin("put all", "*contexts: context")
def _put_all(run: Run, *contexts: _Context) -> _Context | None:
    """Return the contexts in one; Camunda's function before the standard had `context merge`."""
    return _context_merge(run, list(contexts))


builtin("put all", "contexts: list")(_context_merge)


@builtin(
    "fromAi",
    "value: any, description?: string|null, type?: string|null, schema?: context|null, "
    "options?: context|null",
)
def _from_ai(_run: Run, value: Any, *_told: Any) -> Any:
    """Return the value: the rest tells a service outside what to ask for."""
    return value


@builtin("is defined", "value: any")
def _is_defined(_run: Run, value: Any) -> bool:
    return value is not None


@builtin("is", "value1: any, value2: any")
def _is(run: Run, left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, Time):
        return _same_clock(left, right) and time_offset(left) == time_offset(right)
    if isinstance(left, DateTime):
        same = left.date == right.date and _same_clock(left.time, right.time)
        return same and datetime_offset(left) == datetime_offset(right)
    return equals(run, left, right) is True


def _same_clock(left: Time, right: Time) -> bool:
    """Tell whether two times show the same; how their zone is written does not matter."""
    return time_ns(left) == time_ns(right) and (left.zone is None) is (right.zone is None)


@builtin("get or else", "value: any, default: any")
def _get_or_else(_run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value


@builtin("assert", "value: any, condition: any, cause?: string")
def _assert(_run: Run, value: Any, condition: Any, cause: str | None = None) -> Any:
    """Return the value. Raises: FeelAssertionFailed: the condition is not true."""
    if condition is True:
        return value
    if cause:
        raise FeelAssertionFailed("assertion_failed", cause=cause)
    raise FeelAssertionFailed("assertion_failed_silently", type=_told(condition))


def _told(condition: Any) -> str:
    return "false" if condition is False else type_name(condition)
