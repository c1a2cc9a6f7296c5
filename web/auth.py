"""Who is signed in."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager


def init_app(app: Flask) -> None:
    """Let `app` know its visitors."""
    manager = LoginManager()
    manager.user_loader(lambda _user_id: None)
    manager.init_app(app)
