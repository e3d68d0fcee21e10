"""`kokuho serve` as its own processes (動いているサーバー): started, killed at will, started again on the same port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.world import TREE

_UP_WITHIN = 30.0


class Serving:
    """One installation of several worker processes. `kill` takes one of them, or all at once, by SIGKILL."""

    def __init__(self, environment: Mapping[str, str], log: Path, workers: int = 2) -> None:
        self.port = _free_port()
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KOKUHO_")},
            **environment,
            "KOKUHO_WORKERS": str(workers),
        }
        self._log = log
        self._parent: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-m", "server.cli.main", "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._parent = subprocess.Popen(
                command, cwd=TREE, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + _UP_WITHIN
        while not self.answers():
            assert time.monotonic() < end, self._log.read_text(encoding="utf-8")[-4000:]
            assert self._parent.poll() is None, self._log.read_text(encoding="utf-8")[-4000:]
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether somebody takes connections."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        assert self._parent is not None
        found = Path(f"/proc/{self._parent.pid}/task/{self._parent.pid}/children").read_text(encoding="ascii")
        return [int(one) for one in found.split()]

    def kill(self, draw: Random, *, whole: bool) -> str:
        """Kills one worker at random, or the whole installation (which is started again); says which."""
        if whole:
            self.kill_all()
            self.start()
            return "all"
        workers = self.workers()
        if workers:
            os.kill(draw.choice(workers), signal.SIGKILL)
        return "worker"

    def kill_all(self) -> None:
        """The power fails: every process of the installation dies at once."""
        assert self._parent is not None
        os.killpg(self._parent.pid, signal.SIGKILL)
        self._parent.wait()

    def stop(self) -> int:
        """Ends it in order; answers its exit status."""
        assert self._parent is not None
        self._parent.send_signal(signal.SIGTERM)
        try:
            return self._parent.wait(30)
        finally:
            self._kill_rest()

    def _kill_rest(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.kill_all()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port
