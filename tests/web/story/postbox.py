"""A mail server that can be away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler


class Postbox(MessageHandler):  # type: ignore[misc]
    """What a mail server has received."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.received.append(message)


@contextmanager
def mail_server(port: int) -> Iterator[Postbox]:
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield postbox
    controller.stop()
