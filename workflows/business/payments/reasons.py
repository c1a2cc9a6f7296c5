"""Why money did not go through: kept as the code of a sentence, or in the gateway's own words."""

from __future__ import annotations

from forms import Text
from workflows.ground.messages import catalogue, message_modules, sentence


def in_words(reason: str) -> Text:
    """Return a reason in both languages; what a gateway said in its own words stays as it said it."""
    domain, _, name = reason.partition(".")
    if domain in message_modules() and name in catalogue(domain):
        return Text(sentence(reason, "zh-CN"), sentence(reason, "en"))
    return Text(reason, reason)
