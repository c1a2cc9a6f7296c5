"""Who is signed in: Flask-Login over the sessions that the platform keeps on the server."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user

from web.limits import BROWSER_COOKIE
from web.links import is_htmx, safe_next, wants_json
from web.secret_fields import is_secret
from web.work import current_platform
from workflows.people.identity import interrupted, known_browsers, queries, second_factor, sessions
from workflows.people.identity.values import Account, SignedIn

_MOST_KEPT_BYTES = 6_000_000
_OWES_CONSENT = "owes_consent"
_ASKED_BY_NOBODY = frozenset({"push.events", "static"})
"""What a page asks for while nobody may be there: it does not keep a session alive."""
_OWES_SECOND_FACTOR = "owes_second_factor"
_OPEN_WITHOUT_CONSENT = frozenset(
    {"account.consent", "account.agree", "account.agreement", "account.sign_out", "portal.language", "static"}
)
_OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account.second_factor_page",
        "account.set_up_second_factor",
        "account.sign_out",
        "account.profile",
        "account.change_password",
        "portal.language",
        "static",
    }
)
_OPEN_WHILE_PASSWORD_IS_OLD = frozenset(
    {"account.profile", "account.change_password", "account.sign_out", "portal.language", "static"}
)


@dataclass(frozen=True, slots=True, eq=False)
class LoginUser:
    """The signed-in user as Flask-Login and the templates see them."""

    account: Account
    token: str
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def id(self) -> str:
        """The user's id."""
        return self.account.id

    @property
    def display_name(self) -> str:
        """The name to show."""
        return self.account.shown_name

    @property
    def groups(self) -> frozenset[str]:
        """The groups the user belongs to, such as `window:430100`."""
        return self.account.groups

    @property
    def locale(self) -> str:
        """The language the user reads."""
        return self.account.locale

    def get_id(self) -> str:
        """Return what the cookie holds: the session's token, never the user's id."""
        return self.token


def load_viewer(token: str) -> LoginUser | None:
    """Return whose live session `token` is; remember whose it was if it has ended."""
    with current_platform().begin() as work:
        resumed = sessions.resume(work, token, prolong=request.endpoint not in _ASKED_BY_NOBODY)
        if isinstance(resumed, sessions.Resumed):
            account = queries.account(work, resumed.user_id)
            if account.disabled:
                return None
            if resumed.token != token:  # renewed: roles, password or what is required have changed
                session["_user_id"] = resumed.token
                session[_OWES_SECOND_FACTOR] = second_factor.standing(work, account).due
            return LoginUser(account, resumed.token)
    if isinstance(resumed, sessions.Lapsed):
        g.lapsed_user_id = resumed.user_id
    return None


def start_session(signed_in: SignedIn) -> None:
    """Sign this browser in. What the cookie held before is dropped, the CSRF token too (session fixation).

    Whoever was signed in here before is signed out on the server too.
    """
    end_session()
    login_user(LoginUser(signed_in.account, signed_in.token))
    with current_platform().begin() as work:
        session[_OWES_CONSENT] = queries.owes_consent(work, signed_in.account)
        session[_OWES_SECOND_FACTOR] = second_factor.standing(work, signed_in.account).due
    if signed_in.browser_token:
        after_this_request(lambda response: _remember_browser(response, signed_in.browser_token))


def _remember_browser(response: Response, token: str) -> Response:
    response.set_cookie(
        BROWSER_COOKIE,
        token,
        max_age=known_browsers.REMEMBERED_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def second_factor_set_up() -> None:
    """Let this browser go on: its user has the second factor that the platform requires."""
    session.pop(_OWES_SECOND_FACTOR, None)


def end_session() -> None:
    """Sign this browser out, on the server and in the cookie."""
    token = current_token()
    if token is not None:
        with current_platform().begin() as work:
            sessions.end(work, token)
    logout_user()
    session.clear()


def current_token() -> str | None:
    """Return the token of the browser's session, if somebody is signed in."""
    return current_user.token if current_user.is_authenticated else None


def way_back() -> str:
    """Return where to go on after signing in.

    Input that a form sent after its session had ended is kept for its owner, who can then send it again.
    """
    if request.method == "GET" and not is_htmx():
        return request.full_path.rstrip("?")
    kept = _keep_input() if request.method == "POST" and not is_htmx() else None
    if kept is not None:
        return url_for("account.resume", interrupted_id=kept)
    page = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    return safe_next(page.path + (f"?{page.query}" if page.query else ""))


def _keep_input() -> str | None:
    user_id = g.get("lapsed_user_id")
    if user_id is None or (request.content_length or 0) > _MOST_KEPT_BYTES:
        return None
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and not is_secret(name)
    ]
    if not fields:
        return None
    with current_platform().begin() as work:
        return interrupted.keep(work, user_id, request.full_path.rstrip("?"), fields)


def consent_given() -> None:
    """Let this browser go on: its user has agreed to the present agreements."""
    session.pop(_OWES_CONSENT, None)


def _insist_on_consent() -> Response | None:
    if (
        session.get(_OWES_CONSENT)
        and current_user.is_authenticated
        and request.endpoint not in _OPEN_WITHOUT_CONSENT
    ):
        if wants_json():  # a script cannot follow to a page, but is no way around it
            abort(403)
        return make_response(redirect(url_for("account.consent", next=way_back())))
    return None


def _insist_on_a_new_password() -> Response | None:
    if (
        current_user.is_authenticated
        and current_user.account.must_change_password
        and request.endpoint not in _OPEN_WHILE_PASSWORD_IS_OLD
    ):
        if wants_json():
            abort(403)
        flash(_("Please choose a password of your own before you go on."), "warning")
        return make_response(redirect(url_for("account.profile", _anchor="password")))
    return None


def _insist_on_second_factor() -> Response | None:
    if (
        session.get(_OWES_SECOND_FACTOR)
        and current_user.is_authenticated
        and request.endpoint not in _OPEN_WITHOUT_SECOND_FACTOR
    ):
        if wants_json():
            abort(403)
        return make_response(redirect(url_for("account.second_factor_page")))
    return None


def init_app(app: Flask) -> None:
    """Let `app` know its visitors."""
    manager = LoginManager()
    # The sessions are kept on the server; the library's own check of address and browser adds nothing.
    manager.session_protection = None
    manager.user_loader(load_viewer)
    manager.init_app(app)
    app.before_request(_insist_on_consent)
    app.before_request(_insist_on_a_new_password)
    app.before_request(_insist_on_second_factor)
