"""What is handed out: a wheel and an sdist that carry everything, and need no Node to be installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "workflows", "web", "bpmn")


def build(source: Path, target: Path, kind: str) -> Path:
    """Build `kind` ("wheel", "sdist") as pip would, with a PATH on which there is no Node."""
    environment = {**os.environ, "PATH": str(Path(sys.executable).parent)}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(target)],
        cwd=source,
        env=environment,
        check=True,
        capture_output=True,
    )
    (built,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def installed(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a wheel made from the sdist installs."""
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        # The archive is our own, and Python 3.11 has filters only from 3.11.4 on.
        if hasattr(tarfile, "data_filter"):
            archive.extractall(unpacked, filter="data")
        else:
            archive.extractall(unpacked)
    (source,) = unpacked.iterdir()
    wheel = build(source, tmp_path_factory.mktemp("wheel"), "wheel")
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_every_file_of_the_rooms_is_installed(installed: Path):
    tracked = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not tracked:
        pytest.skip("these sources were not cloned")
    assert [name for name in tracked if not (installed / name).exists()] == []


def test_browser_bundles_are_installed(installed: Path):
    dist = installed / "web" / "static" / "dist"
    manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    assert {"app.js", "app.css", "diagram.js"} <= set(manifest)
    assert [name for name in manifest.values() if not (dist / name).exists()] == []


def test_nothing_foreign_is_handed_out(sdist: Path, installed: Path):
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert [name for name in names if "node_modules" in name or name.endswith((".pyc", ".secret"))] == []
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == set(ROOMS)


def test_packages_resolve_to_what_was_installed(installed: Path, tmp_path: Path):
    """Other distributions carry a `web` or a `workflows` too; the command finds ours, and its files."""
    ask = (
        "import importlib, web.cli, workflows.packages\n"
        f"for name in {ROOMS!r}: print(importlib.import_module(name).__path__[0])\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [str(installed / name) for name in ROOMS]


@pytest.mark.parametrize("room", ROOMS)
def test_packages_of_this_environment_are_the_project(room: str):
    result = subprocess.run(
        [sys.executable, "-c", f"import {room}; print({room}.__path__[0])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(result.stdout.strip()) == ROOT / room
