"""What is unsafe about an installation, and what would be right: `tongban doctor`."""

from __future__ import annotations

import ipaddress
import os
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select, text

from web.serving.installation import Serving
from workflows.bootstrap import Platform
from workflows.demo import PASSWORD, is_loaded
from workflows.ground.breakers.models import CircuitBreaker
from workflows.ground.disk import room
from workflows.ground.permissions import open_to_others
from workflows.ground.settings import Settings
from workflows.ground.settings_store.queries import all_values
from workflows.ground.sizes import size_in_words
from workflows.ground.work import Work

LONGEST_DRIFT_SECONDS = 5.0
SHORTEST_SECRET = 32
MAIL_SECONDS = 5.0
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})

Level = Literal["unsafe", "warning"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """Something that is not right, with what to do; both languages."""

    level: Level
    subject: str
    zh: str
    en: str


def examine(platform: Platform, serving: Serving) -> list[DoctorFinding]:
    """Return what is found, the unsafe first. Asks the mail server whether it answers, and sends nothing."""
    settings = platform.settings
    findings = [*_address(settings, serving), *_files(settings), *_mail(settings), *_disk(settings)]
    findings += [*_database(settings), *_demonstration(platform)]
    with platform.begin() as work:
        findings += [*_clock(platform, work), *_kept(work)]
    return sorted(findings, key=lambda finding: finding.level == "warning")


def _address(settings: Settings, serving: Serving) -> Iterator[DoctorFinding]:
    address = urlsplit(settings.base_url)
    if address.scheme != "https" and not _is_here(address.hostname):
        yield DoctorFinding(
            "unsafe", "https",
            f"访问地址 {settings.base_url} 未使用 HTTPS：密码和会话以明文传输，Cookie 也不带 Secure。"
            "请在前面放置终止 HTTPS 的代理，并将 TONGBAN_BASE_URL 设为 https:// 地址。",
            f"{settings.base_url} is not HTTPS: passwords and sessions travel in the clear and cookies are "
            "not secure. Put a proxy with HTTPS in front, and set TONGBAN_BASE_URL to its address.",
        )  # fmt: skip
    if address.scheme == "https" and not serving.behind_proxy:
        yield DoctorFinding(
            "warning", "proxy",
            "使用 HTTPS 时前面应有代理，但未指定 --behind-proxy：所有访客会被当作同一地址计数。",
            "A proxy should be in front, but --behind-proxy is not given: limits take all visitors for one.",
        )  # fmt: skip
    if not _is_here(serving.host):
        why = "代理之外也能直接访问，且可伪造来源地址" if serving.behind_proxy else "将直接暴露给网络"
        yield DoctorFinding(
            "unsafe" if serving.behind_proxy else "warning", "proxy",
            f"服务监听 {serving.host}：{why}。请用 --host 127.0.0.1，由代理转发。",
            f"Pages are served at {serving.host}: whoever reaches the port goes past the proxy"
            f"{' and can forge the address of a visitor' if serving.behind_proxy else ''}. "
            "Use --host 127.0.0.1 and let the proxy forward.",
        )  # fmt: skip


def _files(settings: Settings) -> Iterator[DoctorFinding]:
    for path in open_to_others(settings):
        yield DoctorFinding(
            "unsafe", "permissions",
            f"本机其他用户可读取 {path}。请执行 chmod go-rwx。",
            f"Other users of this machine can read {path}. Run chmod go-rwx on it.",
        )  # fmt: skip
    if os.geteuid() == 0:
        yield DoctorFinding(
            "warning", "permissions",
            "正以 root 身份运行。请为平台建立专用用户。",
            "The platform runs as root. Give it a user of its own.",
        )  # fmt: skip
    if len(settings.secret_key) < SHORTEST_SECRET:
        yield DoctorFinding(
            "unsafe", "secret",
            f"TONGBAN_SECRET_KEY 少于 {SHORTEST_SECRET} 个字符，会话签名可被猜出。",
            f"TONGBAN_SECRET_KEY has less than {SHORTEST_SECRET} characters: sessions can be forged.",
        )  # fmt: skip


def _mail(settings: Settings) -> Iterator[DoctorFinding]:
    smtp = settings.smtp
    if smtp is None:
        yield DoctorFinding(
            "warning", "mail",
            "未设置邮件服务器，通知和找回密码邮件不会发出。请设置 TONGBAN_SMTP_URL。",
            "No mail server is set: notices and links for a new password are not sent. Set TONGBAN_SMTP_URL.",
        )  # fmt: skip
        return
    if smtp.security == "plain" and smtp.user and not _is_here(smtp.host):
        yield DoctorFinding(
            "unsafe", "mail",
            "邮件服务器的密码以明文传输。请用 smtps:// 或 smtp+starttls://。",
            "The password of the mail server travels in the clear. Use smtps:// or smtp+starttls://.",
        )  # fmt: skip
    if settings.mail_from.rstrip(">").endswith("@localhost"):
        yield DoctorFinding(
            "warning", "mail",
            "发件人地址是 localhost，多数服务器会拒收。请设置 TONGBAN_MAIL_FROM。",
            "Mails come from localhost, which most servers refuse. Set TONGBAN_MAIL_FROM.",
        )  # fmt: skip
    try:
        kind = smtplib.SMTP_SSL if smtp.security == "tls" else smtplib.SMTP
        with kind(smtp.host, smtp.port, timeout=MAIL_SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield DoctorFinding(
            "warning", "mail",
            f"邮件服务器 {smtp.host}:{smtp.port} 无应答（{error}）。",
            f"The mail server {smtp.host}:{smtp.port} does not answer ({error}).",
        )  # fmt: skip


def _disk(settings: Settings) -> Iterator[DoctorFinding]:
    disk = room(settings)
    if disk.is_low:
        left = size_in_words(disk.free_bytes)
        yield DoctorFinding(
            "unsafe" if disk.is_short else "warning", "disk",
            f"{disk.place} 仅剩 {left}。请清理或扩容。",
            f"{disk.place} has {left} left. Make room.",
        )  # fmt: skip


def _database(settings: Settings) -> Iterator[DoctorFinding]:
    address = urlsplit(settings.database_url or "")
    modes = parse_qs(address.query).get("sslmode", [""])
    if address.hostname and not _is_here(address.hostname) and modes[0] not in ENCRYPTED:
        yield DoctorFinding(
            "unsafe", "database",
            "与数据库的连接可能未加密。请在 DATABASE_URL 中加 sslmode=verify-full。",
            "The way to the database may not be encrypted. Add sslmode=verify-full to DATABASE_URL.",
        )  # fmt: skip


def _demonstration(platform: Platform) -> Iterator[DoctorFinding]:
    if platform.settings.demonstration:
        yield DoctorFinding(
            "unsafe", "demonstration",
            "演示模式已开启：任何人都可在“信箱”页面读取邮件和验证码。",
            "The demonstration is on: everybody reads mails and codes on the page “Mailbox”.",
        )  # fmt: skip
    if is_loaded(platform):
        yield DoctorFinding(
            "unsafe", "demonstration",
            f"数据库含演示账号，其密码（{PASSWORD}）人人皆知。请用空数据库，或停用这些账号。",
            f"The database holds the demonstration's accounts, whose password ({PASSWORD}) everybody knows. "
            "Use an empty database, or lock these accounts.",
        )  # fmt: skip


def _clock(platform: Platform, work: Work) -> Iterator[DoctorFinding]:
    there = work.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    drift = abs((there - platform.clock()).total_seconds())
    if drift > LONGEST_DRIFT_SECONDS:
        yield DoctorFinding(
            "unsafe", "clock",
            f"本机与数据库的时钟相差 {drift:.0f} 秒，期限和验证码会算错。请启用时间同步。",
            f"The clocks of this machine and the database differ by {drift:.0f} seconds: deadlines and codes "
            "go wrong. Synchronise both.",
        )  # fmt: skip


def _kept(work: Work) -> Iterator[DoctorFinding]:
    if not all_values(work).get("second_factor_required"):
        yield DoctorFinding(
            "warning", "accounts",
            "工作人员登录未要求双重验证。请在系统设置中开启。",
            "Staff sign in without a second factor. Turn it on in the settings.",
        )  # fmt: skip
    for row in work.session.scalars(select(CircuitBreaker).where(CircuitBreaker.open_until > work.now)):
        yield DoctorFinding(
            "warning", "outside",
            f"{row.name} 连续失败 {row.failures} 次，暂停调用：{row.last_error}",
            f"{row.name} has failed {row.failures} times in a row and is left alone: {row.last_error}",
        )  # fmt: skip


def _is_here(host: str | None) -> bool:
    if host in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False
