"""Which letters concern a protected person (支援措置), and the neutral sender that they go out under."""

from __future__ import annotations

from datetime import date

from server.casework.household_of_case import is_protected
from server.domain.effects import JSONObject
from server.domain.protection import NEUTRAL_OFFICE, letter_for_few
from server.store.connection import Connection
from server.store.households import any_protected
from server.store.letters import Letter


def concerns_protected(conn: Connection, letter: Letter, day: date) -> bool:
    """Whether the letter is about somebody under protection as the registers have it now, or was made as such."""
    if letter.protected or letter_for_few(letter.letter) or is_protected(conn, letter.household_key, day):
        return True
    return letter.person_key is not None and any_protected(conn, [letter.person_key], day)


def neutral(conn: Connection, letter: str, keys: JSONObject, day: date) -> JSONObject:
    """The keys with the head office for the ward's, where a protected person (支援措置) is concerned.

    Name, telephone and number of a ward office on a letter that lies about tell where she lives.
    """
    household, person = keys.get("household_key"), keys.get("person_key")
    few = letter_for_few(letter) or (household is not None and is_protected(conn, str(household), day))
    if few or (person is not None and any_protected(conn, [str(person)], day)):
        return {**keys, "office": NEUTRAL_OFFICE}
    return keys
