"""Settings of an installation, read once from the environment.

Secrets are never defaults: what the environment does not give is generated into the data directory, readable
by the owner only, and found there at the next start.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from workflows.ground.errors import Misconfigured

MEBIBYTE = 1_048_576
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail is handed over; `security` is "plain", "starttls" or "tls"."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. `base_url` has no slash at its end; `upload_url` is an fsspec URL."""

    database_url: str | None = field(repr=False)
    data_dir: Path
    secret_key: str = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    demonstration: bool = False
    smtp: Smtp | None = None
    mail_from: str = "Tongban 通办 <no-reply@localhost>"
    upload_url: str = ""
    disk_reserve_bytes: int = 512 * MEBIBYTE
    service_hosts: frozenset[str] = frozenset()
    """The only hosts whose services may be registered; none: every public one."""
    service_private_hosts: frozenset[str] = frozenset()
    """Hosts that may be asked although they are in private networks, and without TLS."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read `DATABASE_URL` and `TONGBAN_*`; make the data directory and missing secrets.

        Raises: Misconfigured: a value cannot be understood; it names the setting and what would be right.
        """
        env = os.environ if environment is None else environment
        data_dir = Path(env.get("TONGBAN_DATA_DIR", "data")).expanduser().resolve()
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(
            database_url=env.get("DATABASE_URL") or None,
            data_dir=data_dir,
            secret_key=env.get("TONGBAN_SECRET_KEY") or kept_secret(data_dir, "secret_key"),
            base_url=env.get("TONGBAN_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            demonstration=flag(env, "TONGBAN_DEMONSTRATION"),
            smtp=parse_smtp(env["TONGBAN_SMTP_URL"]) if env.get("TONGBAN_SMTP_URL") else None,
            mail_from=env.get("TONGBAN_MAIL_FROM", "Tongban 通办 <no-reply@localhost>"),
            upload_url=env.get("TONGBAN_UPLOAD_URL") or (data_dir / "uploads").as_uri(),
            disk_reserve_bytes=megabytes(env, "TONGBAN_DISK_RESERVE_MB", 512) * MEBIBYTE,
            service_hosts=hosts(env, "TONGBAN_SERVICE_HOSTS"),
            service_private_hosts=hosts(env, "TONGBAN_SERVICE_PRIVATE_HOSTS"),
        )


def flag(env: Mapping[str, str], name: str) -> bool:
    """Return the boolean setting `name`; absent means false."""
    word = env.get(name, "").strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise Misconfigured("room.bad_setting", name=name, expected="true / false", found=repr(word))


def megabytes(env: Mapping[str, str], name: str, default: int) -> int:
    """Return the size in `name`; absent means `default`."""
    word = env.get(name, "").strip()
    if not word:
        return default
    if not (word.isascii() and word.isdigit() and len(word) <= 9):
        raise Misconfigured("room.bad_setting", name=name, expected="0 … 999999999", found=repr(word))
    return int(word)


def hosts(env: Mapping[str, str], name: str) -> frozenset[str]:
    """Return the host names in `name`, separated by commas or blanks, in lower case."""
    names = frozenset(env.get(name, "").replace(",", " ").lower().split())
    for host in names:
        if "/" in host or "*" in host or not host.isascii():
            raise Misconfigured("room.bad_setting", name=name, expected="host1, host2", found=repr(host))
    return names


def parse_smtp(url: str) -> Smtp:
    """Return the server that `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port` names."""
    parts = urlsplit(url)
    schemes = {"smtp": ("plain", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts.scheme not in schemes or not parts.hostname:
        raise Misconfigured(
            "room.bad_setting",
            name="TONGBAN_SMTP_URL",
            expected="smtp[s]://user:password@host:port",
            found=f"{parts.scheme}://…",
        )
    security, port = schemes[parts.scheme]
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Smtp(parts.hostname, parts.port or port, security, user, password)


def holds_secret(data_dir: Path) -> bool:
    """Tell whether an installation keeps the secret of its sessions in `data_dir`; nothing is made."""
    return (data_dir / "secret_key.secret").exists()


def kept_secret(data_dir: Path, name: str) -> str:
    """Return the secret kept in `data_dir`, making it on first use; two starts at once agree on one.

    The file is linked into place complete, so that nobody ever reads half a secret.
    """
    path = data_dir / f"{name}.secret"
    if not path.exists():
        draft = data_dir / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # the other start was first; its secret counts
        finally:
            draft.unlink()
    return path.read_text("ascii")
