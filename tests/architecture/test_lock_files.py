"""What is installed is pinned with hashes, and the pins fit what `pyproject.toml` asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = {
    "requirements.lock": [*PROJECT["dependencies"], *EXTRAS["build"]],
    "requirements-dev.lock": [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dev"]],
}
HASHES = r"((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)*)"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)([^\n]*)\n" + HASHES, re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    """Return the versions of each package that a lock names; one for each kind of machine at most."""
    versions: dict[str, set[str]] = {}
    for package, version, _, hashes in PIN.findall((ROOT / name).read_text("utf-8")):
        assert hashes, f"Expected hashes of {package}, but there are none."
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


@pytest.mark.parametrize("name", ASKED)
def test_the_lock_fits_what_is_asked_for(name: str) -> None:
    """If this fails: `make lock`."""
    locked = pins(name)
    for text in ASKED[name]:
        asked = Requirement(text)
        if asked.name == "tongban":
            continue
        versions = locked.get(canonicalize_name(asked.name), set())
        assert versions, f"Expected {asked.name} in {name}, but it is not: run `make lock`."
        assert all(asked.specifier.contains(version, prereleases=True) for version in versions), text


@pytest.mark.parametrize("name", ASKED)
def test_the_lock_names_no_host_and_nothing_without_a_hash(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(lines) == len(PIN.findall(text))


def test_both_locks_agree() -> None:
    runtime, everything = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime == {name: everything[name] for name in runtime}
