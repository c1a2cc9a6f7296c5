"""How soon the editor of diagrams answers: from a key or a movement of the mouse to the frame after it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypedDict

from playwright.sync_api import Page

WATCH = """
window.watched = { frames: [], tasks: [] };
for (const type of ["mousedown", "mousemove", "mouseup", "keydown"]) {
  const seen = (event) => requestAnimationFrame(() => setTimeout(() =>
    window.watched.frames.push([type, performance.now() - event.timeStamp])));
  window.addEventListener(type, seen, { capture: true });
}
new PerformanceObserver((list) => window.watched.tasks.push(...list.getEntries().map((one) => one.duration)))
  .observe({ type: "longtask" });
"""
"""Notes the milliseconds from events to the end of the frame after them, and of tasks longer than 50 ms."""
ELEMENTS = 10
"""Elements that are chosen, moved and named."""
DRAG_STEPS, DRAG_PX = 12, 60
KEY_MS = 60


class Watched(TypedDict):
    """What `WATCH` has noted."""

    frames: list[tuple[str, float]]
    tasks: list[float]


def print_frames(page: Page, steps: int) -> None:
    """Choose, move and name elements of the diagram that is open, and print how soon each was seen."""
    ids = [f"step_{number * (steps // ELEMENTS)}" for number in range(ELEMENTS)]
    told = []
    for what, act in (("choose", _choose), ("move", _move), ("type", _type)):
        with _watching(page) as watched:
            for one in ids:
                act(page, one)
                page.wait_for_timeout(100)
        told.append(f"{what} {_said(ms for _, ms in watched['frames'])}{_long(watched['tasks'])}")
    print(f"{steps:>4} steps: " + "; ".join(told))
    with _watching(page) as watched, page.expect_response("**/check") as answer:
        began = perf_counter()
        _type(page, ids[0], "renamed again")
    answer.value.finished()
    waited = perf_counter() - began
    keys = _said(ms for _, ms in watched["frames"])
    print(f"{steps:>4} steps: checked {waited:.2f} s after the first key; {keys} meanwhile")


@contextmanager
def _watching(page: Page) -> Iterator[Watched]:
    page.evaluate("watched.frames.length = watched.tasks.length = 0")
    watched: Watched = {"frames": [], "tasks": []}
    yield watched
    page.wait_for_timeout(300)
    watched.update(page.evaluate("watched"))


def _centre(page: Page, element_id: str) -> tuple[float, float]:
    box = page.locator(f'.djs-element[data-element-id="{element_id}"] .djs-hit').first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _choose(page: Page, element_id: str) -> None:
    """Click at an element: its properties are drawn."""
    page.mouse.click(*_centre(page, element_id))


def _move(page: Page, element_id: str) -> None:
    """Drag an element aside; its flows follow."""
    x, y = _centre(page, element_id)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + DRAG_PX, steps=DRAG_STEPS)
    page.mouse.up()


def _type(page: Page, element_id: str, name: str = "renamed") -> None:
    """Give an element another name in its properties; it is saved and checked meanwhile."""
    _choose(page, element_id)
    page.locator('[data-entry-id="name"] [name="name"]').focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(name, delay=KEY_MS)


def _said(milliseconds: Iterable[float]) -> str:
    times = sorted(milliseconds)
    p95 = times[int(len(times) * 0.95)] if times else 0.0
    return f"p50 {statistics.median(times or [0.0]):.0f} p95 {p95:.0f} ms"


def _long(tasks: list[float]) -> str:
    return f" ({len(tasks)} tasks over 50 ms, longest {max(tasks):.0f})" if tasks else ""
