"""The demo city as `kokuho demo` and `kokuho serve` bring it up (試しの若葉市), at an instant that stands still."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from waitress.server import create_server

from server.app import create
from server.casework.advance_clock import CLOCK_COUNTER
from server.cli.demo import make_city
from server.clock import FixedClock, instant_on
from server.settings import Settings, read_settings
from server.store import counters
from server.store.database import Database
from server.wiring import wire
from tests.world import TREE

# A Wednesday, late enough in the day that the cases of the morning have come in.
OPENED = FixedClock(at=instant_on(date(2026, 11, 18), 15, 42))
HOUSEHOLDS = 240
SEED = 1


@dataclass(frozen=True, slots=True)
class Demo:
    """The running demo: its address, its data folder."""

    url: str
    data: Path


@contextmanager
def demo_served(data: Path) -> Iterator[Demo]:
    """Makes the small city in `data` and serves it with its clock and its printer until the block ends."""
    settings = read_settings({"KOKUHO_DATA": str(data), "KOKUHO_TREE": str(TREE)})
    services = wire(settings, clock=OPENED)
    make_city(services, settings.tree, HOUSEHOLDS, SEED, quiet=True)
    services.database.dispose()
    with _serving(settings) as url:
        yield Demo(url, data)


@contextmanager
def _serving(settings: Settings) -> Iterator[str]:
    wanted = Event()
    database = Database(f"sqlite:///{settings.data / 'kokuho.db'}", durable=False)
    app, clock = create(settings, wanted, clock=FixedClock(_ahead(database), OPENED.at))
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    clock.start()
    try:
        yield f"http://localhost:{server.effective_port}"
    finally:
        clock.stop()
        server.close()
        thread.join(5)
        database.dispose()


def _ahead(database: Database) -> Callable[[], timedelta]:
    """How far a visitor has moved the business day."""

    def ahead() -> timedelta:
        with database.read() as conn:
            return timedelta(days=counters.value_of(conn, CLOCK_COUNTER))

    return ahead


def _run(server: Any) -> None:
    with contextlib.suppress(OSError):  # closing the server takes its socket away under its loop
        server.run()
