"""Flask's configuration, derived from the platform's settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflows.ground.settings import Settings

MEBIBYTE = 1024 * 1024


def configuration(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration for `settings`.

    A request may carry 8 MiB, and only an upload 110 MiB (the largest file is 100 MB, see `web.security`), of
    which at most 4 MiB in fields: a form of 153 fields with long texts and repeating lists is about 200 KiB.
    """
    secure = settings.base_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "DEMONSTRATION": settings.demonstration,
        "BASE_URL": settings.base_url,
        "MAX_CONTENT_LENGTH": 8 * MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEBIBYTE,
        "MAX_FORM_PARTS": 8000,
        "SESSION_COOKIE_NAME": "tongban",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "REMEMBER_COOKIE_SECURE": secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": secure,
        "BABEL_DEFAULT_LOCALE": "zh_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    }
