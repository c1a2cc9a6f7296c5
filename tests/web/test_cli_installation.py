"""Commands find the installation, never make one, and say in a sentence what stops them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli import main
from web.cli_options import settings_of_existing
from workflows.ground.settings import Settings

PACKAGE = Path(__file__).parents[2] / "bpmn" / "enterprise_registration"
COMMANDS = [["deploy"], ["migrate"], ["worker"], ["node"], ["doctor"], ["demo"], ["create-admin", "a"]]


@pytest.fixture(autouse=True)
def nothing_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, with an environment that names no installation."""
    for name in ("DATABASE_URL", "TONGBAN_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TONGBAN_ADMIN_PASSWORD", "Str0ng-enough-here")
    monkeypatch.chdir(tmp_path)


def refused(*arguments: str) -> str:
    """Run a command that must be refused; return the sentence."""
    done: Result = CliRunner().invoke(main, list(arguments))
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2
    return done.output.removeprefix("Error: ").strip()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_makes_no_installation_and_says_how_to_name_one(tmp_path: Path, command: list[str]) -> None:
    said = refused(*command)
    assert said.startswith("Expected an installation in a folder data of ")
    assert all(way in said for way in ("--data-dir", "TONGBAN_DATA_DIR", "DATABASE_URL", "tongban serve"))
    assert len(said.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_named_folder_without_installation_is_named_and_stays_unmade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"in {tmp_path / 'elsewhere'}," in refused("deploy", "--data-dir", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(tmp_path / "wrong"))
    assert f"in {tmp_path / 'wrong'}," in refused("deploy")
    assert not list(tmp_path.iterdir())


def test_the_nearest_installation_here_or_above_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "project" / "packages"
    (packages / "data").mkdir(parents=True)  # of the analyst, no installation
    installation = tmp_path / "project" / "data"
    installation.mkdir()
    (installation / "postgres.ready").touch()
    monkeypatch.chdir(packages)
    assert settings_of_existing().data_dir == installation
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "postgres.ready").touch()
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(tmp_path / "other"))
    assert settings_of_existing().data_dir == tmp_path / "other"
    assert settings_of_existing(installation).data_dir == installation


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if one != ["migrate"]], ids=lambda command: command[0]
)
def test_a_named_database_alone_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://tongban:hidden@127.0.0.1:1/tongban")
    said = refused(*command)
    assert said.startswith("Expected the files and secrets of the installation in a folder data of ")
    assert all(way in said for way in ("--data-dir", "TONGBAN_DATA_DIR"))
    assert not list(tmp_path.iterdir())


def test_a_named_database_is_migrated_without_any_folder(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database)
    done = CliRunner().invoke(main, ["migrate"])
    assert done.exit_code == 0, done.output
    assert not list(tmp_path.iterdir())


def test_the_nearest_files_and_secrets_go_with_a_named_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://tongban:hidden@127.0.0.1:1/tongban")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key.secret").write_text("known")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    settings = settings_of_existing()
    assert (settings.data_dir, settings.secret_key) == (tmp_path / "data", "known")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://tongban:hidden@127.0.0.1:1/tongban", "Expected a database that answers, but: "),
        ("no address", "Expected DATABASE_URL to read postgresql://"),
    ],
)
def test_a_database_that_does_not_answer_is_a_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str, expected: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("TONGBAN_DATA_DIR", "files")
    for command in ("deploy", "migrate"):
        said = refused(command)
        assert said.startswith(expected)
        assert len(said.splitlines()) == 1
        assert "hidden" not in said


def test_a_missing_folder_and_a_folder_without_a_package_are_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", "files")
    assert "does not exist" in refused("deploy", "missing")
    (tmp_path / "empty").mkdir()
    assert refused("deploy", "empty").startswith("empty: Expected ")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "process.bpmn").write_text("<definitions>")
    assert refused("deploy", "broken").splitlines()[:2] == ["broken:", "process.bpmn"]


def test_a_database_without_the_schema_says_what_brings_it(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.setenv("TONGBAN_DATA_DIR", "files")
    said = refused("deploy", str(PACKAGE))
    assert said.endswith("run `tongban migrate`.")
    assert len(said.splitlines()) == 1
