"""Handing a mail over to its server, with an end to it whatever the server does."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage

from workflows.ground.cut_off import cut_off_after
from workflows.ground.settings import Smtp

STEP_SECONDS = 10.0
"""How long the server may be silent."""
WHOLE_SECONDS = 30.0
"""How long all of it may take: a server that says one letter at a time is never silent."""


def hand_over(smtp: Smtp, mail: EmailMessage) -> None:
    """Give `mail` to the server. Raises: OSError, smtplib.SMTPException: it was not taken in time."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if smtp.security == "tls":
        server = smtplib.SMTP_SSL(timeout=STEP_SECONDS, context=context)
    else:
        server = smtplib.SMTP(timeout=STEP_SECONDS)
    server._host = smtp.host  # type: ignore[attr-defined]  # set by its constructor only if that connects
    try:
        with cut_off_after(WHOLE_SECONDS, server):
            _greet(server, smtp, context)
            server.send_message(mail)
            with suppress(OSError, smtplib.SMTPException):  # it has the mail, good manners or not
                server.quit()
    finally:
        server.close()


def _greet(server: smtplib.SMTP, smtp: Smtp, context: ssl.SSLContext) -> None:
    code, answer = server.connect(smtp.host, smtp.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, answer)
    if smtp.security == "starttls":
        server.starttls(context=context)
    if smtp.user is not None:
        server.login(smtp.user, smtp.password or "")
