"""The numbers of all processes of a node, without memory that they share.

prometheus-client's own way maps files into memory; when their disk is full, the next number kills the process
(SIGBUS). So each process keeps its numbers to itself and writes them down now and then, as a file like any
other; whoever is asked adds up what the files say. A disk without room costs numbers, and nothing else.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import prometheus_client
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric

PREFIX = "tongban_"
WRITE_SECONDS = 2.0
_ENDED = "ended"

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # moments cannot be added up

Kept = dict[str, Any]
"""{name: {"type", "help", "samples": {sample and labels as JSON: value}}}"""


def own() -> Kept:
    """Return the numbers of this process."""
    kept: Kept = {}
    for metric in prometheus_client.REGISTRY.collect():
        if metric.name.startswith(PREFIX):
            samples = {_key(s.name, s.labels): s.value for s in metric.samples}
            kept[metric.name] = {"type": metric.type, "help": metric.documentation, "samples": samples}
    return kept


def merge(parts: Iterable[Kept]) -> Kept:
    """Add up numbers; all of ours can be: counters, histograms, and gauges that count what is open."""
    whole: Kept = {}
    for part in parts:
        for name, metric in part.items():
            kept = whole.setdefault(name, {**metric, "samples": {}})
            for key, value in metric["samples"].items():
                kept["samples"][key] = kept["samples"].get(key, 0.0) + value
    return whole


def as_text(whole: Kept) -> bytes:
    """Return numbers in Prometheus' format."""
    registry = CollectorRegistry()
    registry.register(_Fixed(whole))
    return generate_latest(registry)


class Snapshots:
    """A folder with what each process of a node has counted, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stopping = threading.Event()

    def begin(self) -> None:
        """Begin anew with an empty folder."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in self._folder.iterdir():
            old.unlink()

    def write(self) -> None:
        """Write down the numbers of this process, if there is room."""
        self._put(str(os.getpid()), own())

    def keep_writing(self) -> None:
        """Write them down every two seconds, for as long as the process lives."""
        threading.Thread(target=self._write_on, name="metrics", daemon=True).start()

    def close(self) -> None:
        """Write them down for the last time."""
        self._stopping.set()
        self.write()

    def end(self, process_id: int) -> None:
        """Add the counters of a process that has ended to those of all that have; what was open is not."""
        ended = merge([self._get(_ENDED), _countable(self._get(str(process_id)))])
        self._put(_ENDED, ended)
        (self._folder / f"{process_id}.json").unlink(missing_ok=True)

    def merged(self) -> Kept:
        """Return what all processes have counted; of others up to two seconds ago."""
        others = [path.stem for path in self._folder.glob("*.json") if path.stem != str(os.getpid())]
        return merge([own(), *map(self._get, others)])

    def _write_on(self) -> None:
        while not self._stopping.wait(WRITE_SECONDS):
            self.write()

    def _get(self, name: str) -> Kept:
        with suppress(OSError, ValueError):  # it has just ended; or there was no room for it
            kept: Kept = json.loads((self._folder / f"{name}.json").read_bytes())
            return kept
        return {}

    def _put(self, name: str, kept: Kept) -> None:
        draft = self._folder / f"{name}.{threading.get_ident()}.part"
        try:
            draft.write_text(json.dumps(kept), "utf-8")
            draft.replace(self._folder / f"{name}.json")
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


class _Fixed:
    """A collector of numbers that are known."""

    def __init__(self, whole: Kept) -> None:
        self._whole = whole

    def collect(self) -> Iterator[Metric]:
        for name, kept in self._whole.items():
            metric = Metric(name, kept["help"], kept["type"])
            for key, value in kept["samples"].items():
                sample, labels = json.loads(key)
                metric.add_sample(sample, labels, value)
            yield metric


def _countable(kept: Kept) -> Kept:
    return {name: metric for name, metric in kept.items() if metric["type"] != "gauge"}


def _key(name: str, labels: dict[str, str]) -> str:
    return json.dumps([name, labels], sort_keys=True)
