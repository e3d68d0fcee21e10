"""Putting the parts together (組立て): from settings and keys to the tools every use case works with.

Entry points call `wire` once for each process; nothing below them knows where a path or a key came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from server.casework.advance_clock import CLOCK_COUNTER
from server.casework.catalogue import Catalogue
from server.casework.known_letters import KnownLetters
from server.casework.services import Services
from server.clock import NO_OFFSET, Clock
from server.keys import Keys, load_keys
from server.operators.registry import load_operators
from server.printing.archive import Archive
from server.printing.heads import Letter, load_letters
from server.settings import Settings
from server.store import counters
from server.store.database import Database
from server.store.sealing import Sealer
from server.store.uploads import SealedFiles


def wire(
    settings: Settings, *, clock: Clock | None = None, wake_printer: Callable[[], None] = lambda: None
) -> Services:
    """The tools for these settings; the schema is brought up to date, keys are made only in the demo."""
    database = Database(settings.database_url)
    database.upgrade()
    keys = load_keys(settings.keys, create=settings.is_demo)
    return assemble(
        database,
        keys,
        data=settings.data,
        tree=settings.tree,
        clock=clock or business_clock(database, settings),
        demo=settings.is_demo,
        wake_printer=wake_printer,
    )


def assemble(
    database: Database,
    keys: Keys,
    *,
    data: Path,
    tree: Path,
    clock: Clock,
    demo: bool,
    wake_printer: Callable[[], None] = lambda: None,
    letters: Mapping[str, Letter] | None = None,
) -> Services:
    """The tools over a database that stands: `data` holds letters and uploads, `tree` the letters' templates.

    `letters` are those templates where the caller has read them already.
    """
    registry = load_operators()
    return Services(
        database=database,
        clock=clock,
        catalogue=Catalogue(),
        operators=registry.operators,
        builders=registry.letters,
        besides=registry.besides,
        letters=KnownLetters(load_letters(tree / "letters") if letters is None else letters, tree / "letters"),
        archive=Archive(data / "letters"),
        uploads=SealedFiles(data / "uploads", Sealer(keys.uploads, "uploads")),
        numbers=Sealer(keys.my_number, "my_number"),
        accounts=Sealer(keys.my_number, "accounts"),
        addresses=Sealer(keys.my_number, "safe_address"),
        demo=demo,
        wake_printer=wake_printer,
    )


def business_clock(database: Database, settings: Settings) -> Clock:
    """The clock of this installation: in the demo the stored number of days ahead, in production never ahead."""
    if not settings.is_demo:
        return Clock()

    def ahead() -> timedelta:
        with database.read() as conn:
            return timedelta(days=counters.value_of(conn, CLOCK_COUNTER)) or NO_OFFSET

    return Clock(offset=ahead)
