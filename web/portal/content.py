"""What the portal says about the platform, in the words of the people who use it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Offer(NamedTuple):
    """One thing that people can do here."""

    icon: str
    title: Any
    text: Any


OFFERS = (
    Offer(
        "building-plus",
        _l("Register a company"),
        _l("A form that saves itself while you type, reviewed by the window of your region."),
    ),
    Offer(
        "briefcase",
        _l("Offer services"),
        _l("Government, social, SaaS and expert providers each have a form and a review of their own."),
    ),
    Offer(
        "eye-check",
        _l("Follow every step"),
        _l("The timeline names who did what and when; the diagram shows where your application is now."),
    ),
    Offer(
        "message-2-check",
        _l("Answer remarks where they belong"),
        _l("What needs completion stands beside the field, and nothing that you entered is lost."),
    ),
    Offer(
        "users-group",
        _l("Share the work"),
        _l("Colleagues get sub-accounts with the menus that you choose; the timeline names who did what."),
    ),
    Offer(
        "bell-ringing",
        _l("Hear about it at once"),
        _l("Decisions and requests arrive by e-mail and as a message on the platform."),
    ),
)

STEPS = (
    (1, _l("Create an account"), _l("Mobile number and password, two minutes")),
    (2, _l("Fill in the form"), _l("Saved as a draft, on every device")),
    (3, _l("Follow the review"), _l("The decision comes by e-mail and message")),
)

GUIDE = (
    (
        1,
        _l("Create an account"),
        _l("Choose whether you act for an enterprise or a provider, and confirm your mobile number."),
    ),
    (
        2,
        _l("Fill in the form"),
        _l("The draft is saved while you type. You can close the browser and go on from another computer."),
    ),
    (
        3,
        _l("Submit"),
        _l("It goes to the window of your region or industry cluster. You get a number to refer to."),
    ),
    (
        4,
        _l("The review"),
        _l("A reviewer claims the application, approves it, or returns it with remarks on single fields."),
    ),
    (
        5,
        _l("Complete what is missing"),
        _l("The form opens with all you entered and remarks beside the fields. Correct it and send it back."),
    ),
    (
        6,
        _l("The decision"),
        _l("You hear of it by e-mail and message. Once certified, the menu of your organisation opens."),
    ),
)
