"""Which fields of forms hold what nobody may find later: neither kept for a sender nor shown again.

What somebody typed is kept when their session has ended, and stands in the page that says that the database
is away. Passwords, codes and secrets are typed again instead.
"""

from __future__ import annotations

_SECRET = frozenset(
    {
        "current",
        "captcha_id",
        "captcha_answer",
        "code",
        "second_code",
        "email_code",
        "recovery_code",
        "secret",
    }
)


def is_secret(name: str) -> bool:
    """Tell whether the field `name` of any form holds a password, a code or a secret."""
    return name in _SECRET or "password" in name
