"""Several processes on one port (複数の処理): they share one listening socket, and one that dies is replaced.

The parent binds the port, forks its children (web workers and the clock) and does nothing itself, so it lives on
whatever a request does to one of them. Connections that wait in the socket's queue outlive a worker's death. A child
whose parent is gone ends too: it would hold the port against the next start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import NoReturn

_BACKLOG = 1024
_SOON = 2.0  # seconds: a worker that ends sooner did not come up
_MOST_FALSE_STARTS = 5
_PATIENCE = 15.0  # seconds for a worker to finish its requests when the server ends
_BIND_PATIENCE = 10.0


def listening(host: str, port: int) -> socket.socket:
    """The bound socket; waits a little for a port that an ending server still holds. Raises OSError after that."""
    end = time.monotonic() + _BIND_PATIENCE
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        try:
            return socket.create_server((host, port), family=family, backlog=_BACKLOG)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A child: what it does, and since when (by the monotonic clock)."""

    work: Callable[[], None]
    at: float


class Workers:
    """A process for each piece of `works`, until SIGTERM or Ctrl+C; who ends before is begun again."""

    def __init__(self, works: Sequence[Callable[[], None]]) -> None:
        self._works = works
        self._begun: dict[int, _Begun] = {}
        self._false_starts = 0
        self._reading, self._writing = os.pipe()

    def run(self) -> int:
        """Forks, replaces who dies, ends all; answers the exit status: 1 when workers do not come up."""
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            for work in self._works:
                self._fork(work)
            while self._false_starts < _MOST_FALSE_STARTS:
                self._replace(os.wait()[0])
            return 1
        except KeyboardInterrupt:
            return 0
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._end()

    def _fork(self, work: Callable[[], None]) -> None:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            self._be_worker(work)
        self._begun[child] = _Begun(work, time.monotonic())

    def _be_worker(self, work: Callable[[], None]) -> NoReturn:
        status = 1
        try:
            os.close(self._writing)
            Thread(target=_end_with_parent, args=(self._reading,), name="parent", daemon=True).start()
            work()
            status = 0
        except KeyboardInterrupt:
            status = 0
        except BaseException:  # noqa: BLE001 - told here, because nothing behind this line may run twice
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _replace(self, ended: int) -> None:
        begun = self._begun.pop(ended, None)
        if begun is None:
            return
        false_start = time.monotonic() - begun.at < _SOON
        self._false_starts = self._false_starts + 1 if false_start else 0
        if false_start:
            time.sleep(0.2)
        self._fork(begun.work)

    def _end(self) -> None:
        end = time.monotonic() + _PATIENCE
        _signal(self._begun, signal.SIGTERM)
        while self._begun and time.monotonic() < end:
            for child in [one for one in self._begun if _has_ended(one)]:
                del self._begun[child]
            time.sleep(0.05)
        _signal(self._begun, signal.SIGKILL)
        for child in self._begun:
            os.waitpid(child, 0)


class Bell(Event):
    """An event that rings in another process too: `set` here is heard there by `ring_for`."""

    def __init__(self) -> None:
        super().__init__()
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)

    def set(self) -> None:
        """Rings; a pipe that is full has rung enough already."""
        super().set()
        with contextlib.suppress(BlockingIOError):
            os.write(self._writing, b"!")

    def ring_for(self, event: Event) -> None:
        """Sets `event` of this process at every ring, in a thread of its own."""

        def listen() -> None:
            while os.read(self._reading, 4096):
                event.set()

        Thread(target=listen, name="bell", daemon=True).start()


def _signal(children: Iterable[int], which: signal.Signals) -> None:
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, which)


def _has_ended(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


def _end_with_parent(reading: int) -> None:
    """Waits for the parent's end of the pipe to close, which it does however the parent ends."""
    os.read(reading, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
