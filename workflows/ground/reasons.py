"""Why something did not go through: kept as the code of a sentence, or in somebody's own words."""

from __future__ import annotations

from forms import Text
from workflows.ground.messages import catalogue, message_modules, sentence


def in_words(reason: str, **params: str) -> Text:
    """Return a reason in both languages, with `params` put in; own words stay as they were said."""
    domain, _, name = reason.partition(".")
    if domain in message_modules() and name in catalogue(domain):
        return Text(sentence(reason, "zh-CN", params), sentence(reason, "en", params))
    return Text(reason, reason)
