"""What a use case works with (業務の道具): database, clocks, deployed procedures, letters, archive, keys.

Built once by `server.app` and handed to every use case; nothing in it belongs to one person or one request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from server.casework.catalogue import Catalogue
from server.casework.known_letters import KnownLetters
from server.casework.known_values import KnownValues
from server.domain.calendar import Calendar
from server.domain.operating import Beside, LetterBuilder, Operator
from server.domain.values import Values
from server.printing.archive import Archive
from server.printing.heads import Letter
from server.store.connection import Connection
from server.store.database import Database
from server.store.sealing import Sealer
from server.store.uploads import SealedFiles


class Clocks(Protocol):
    """The two clocks, read by the entry points' clock: wall for sessions and audit, business for law and letters."""

    def wall_now(self) -> datetime: ...
    def business_now(self) -> datetime: ...
    def business_day(self) -> date: ...


def _no_wake() -> None:
    """Where no runner listens, the work waits in its table until a worker looks."""


@dataclass(frozen=True)
class Services:
    """The tools of every use case: `numbers` seals My Numbers, `addresses` safe addresses, `accounts` accounts."""

    database: Database
    clock: Clocks
    catalogue: Catalogue
    operators: Mapping[str, Operator]
    builders: Mapping[str, LetterBuilder]
    letters: KnownLetters
    archive: Archive
    uploads: SealedFiles
    numbers: Sealer
    addresses: Sealer
    accounts: Sealer
    demo: bool = False
    wake_printer: Callable[[], None] = field(default=_no_wake)
    besides: Mapping[str, Beside] = field(default_factory=dict)
    known_values: KnownValues = field(default_factory=KnownValues)

    def values(self, conn: Connection) -> Values:
        """The dated values as known now, with an empty record of use."""
        return self.known_values.of(conn)

    def letters_now(self, conn: Connection) -> Mapping[str, Letter]:
        """The letters with the texts that managers have released, as known now."""
        return self.letters.refresh(conn)

    def calendar(self, conn: Connection) -> Calendar:
        """The office's calendar (開庁日) as known now."""
        return Calendar(self.values(conn))
