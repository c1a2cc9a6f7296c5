"""Honest visitors of one node while slow clients hold connections open in every way there is.

    python -m benchmarks.slow_clients [--slow 200] [--honest 50] [--seconds 20]

A quarter of the slow ones says nothing, a quarter half a head, a letter a second; a quarter sends a body of a
form, a letter a second; a quarter asks for pages and takes no answer. Who is cut off comes back at once. Each
honest visitor asks for a page, thinks for a second, asks again. The floor is the same without slow ones; what
has to hold is that the slowest honest answer stays under a second.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.engine import database, report
from benchmarks.push import node
from engine.server import ensure_server
from workflows import migrate

PAGE = "/guide"
HEAD = b"GET /guide HTTP/1.1\r\nHost: x\r\n"
WAYS = (
    (b"", b""),
    (HEAD, b"X"),
    (b"POST /account/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b"x"),
    (HEAD + b"\r\n", b""),
)
"""What is said at once, and what then every second."""


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def be_slow(port: int, way: tuple[bytes, bytes], stop: threading.Event) -> None:
    """Hold a connection as long as the server lets one, then the next."""
    begin, then = way
    while not stop.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
            connection.sendall(begin)
            while not stop.wait(1):
                connection.sendall(then or b"")
                if not then and is_closed(connection):
                    break


def is_closed(connection: socket.socket) -> bool:
    """Look without taking anything."""
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False


def visit(port: int, stop: threading.Event, seconds: list[float], failures: list[str]) -> None:
    """Ask for a page again and again, and note how long each answer took."""
    while not stop.is_set():
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", PAGE)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                failures.append(str(answer.status))
        except OSError as error:
            failures.append(type(error).__name__)
        finally:
            connection.close()
        seconds.append(time.perf_counter() - begun)
        stop.wait(1)


def measure(port: int, slow: int, honest: int, for_seconds: float) -> tuple[list[float], list[str]]:
    """Return how long honest answers took beside so many slow clients, and what failed."""
    stop, seconds, failures = threading.Event(), list[float](), list[str]()
    threads = [
        threading.Thread(target=be_slow, args=(port, WAYS[number % len(WAYS)], stop))
        for number in range(slow)
    ]
    for thread in threads:
        thread.start()
    time.sleep(2 if slow else 0)  # all of them have their connection
    visitors = [threading.Thread(target=visit, args=(port, stop, seconds, failures)) for _ in range(honest)]
    for thread in visitors:
        thread.start()
        time.sleep(1 / honest)
    time.sleep(for_seconds)
    stop.set()
    for thread in (*visitors, *threads):
        thread.join()
    return seconds, failures


def tell(name: str, seconds: list[float], failures: list[str], goal: str = "") -> None:
    """Print the figures of one run."""
    hundredths = statistics.quantiles(seconds, n=100)
    shown = " / ".join(f"{value * 1000:.0f}" for value in (hundredths[49], hundredths[98], max(seconds)))
    report(f"{name}: p50 / p99 / slowest of {len(seconds)}", f"{shown} ms", goal)
    report(f"{name}: failed", str(len(failures)), "none")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--honest", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = ensure_server(Path(folder), durable=False)
        try:
            url = database(server.url)
            migrate(url)
            port = free_port()
            with node(url, Path(folder), port):
                measure(port, 0, options.honest, 3)
                tell("honest alone", *measure(port, 0, options.honest, options.seconds))
                beside = measure(port, options.slow, options.honest, options.seconds)
            tell(f"honest beside {options.slow} slow", *beside, goal="slowest under 1,000 ms")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
