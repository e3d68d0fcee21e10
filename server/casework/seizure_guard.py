"""No record to the debtor before the third debtor has the notice (差押調書謄本は送達の後): arts. 54, 62(3).

Were both posted at once, the account would be empty when the bank hears of it. Asked at the release of the copy and
again at its hand-over; a batch of both cannot be.
"""

from __future__ import annotations

from server.domain.refusals import Refused
from server.store import seizures
from server.store.connection import Connection
from server.store.letters import Letter

COPY = "seizure/record"


def refuse_unserved(conn: Connection, letter: Letter) -> None:
    """Raises `seizure_record_before_service` for the debtor's copy while no service of the seizure is recorded."""
    if letter.letter != COPY:
        return
    found = seizures.get_seizure(conn, str(letter.request_keys["seizure_id"]))
    if found is None or found.served_at is None:
        raise Refused("seizure_record_before_service")
