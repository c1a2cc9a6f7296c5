"""Limits on how often one address may ask, counted in PostgreSQL so that all processes share the counts.

A page that hundreds read at one moment is counted in the process alone: nothing is written for it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import ParamSpec, TypeVar

from flask import Flask, request
from flask_limiter import Limiter
from flask_login import current_user
from limits.storage import Storage
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from web.work import current_platform
from workflows.people.identity import rate_counters
from workflows.people.identity.sign_in import Browser

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
BROWSER_COOKIE = "tongban_browser"
"""By which a browser is known in which somebody has signed in before."""


def remote_address() -> str:
    """Return the network address of the browser."""
    return request.remote_addr or "local"


def network() -> str:
    """Return what is counted as one network: an IPv4 address, or the /64 that one subscriber of IPv6 has."""
    try:
        address = ip_address(remote_address())
    except ValueError:
        return remote_address()
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def person() -> str:
    """Return who is counted where a whole company may share one address: the person, else the network."""
    return f"person {current_user.id}" if current_user.is_authenticated else network()


def this_browser() -> Browser:
    """Return what signing in wants to know about the browser."""
    return Browser(remote_address(), request.user_agent.string, request.cookies.get(BROWSER_COOKIE, "")[:100])


class MinuteCounts:
    """How often each has asked in the minute that runs; it forgets all of them with the minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute: datetime | None = None
        self._asked: Counter[str] = Counter()

    def add(self, who: str, at: datetime) -> int:
        """Count one more; return how often that is in this minute."""
        minute = at.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._asked.clear()
            self._asked[who] += 1
            return self._asked[who]


def limit_in_this_process(per_minute: int) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Return what lets a person have a page so often in a minute, of each process of a node.

    Raises: TooManyRequests, before the page reads anything but who is signed in.
    """

    def limited(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
        asked = MinuteCounts()

        @wraps(view)
        def counted(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            if asked.add(person(), current_platform().clock()) > per_minute:
                raise TooManyRequests(retry_after=60)
            return view(*args, **kwargs)

        return counted

    return limited


class PlatformStorage(Storage):
    """Flask-Limiter's storage in the database of the platform that answers the request."""

    STORAGE_SCHEME = ["tongban"]  # noqa: RUF012  # the library reads it from the class

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong when counting."""
        return SQLAlchemyError

    def _now(self) -> datetime:
        return current_platform().clock()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a counter whose window is `expiry` seconds long."""
        return rate_counters.increase(
            current_platform().database, key, window_seconds=expiry, amount=amount, now=self._now()
        )

    def get(self, key: str) -> int:
        """Return a counter."""
        return rate_counters.current(current_platform().database, key, now=self._now())[0]

    def get_expiry(self, key: str) -> float:
        """Return when a counter's window ends, in seconds since the epoch."""
        return rate_counters.current(current_platform().database, key, now=self._now())[1].timestamp()

    def check(self) -> bool:
        """Tell whether counting works."""
        try:
            self.get("check")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        """Forget all counters."""
        return rate_counters.forget(current_platform().database)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        rate_counters.forget(current_platform().database, key)


limiter = Limiter(key_func=network, storage_uri="tongban://", strategy="fixed-window")


def init_app(app: Flask) -> None:
    """Let the decorated routes of `app` count.

    With `BEHIND_PROXY` the address is what the one proxy in front says; without it such a header is a claim
    of the browser and counts for nothing.
    """
    if app.config.get("BEHIND_PROXY"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    limiter.init_app(app)
