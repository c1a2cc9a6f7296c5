"""Commands that bring content into an installation: packages, accounts."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import click

from engine import DefinitionInvalid, EngineError, InvalidArgument, Problem
from engine.definitions import DIAGRAMS, import_package
from engine.hostile_input import FileRefused
from web.cli_options import CommandRefused, data_dir_option, database_refusals, settings_of_existing
from web.serving.installation import with_database
from workflows import demo
from workflows.administration import process_versions
from workflows.bootstrap import Platform
from workflows.ground.audit.log import COMMAND_LINE
from workflows.ground.errors import Invalid, WorkflowsError
from workflows.ground.work import Work
from workflows.lint import lint as lint_package
from workflows.packages import delivered, files_of, package_files
from workflows.people.identity.administration import create_account

package_argument = click.argument(
    "folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@contextmanager
def open_platform(data_dir: Path | None) -> Iterator[Platform]:
    """Yield the platform of an installation; its refusals end the command with a sentence."""
    with database_refusals(), with_database(settings_of_existing(data_dir)) as settings:
        platform = Platform(settings)
        try:
            yield platform
        except Invalid as error:
            lines = [str(error), *(f"{problem.field}: {problem.message('en')}" for problem in error.problems)]
            raise CommandRefused("\n".join(lines)) from error
        except DefinitionInvalid as error:
            raise CommandRefused(described(error)) from error
        except (EngineError, WorkflowsError) as error:
            raise CommandRefused(str(error)) from error
        finally:
            platform.close()


def operator() -> str:
    """Return as whom a command acts: the login of whoever operates the installation."""
    try:
        return COMMAND_LINE + getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return f"{COMMAND_LINE}?"


def described(refusal: DefinitionInvalid) -> str:
    """Return what stops a deploy and what else the lint says, by file and line."""
    return listed(sorted(refusal.problems, key=lambda problem: (problem.file, problem.line or 0)))


def listed(problems: Iterable[Problem]) -> str:
    """Return problems grouped by file: line, element, code, then sentence and remedy in both languages."""
    lines: list[str] = []
    for file, of_file in groupby(problems, key=lambda problem: problem.file):
        lines.append(file or "-")
        for p in of_file:
            lines.append(f"  {p.line or '-'}: {p.element_id or '-'}  {p.severity} {p.code}")
            lines += [
                f"      {p.message_zh} → {p.remedy_zh}",
                f"      {p.message_en.rstrip('.')}. {p.remedy_en}",
            ]
    return "\n".join(lines)


@click.command()
@data_dir_option
@click.option("--by", metavar="USER_NAME", help="Analyst or administrator who deploys: told of incidents.")
@package_argument
def deploy(data_dir: Path | None, folders: tuple[Path, ...], by: str | None) -> None:
    """Deploy package FOLDERS, or the delivered packages; the same content keeps its version."""
    packages = {str(folder): files_of(folder) for folder in folders}
    packages = packages or {f"bpmn/{name}": package_files(name) for name in delivered()}
    with open_platform(data_dir) as platform:
        with platform.begin(operator()) as work:
            actor = process_versions.deployer(work, by) if by else operator()
        with platform.begin(actor) as work:
            for source, files in packages.items():
                click.echo(_deployed(work, source, files))


def _deployed(work: Work, source: str, files: dict[str, bytes]) -> str:
    try:
        definition = process_versions.deploy(work, files, source, operator=operator())
    except FileRefused as error:
        raise CommandRefused(f"{source}:\n{listed(lint_package(files))}") from error
    except InvalidArgument as error:
        raise CommandRefused(f"{source}: {error}") from error
    return f"{definition.process_id} version {definition.version}"


@click.command()
@package_argument
def lint(folders: tuple[Path, ...]) -> None:
    """Check package FOLDERS, or the delivered packages, without deploying; needs no database.

    Ends with 1 if something would stop a deploy.
    """
    packages = {str(folder): files_of(folder) for folder in folders}
    packages = packages or {f"bpmn/{name}": package_files(name) for name in delivered()}
    failed = False
    for source, files in packages.items():
        problems = lint_package(files)
        failed = failed or any(problem.severity == "error" for problem in problems)
        click.echo(f"{source}:\n{listed(problems)}" if problems else f"{source}: in order")
    if failed:
        raise SystemExit(1)


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_folder(folder: Path) -> None:
    """Rewrite a package of Camunda 7 or Flowable in FOLDER for this engine; needs no database.

    What is clear is rewritten in place (comments of the diagrams are lost), and each change is told. What is
    not clear stays as it is and is told as left: `tongban lint` names it again. Ends with 1 if any is left.
    """
    endings = (*DIAGRAMS, ".form")  # a form that is there is not written over
    names = sorted(path for path in folder.iterdir() if path.name.endswith(endings) and path.is_file())
    files = {path.name: path.read_bytes() for path in names}
    imported = import_package(files)
    for name, content in imported.files.items():
        if files.get(name) != content:
            (folder / name).write_bytes(content)
    for name in files.keys() - imported.files.keys():
        (folder / name).unlink()
    for note in imported.notes:
        done = "left; write: " if note.is_left else "→ "
        become = f"{done}{note.after}" if note.after else "left" if note.is_left else "dropped"
        click.echo(f"{note.file}:{note.line or '-'}: {note.element_id or '-'}  {note.before}  {become}")
    count = sum(note.is_left for note in imported.notes)
    click.echo(f"{len(imported.notes) - count} rewritten, {count} left to do by hand")
    if count:
        raise SystemExit(1)


@click.command("demo")
@data_dir_option
def demonstrate(data_dir: Path | None) -> None:
    """Load the demonstration into an empty, migrated database and list its accounts."""
    with open_platform(data_dir) as platform:
        platform.prepare()
        if not demo.load_demonstration(platform) and not demo.is_loaded(platform):
            raise click.ClickException("Expected a database without accounts, but there are some.")
    for account in demo.accounts():
        click.echo(f"{account.user_name:<13} {demo.PASSWORD}  {', '.join(account.groups)}")


@click.command("create-admin")
@data_dir_option
@click.argument("user_name")
@click.password_option(envvar="TONGBAN_ADMIN_PASSWORD", help="Asked for, or from TONGBAN_ADMIN_PASSWORD.")
@click.option("--mobile", help="For codes by SMS.")
@click.option("--email")
def create_admin(
    data_dir: Path | None, user_name: str, password: str, mobile: str | None, email: str | None
) -> None:
    """Make the account USER_NAME with the role of system administrator."""
    with open_platform(data_dir) as platform, platform.begin() as work:
        create_account(
            work,
            user_name=user_name,
            password=password,
            mobile=mobile,
            email=email,
            groups=frozenset({"admin"}),
        )
    click.echo(f"The administrator {user_name} can sign in.")
