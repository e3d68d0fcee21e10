"""A clerk's inbox while the night works (夜間の受信箱): opened again and again in a process of its own.

`python -m server.bench.night_inbox URL FOLDER` logs in, says so, opens the inbox until its standard input ends, and
prints how long each time took, in milliseconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import Any

from server.app import assemble as app_of
from server.bench.inbox import _KEYS as KEYS
from server.bench.measured import percentile
from server.bench.night_city import NightCity
from server.cli.demo_city.staff import PASSWORD
from server.clock import Clock
from server.store.database import Database
from server.wiring import assemble

_TREE = Path(__file__).resolve().parents[2]
_WHO = "saeki"
_PAUSE = 0.05  # seconds between two looks: a clerk is not a loop


@dataclass
class Watched:
    """The times of the inbox, once the watching has ended."""

    times: list[float] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """What the benchmark says of it."""
        if not self.times:
            return {}
        return {"inbox_p95_ms_meanwhile": round(percentile(self.times, 95), 1), "inbox_looks": len(self.times)}


@contextmanager
def watching(city: NightCity) -> Iterator[Watched]:
    """Watches the inbox of the city's database from the moment at which it answers until the block ends."""
    folder = Path(str(city.services.database.engine.url.database)).parent
    command = [sys.executable, "-m", __name__, city.services.database.url, str(folder)]
    process = subprocess.Popen(command, cwd=_TREE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    found = Watched()
    try:
        if process.stdout is None or "ready" not in process.stdout.readline():
            raise RuntimeError("the inbox does not answer")
        yield found
        said, _ = process.communicate("")
        found.times = json.loads(said)
    finally:
        process.kill()


def main() -> None:
    """The other process."""
    url, folder = sys.argv[1:]
    services = assemble(Database(url), KEYS, data=Path(folder), tree=_TREE, clock=Clock(), demo=True)
    app = app_of(services, secrets=KEYS.session, secure_cookies=False)
    app.config["WTF_CSRF_ENABLED"] = False
    client, times, ended = app.test_client(), list[float](), list[bool]()
    client.post("/login", data={"login": _WHO, "password": PASSWORD})
    if client.get("/inbox").status_code != 200:
        raise SystemExit("no log-in")
    print("ready", flush=True)  # noqa: T201 - its caller reads the line
    Thread(target=lambda: ended.append(not sys.stdin.read()), daemon=True).start()
    while not ended:
        begun = perf_counter()
        client.get("/inbox")
        times.append(1000 * (perf_counter() - begun))
        sleep(_PAUSE)
    print(json.dumps(times), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
