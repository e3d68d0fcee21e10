"""No letter demands what is extinct (時効完成後の請求の禁止): National Health Insurance Act art. 110, PM15.

A letter is frozen with what was owed on that day, and may lie for days: so the clock of each instalment that it demands
is asked again when it is handed over. Dunning letters have doors of their own (`dunning_mail`).
"""

from __future__ import annotations

from datetime import date

from server.domain.arrears import REMINDER, WARNING
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import late_charges, reminded_claims, seizures
from server.store.connection import Connection
from server.store.letters import Letter
from server.store.prescribed import refuse_prescribed

_DEMANDS = (REMINDER, WARNING)
_LATE = "late_charge/fixed"
_SEIZES = ("seizure/claim_notice", "seizure/pay_notice", "seizure/real_estate", "seizure/entrustment")


def refuse_extinct(conn: Connection, letter: Letter, values: Values, business_day: date) -> None:
    """Raises `letter_demands_prescribed` for a letter that asks for an instalment which is extinct on the day."""
    try:
        refuse_prescribed(conn, _demanded(conn, letter), business_day, values)
    except Refused as refusal:
        gone = refusal.params
        raise Refused("letter_demands_prescribed", claim=str(gone["claim"]), day=str(gone["day"])) from refusal


def _demanded(conn: Connection, letter: Letter) -> list[str]:
    """The instalments that the letter asks for, or takes by force; none of a letter of another kind."""
    if letter.letter in _DEMANDS:
        return [claim for _, claim in reminded_claims.named(conn, [letter.letter_id], _DEMANDS)]
    if letter.letter == _LATE:
        late = late_charges.get(conn, str(letter.request_keys["late_id"]))
        return [] if late is None else [late.claim_key]
    if letter.letter in _SEIZES:
        key = str(letter.request_keys["seizure_id"])
        return [one.claim_key for one in seizures.debts_of(conn, [key])[key]]
    return []
