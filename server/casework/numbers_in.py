"""My Numbers on their way in (個人番号の受入れ): out of the answers and into the sealed store, a token in their place.

Case data, drafts, history and logs never see a number; they carry the path of the field and the token behind it.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.casework.accounts_in import seal_accounts
from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.forms.answers import Answers
from server.domain.my_number import find_in_text
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store.my_numbers import discard_numbers, put_number
from server.store.unit_of_work import UnitOfWork

NUMBERS = "numbers"

# Two papers without a photo prove a person like one with a photo (番号法施行規則); without papers an official looks up.
# Copies by post stand for the papers themselves; copies without a number prove none.
_METHODS = {
    "NUMBER_DOC_PLUS_TWO": "NUMBER_DOC_PLUS_ID",
    "COPY_CARD": "CARD",
    "COPY_NUMBER_DOC_PLUS_ID": "NUMBER_DOC_PLUS_ID",
    "COPY_NUMBER_DOC_PLUS_TWO": "NUMBER_DOC_PLUS_ID",
    "COPY_ID_ONLY": "LOOKED_UP",
    "NONE": "LOOKED_UP",
    "": "LOOKED_UP",
}


def refuse_in(said: JSON, field: str) -> None:
    """Raises `Refused("my_number_in_text")` when a text, or a text or number inside of JSON, reads as a My Number.

    For everything people or linked systems write that is kept outside the sealed store: reasons, places, messages.
    """
    if isinstance(said, Mapping):
        for name, one in said.items():
            refuse_in(name, field)
            refuse_in(one, field)
    elif isinstance(said, list):
        for one in said:
            refuse_in(one, field)
    elif isinstance(said, str | int) and find_in_text(str(said)):
        raise Refused("my_number_in_text", at_field=field)


def sealed_paths(earlier: Mapping[str, JSON] | None) -> dict[str, str]:
    """Path → token of the numbers that earlier answers brought in."""
    return dict((earlier or {}).get(NUMBERS) or {})


def seal(
    services: Services,
    uow: UnitOfWork,
    caller: Caller,
    answers: Answers,
    earlier: Mapping[str, JSON] | None,
    *,
    office: str,
    purpose: str,
    method: str,
) -> dict[str, JSON]:
    """The values to be kept: as answered, with the tokens of the numbers under `numbers`.

    Raises `Refused("no_right")` when someone without the right enters a number.
    """
    if answers.secrets:
        caller.require(Function.MY_NUMBER_ENTER, office, uow.business_day)
    before = sealed_paths(earlier)
    tokens = {now: before[was] for now, was in answers.kept.items() if was in before}
    for path, number in answers.secrets.items():
        tokens[path] = put_number(uow, services.numbers, number, method=_METHODS.get(method, method), purpose=purpose)
    discard_numbers(uow, set(before.values()) - set(tokens.values()))
    values = {**answers.values, **({NUMBERS: tokens} if tokens else {})}
    return seal_accounts(services, uow, values, earlier)


def give_up(uow: UnitOfWork, data: Mapping[str, Mapping[str, JSON]]) -> None:
    """Gives up the numbers of an ended case that became nobody's (withdrawn, refused): no number is kept for nothing.

    Number Act art. 20 (収集等の制限).
    """
    discard_numbers(uow, [token for answers in data.values() for token in sealed_paths(answers).values()])
