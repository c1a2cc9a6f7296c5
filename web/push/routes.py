"""The numbers of the signed-in person: as the beginning of a stream, or as JSON for who asks now and then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, jsonify, make_response, request

from web.auth import current_token
from web.push.frames import numbers_frame, payload, retry_frame
from web.push.takeover import WATCHER
from web.push.watching import Watcher
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.approvals.inbox.live_counts import CountsRequest, numbers
from workflows.business.demands.tender_queries import revisions, watched_members
from workflows.ground.work import Work
from workflows.people.identity import sessions

blueprint = Blueprint("push", __name__)
blueprint.before_request(insist_on_sign_in)

POLL_MILLISECONDS = 60_000
LONGEST_LIST = timedelta(days=1)
_MOST_CHARACTERS = 64


@blueprint.get("/events")
def events() -> Response:
    """Answer the numbers of now. Where connections can be kept the answer goes on (see `takeover`)."""
    with begin() as work:
        asked = _asked(work)
        (counts,) = numbers(work, [asked])
        room, members = _room(work)
        revision = revisions(work, {room} - {""}).get(room)
    if counts is None:
        abort(401)
    if request.accept_mimetypes.best != "text/event-stream":
        return jsonify(payload(asked.user_id, counts, revision))
    watcher = Watcher(
        asked.session_id, asked.user_id, asked.since, told=counts, room=room, room_members=members,
        revision=revision,
    )  # fmt: skip
    return _stream(watcher)


def _asked(work: Work) -> CountsRequest:
    resumed = sessions.resume(work, current_token() or "", prolong=False)
    if not isinstance(resumed, sessions.Resumed):
        abort(401)
    return CountsRequest(resumed.session_id, resumed.user_id, since=_since(work.now))


def _since(now: datetime) -> datetime | None:
    """When the list on the page was shown; a page that is open for days learns of a day."""
    try:
        moment = datetime.fromisoformat(request.args.get("since", ""))
        return max(moment.astimezone(UTC), now - LONGEST_LIST) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _room(work: Work) -> tuple[str, frozenset[str]]:
    """Return the tender whose room the page shows, "" for none or one that is not the person's; and by what
    its changes concern the person."""
    wanted = request.args.get("room", "")[:_MOST_CHARACTERS]
    members = watched_members(work, current_viewer(work), wanted) if wanted else frozenset[str]()
    return (wanted if members else ""), members


def _stream(watcher: Watcher) -> Response:
    request.environ[WATCHER] = watcher
    begin_with = numbers_frame(watcher.user_id, watcher.told, watcher.revision)
    answer = make_response(retry_frame(POLL_MILLISECONDS) + begin_with)
    answer.headers["Content-Type"] = "text/event-stream; charset=utf-8"
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy in front must not wait for more
    return answer
