"""The delivered process packages: folders of `bpmn/`, deployed where they differ from what is deployed."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from engine import Definition
from engine.definitions.data_files import SUFFIXES
from workflows.ground.work import Work
from workflows.package_data.file_names import BESIDE, DATA, SCENARIOS


def delivered() -> list[str]:
    """Return the process ids of the delivered packages."""
    return sorted(folder.name for folder in files("bpmn").iterdir() if _is_package(folder))


def package_files(process_id: str) -> dict[str, bytes]:
    """Return the files of a delivered package that are deployed (not its scenarios and notes)."""
    return files_of(files("bpmn") / process_id)


def delivered_scenarios(process_id: str) -> bytes:
    """Return the scenarios that a delivered package brings, b"" where there are none."""
    folder = files("bpmn") / process_id if process_id in delivered() else None
    file = None if folder is None else folder / SCENARIOS
    return file.read_bytes() if file is not None and file.is_file() else b""


def files_of(folder: Traversable) -> dict[str, bytes]:
    """Return the files of a package folder that are deployed, those too that nothing reads: the lint tells.

    Scenarios, notes, hidden files and folders are left out.
    """
    return {
        file.name: file.read_bytes() if _is_known(file.name) else b""
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.is_file() and file.name not in BESIDE and not file.name.startswith(".")
    }


def deploy_delivered(work: Work) -> list[Definition]:
    """Deploy every delivered package whose files are no version yet.

    One that is there keeps its version, and so does an older one that somebody made current.

    Raises: engine.DefinitionInvalid: a package cannot be executed; each problem is named.
    """
    return [
        work.repository.deploy(files, source=f"bpmn/{process_id}")
        for process_id, files in ((one, package_files(one)) for one in delivered())
        if not work.repository.has(files)
    ]


def _is_known(name: str) -> bool:
    return name in DATA or name.endswith(SUFFIXES)


def _is_package(folder: Traversable) -> bool:
    return folder.is_dir() and (folder / "process.bpmn").is_file()
