"""Account numbers on their way in (口座番号の受入れ): out of the answers and under seal, a mask in their place.

Case data, drafts, history and logs hold the last three digits; the token beside them leads to the sealed number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.names import half_width
from server.domain.refusals import FieldError, InputInvalid
from server.store.sealed_accounts import TAIL, put_account
from server.store.unit_of_work import UnitOfWork

ACCOUNTS = "accounts"
FIELDS = ("account_number", "account_number_again")
"""The names that account fields have in every form; no other field holds an account number."""
_MASK = "****"
_NUMBER = re.compile("[0-9]{7}")


def seal_accounts(
    services: Services, uow: UnitOfWork, values: dict[str, JSON], earlier: Mapping[str, JSON] | None
) -> dict[str, JSON]:
    """The values with masks in place of account numbers, and the tokens under `accounts`.

    A mask that came back unchanged keeps the number of before. Raises `InputInvalid` (`account_number_invalid`).
    """
    before: dict[str, str] = dict((earlier or {}).get(ACCOUNTS) or {})
    tokens, masked = {}, {}
    for name in FIELDS:
        typed = values.get(name)
        if not isinstance(typed, str):
            continue
        number = half_width(typed).strip()
        if name in before and number == (earlier or {}).get(name):
            tokens[name], masked[name] = before[name], number
        elif _NUMBER.fullmatch(number):
            tokens[name] = put_account(uow, services.accounts, number)
            masked[name] = f"{_MASK}{number[-TAIL:]}"
        else:
            raise InputInvalid([FieldError(name, "account_number_invalid")])
    return {**values, **masked, ACCOUNTS: tokens} if tokens else values


def without_accounts(typed: Mapping[str, JSON]) -> dict[str, JSON]:
    """A typed page without account numbers, for drafts; masks stay."""
    return {name: value for name, value in typed.items() if name not in FIELDS or _is_masked(value)}


def _is_masked(value: JSON) -> bool:
    texts = value if isinstance(value, list) else [value]
    return all(isinstance(text, str) and text.startswith(_MASK) for text in texts)
