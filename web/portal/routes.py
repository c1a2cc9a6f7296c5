"""The public pages: what the platform offers and how it works."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask_wtf.csrf import generate_csrf

from web import i18n
from web.links import safe_next
from web.portal.content import GUIDE, OFFERS, STEPS

blueprint = Blueprint("portal", __name__, template_folder="templates")


@blueprint.get("/")
def home() -> str:
    """Show what the platform offers."""
    return render_template("portal/home.html", offers=OFFERS, steps=STEPS)


@blueprint.get("/guide")
def guide() -> str:
    """Show how an application goes, step by step."""
    return render_template("portal/guide.html", guide=GUIDE)


@blueprint.get("/token")
def token() -> Response:
    """Give a script a fresh anti-forgery token: the one in its page died when somebody signed in again."""
    return jsonify(token=generate_csrf())


@blueprint.post("/language")
def language() -> Response:
    """Switch the language for this browser and go back to the page."""
    response = make_response(redirect(safe_next(request.form.get("next"))))
    locale = request.form.get("locale", "")
    if locale in i18n.LOCALES:
        response.set_cookie(i18n.COOKIE, locale, max_age=365 * 86400, httponly=True, samesite="Lax")
    return response
