"""A gunicorn worker whose threads never wait for a stranger.

One loop reads requests and writes answers of all connections; a thread gets a request once all of it is
there, and lets go of the answer as soon as the other side does not take it at once. So slow connections cost
memory, which is bounded, and no thread. Who is too slow is dropped (`pace`), who holds too many connections
loses the one that has waited longest (`admission`).
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from web.serving.admission import Admission
from web.serving.exchange import Exchange, Stage
from web.serving.intake import RequestRefused

ACCEPTED_AT_ONCE = 64
SWEEP_SECONDS = 0.5
ORPHAN_SECONDS = 3.0
"""How long a process finishes what is begun once the one that started it was killed."""

Readable, Writable = selectors.EVENT_READ, selectors.EVENT_WRITE


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """The worker class of `tongban node`."""

    alive: bool

    def init_process(self) -> None:
        """Prepare what belongs to the process after the fork; then run."""
        self.cfg.set("sendfile", False)
        self.spool_dir = Path(self.app.spool_dir)
        self.admission = Admission(by_address=not self.app.behind_proxy, free_bytes=self.app.free_bytes)
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop, then finish what is begun, for as long as the grace period is."""
        self.poller.register(self.method_queue.fileno(), Readable, self.method_queue.run_callbacks)
        self.set_accept_enabled(enabled=True)
        while self.alive and self.is_parent_alive():
            self._turn()
        self.set_accept_enabled(enabled=False)
        for listener in self.sockets:  # whoever comes next to this port must not find it taken
            listener.close()
        grace = self.cfg.graceful_timeout if self.is_parent_alive() else ORPHAN_SECONDS
        deadline = time.monotonic() + grace
        while time.monotonic() < deadline and self._finish_begun():
            self._turn()
        for exchange in self.admission:
            self._end(exchange)
        self.tpool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()

    def _turn(self) -> None:
        self.notify()
        self.wait_for_and_dispatch_events(timeout=SWEEP_SECONDS)
        now = time.monotonic()
        for exchange in self.admission:
            if exchange.is_over(now):
                self._give_up(exchange)

    def _finish_begun(self) -> bool:
        """End what only waits; return whether there is anything to wait for."""
        for exchange in self.admission:
            if exchange.stage is Stage.IDLE or (
                exchange.stage is Stage.READING and not exchange.intake.has_begun
            ):
                self._end(exchange)
        return len(self.admission) > 0

    # Reading: in the loop

    def accept(self, listener: socket.socket) -> None:
        """Take in who knocks."""
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                connection, client = listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            exchange = Exchange(self.cfg, connection, client, listener.getsockname(), self.spool_dir)
            victim = self.admission.enter(exchange)
            if victim is not None:
                self._end(victim)
            self._watch(exchange, Readable)

    def _watch(self, exchange: Exchange, events: int) -> None:
        """Have the loop look at a connection, or no more (`events` 0)."""
        watched, exchange.watched = exchange.watched, events
        data = partial(self._on_event, exchange)
        if not watched and events:
            self.poller.register(exchange.connection, events, data)
        elif watched and not events:
            self.poller.unregister(exchange.connection)
        elif watched != events:
            self.poller.modify(exchange.connection, events, data)

    def _on_event(self, exchange: Exchange, _connection: socket.socket) -> None:
        try:
            if exchange.stage is Stage.WRITING:
                self._write(exchange)
            elif exchange.stage is not Stage.WORKING:
                self._read(exchange)
        except OSError:
            self._end(exchange)
        except RequestRefused as refusal:
            self._refuse(exchange, refusal)

    def _read(self, exchange: Exchange) -> None:
        lingers = exchange.stage is Stage.LINGERING
        try:
            data = exchange.connection.recv(65_536 if lingers else exchange.intake.next_bytes)
        except BlockingIOError:
            return
        if not data:
            self._end(exchange)
            return
        exchange.pace.move(len(data), time.monotonic())
        if not lingers:
            self._feed(exchange, data)

    def _feed(self, exchange: Exchange, data: bytes) -> None:
        if exchange.stage is Stage.IDLE:
            exchange.enter(Stage.READING)
        had_head = exchange.intake.request is not None
        exchange.intake.feed(data, partial(self.admission.admit, exchange))
        if exchange.intake.is_whole:
            exchange.enter(Stage.WORKING)
            self._watch(exchange, 0)
            self._employ(exchange)
        elif exchange.intake.request is not None and not had_head:
            exchange.enter(Stage.READING)  # the body has a time of its own
            if exchange.intake.request._expected_100_continue:
                exchange.intake.request._expected_100_continue = False
                exchange.outlet.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    # Working: in a thread

    def _employ(self, exchange: Exchange) -> None:
        future = self.tpool.submit(self._work, exchange)
        future.add_done_callback(lambda done: self.method_queue.defer(self._worked, exchange, done))

    def _work(self, exchange: Exchange) -> bool:
        """Make the answer, or more of it, until there is no room; return whether it is all made."""
        try:
            if exchange.intake.problem is not None:
                raise exchange.intake.problem
            if exchange.response is None:
                self._begin_answer(exchange)
            return self._continue_answer(exchange)
        except OSError:
            raise
        except StopIteration:
            exchange.stays_open = False
            return True
        except Exception as error:
            if exchange.response is not None and exchange.response.headers_sent:
                self.log.exception("Error handling request")
                raise
            self.handle_error(exchange.intake.request, exchange.outlet, exchange.client, error)
            exchange.stays_open = False
            return True

    def _begin_answer(self, exchange: Exchange) -> None:
        request = exchange.intake.request
        response, environ = wsgi.create(request, exchange.outlet, exchange.client, exchange.server, self.cfg)
        environ["wsgi.multithread"] = True
        exchange.response = response
        self.nr += 1
        if self.nr >= self.max_requests and self.alive:
            self.log.info("Autorestarting worker after current request.")
            self.alive = False
        if not self.alive:
            response.force_close()
        exchange.answer = self.wsgi(environ, response.start_response)
        exchange.pieces = iter(exchange.answer)

    @staticmethod
    def _continue_answer(exchange: Exchange) -> bool:
        for piece in exchange.pieces:
            exchange.response.write(piece)
            if exchange.outlet.is_full:
                return False
        exchange.response.close()
        exchange.end_answer()
        exchange.stays_open = not exchange.response.should_close()
        return True

    # Writing: in the loop again

    def _worked(self, exchange: Exchange, done: Future[bool]) -> None:
        """Take an exchange back from its thread."""
        try:
            exchange.is_made = done.result()
        except BaseException as error:  # noqa: BLE001 - the connection cannot be told any more
            self.log.debug("Closing connection. %r", error)
            self._end(exchange)
            return
        self.admission.release(exchange)
        exchange.enter(Stage.WRITING)
        try:
            self._write(exchange)
        except OSError:
            self._end(exchange)

    def _write(self, exchange: Exchange) -> None:
        exchange.pace.move(exchange.outlet.drain(), time.monotonic())
        if not exchange.is_made and not exchange.outlet.is_full:
            exchange.stage = Stage.WORKING
            self._watch(exchange, 0)
            self._employ(exchange)
        elif exchange.outlet.waiting_bytes:
            self._watch(exchange, Writable)
        else:
            self._answered(exchange)

    def _answered(self, exchange: Exchange) -> None:
        rest = exchange.begin_next() if exchange.stays_open and self.alive else None
        if rest is None:
            self._linger(exchange)
            return
        self._watch(exchange, Readable)
        if rest:
            try:
                self._feed(exchange, rest)
            except RequestRefused as refusal:
                self._refuse(exchange, refusal)

    # Ending

    def _refuse(self, exchange: Exchange, refusal: RequestRefused) -> None:
        """Answer without the application, and end."""
        kind, text = "text/plain", f"{refusal}\n".encode()
        if exchange.intake.wants_json:
            kind, text = "application/json", json.dumps({"detail": str(refusal)}).encode()
        head = (
            f"HTTP/1.1 {refusal.status}\r\nContent-Type: {kind}; charset=utf-8\r\n"
            f"Content-Length: {len(text)}\r\nRetry-After: 10\r\nConnection: close\r\n\r\n"
        )
        try:
            exchange.outlet.sendall(head.encode() + text)
        except OSError:
            self._end(exchange)
            return
        self._linger(exchange)

    def _linger(self, exchange: Exchange) -> None:
        """Say that nothing follows, and hear the rest out for a moment, so that the last word is read."""
        try:
            exchange.connection.shutdown(socket.SHUT_WR)
        except OSError:
            self._end(exchange)
            return
        exchange.enter(Stage.LINGERING)
        self._watch(exchange, Readable)

    def _give_up(self, exchange: Exchange) -> None:
        if exchange.stage is Stage.READING and exchange.intake.has_begun:
            self._refuse(
                exchange, RequestRefused("408 Request Timeout", "The request took too long to arrive.")
            )
        else:
            self._end(exchange)

    def _end(self, exchange: Exchange) -> None:
        self.admission.leave(exchange)
        with contextlib.suppress(KeyError, ValueError, OSError):
            self._watch(exchange, 0)
        exchange.close()
