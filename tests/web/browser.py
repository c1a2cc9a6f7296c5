"""Chromium and what tests look for in a page."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREENSHOTS = "SCREENSHOTS"
"""Names the folder that pictures of pages are kept in."""
UNPAINTED = "--force-gpu-mem-available-mb=1"
"""Leaves no memory for pictures: tests ask the document, and to paint takes a third of what a page does."""


@cache
def chromium(*, is_painting: bool = SCREENSHOTS in os.environ) -> dict[str, Any]:
    """Return how Playwright starts a Chromium: `CHROMIUM`, the system's, else the one that npm carries."""
    flags = [*FLAGS] if is_painting else [*FLAGS, UNPAINTED]
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    for name in filter(None, names):
        if path := shutil.which(name):
            return {"executable_path": path, "args": flags}
    carried = json.loads(_unpacked())
    environment = {**os.environ, **carried["environment"]}
    return {"executable_path": carried["path"], "args": flags, "env": environment}


def _unpacked() -> str:
    """Unpack the browser that npm carries, one worker at a time: half written it cannot be started."""
    with (FRONTEND / "node_modules" / ".chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = subprocess.run(
            ["node", "chromium.mjs"], cwd=FRONTEND, check=True, capture_output=True, text=True
        )
    return said.stdout


@cache
def axe_source() -> str:
    return (FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def settle(page: Page) -> None:
    """Wait for the page that a click may just be bringing: for a moment a document has no element at all.

    Not by a function that is polled: that needs `eval`, which the pages' own policy refuses.
    """
    page.wait_for_load_state("domcontentloaded")


AXE = """async ([place, again]) => {
  const how = { resultTypes: ["violations"], preload: false };
  const seen = again ? window.seenByAxe : new Set();
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
  const fresh = shown.filter((one) => !seen.has(one) && !one.closest(place.exclude.join(",") || "none"));
  window.seenByAxe = new Set([...seen, ...shown]);
  if (!again) return (await axe.run(place, how)).violations;
  const rest = await axe.run(place, { ...how, rules: { "color-contrast": { enabled: false } } });
  if (!fresh.length) return rest.violations;
  const colours = await axe.run({ include: fresh }, { ...how, runOnly: ["color-contrast"] });
  return [...rest.violations, ...colours.violations];
}"""
"""Looks at a document; `again`, in a window of another width: at the colours of what was not shown before."""


def violations(page: Page, but: Sequence[str] = (), *, again: bool = False) -> list[str]:
    """Return what axe-core finds wrong on the page, except in what `but` selects: one sentence an element.

    `again`: the same document was looked at in a window of another width. Its colours, which take most of the
    time, are looked at only where something has come to be shown.
    """
    settle(page)
    if not page.evaluate("'axe' in window"):  # half a megabyte, once a document
        page.evaluate(axe_source())
    place = {"include": [["html"]], "exclude": [[one] for one in but]}
    complaints: list[dict[str, Any]] = page.evaluate(AXE, [place, again])
    return [
        f"{rule['id']}: {node['html'][:160]} - {' '.join(node['failureSummary'].split())[:240]}"
        for rule in complaints
        for node in rule["nodes"]
    ]


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in the folder that `SCREENSHOTS` names; without it, none."""
    if folder := os.environ.get(SCREENSHOTS):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def overflows(page: Page) -> bool:
    """Tell whether the page is wider than its window."""
    settle(page)
    wide: bool = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    return wide


def console_errors(page: Page) -> list[str]:
    """Return a list that fills with what the page complains of (scripts, refused sources)."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    return heard
