"""Rights (権限): functions by office and day, default deny; roles (`roles`) are bundles of functions.

Who may act is a grant of one function in one office (or all) for some days. That the second person is another one is
a relation on the case's history, never a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Final

from server.domain.refusals import Refused


class Function(StrEnum):
    """One thing a person may do; the right to work the tasks of a lane is `work(role)`."""

    CASE_START = "case:start"
    CASE_VIEW = "case:view"
    TASK_ASSIGN = "task:assign"
    TASK_NOTE = "task:note"
    HOUSEHOLD_VIEW = "household:view"
    PERSON_SEARCH = "person:search"
    MY_NUMBER_ENTER = "my_number:enter"
    MY_NUMBER_REVEAL = "my_number:reveal"
    PROTECTED_VIEW = "protected:view"
    DOCUMENT_ADD = "document:add"
    DOCUMENT_VIEW = "document:view"
    LETTER_VIEW = "letter:view"
    LETTER_RELEASE = "letter:release"
    LETTER_REPRINT = "letter:reprint"
    DAYLIST_VIEW = "daylist:view"
    DAYLIST_CONFIRM = "daylist:confirm"
    INCIDENT_HANDLE = "incident:handle"
    PROCEDURE_VIEW = "procedure:view"
    PROCEDURE_DEPLOY = "procedure:deploy"
    USER_REQUEST = "user:request"
    USER_ISSUE = "user:issue"
    AUDIT_VIEW = "audit:view"
    AUDIT_VERIFY = "audit:verify"
    HEAD_VIEW = "head:view"
    MESSAGE_SEND = "message:send"
    RECEIPT_IMPORT = "receipt:import"
    RECEIPT_CORRECT = "receipt:correct"
    ASSESSMENT_DECIDE = "assessment:decide"
    SLIP_ISSUE = "slip:issue"
    DEBIT_RUN = "debit:run"
    SPECIAL_RUN = "special:run"
    DUNNING_RUN = "dunning:run"
    REFUND_PAY = "refund:pay"
    ARREARS_VIEW = "arrears:view"
    CALL_LIST = "call:list"


class AllOffices(Enum):
    """The scope of a right that holds in every office."""

    ALL = "all"


ALL: Final = AllOffices.ALL
Scope = frozenset[str] | AllOffices


@dataclass(frozen=True, slots=True)
class Grant:
    """A right: `function` in the office `scope` (an office id or `all`) from `valid_from` until before `valid_to`.

    `valid_to` is the first day on which the right no longer holds (a transfer ends it on its own day at 0:00).
    """

    function: str
    scope: str
    valid_from: date
    valid_to: date | None = None


def work(role: str) -> str:
    """The function of working the tasks in lanes of `role`."""
    return f"work:{role}"


def limited(grants: Iterable[Grant], limits: Iterable[tuple[str, str]]) -> tuple[Grant, ...]:
    """What of `grants` lies within `limits` (function and office, or `all`): both must allow it."""
    held = tuple(grants)
    found = [
        Grant(grant.function, grant.scope if office == ALL.value else office, grant.valid_from, grant.valid_to)
        for function, office in sorted(set(limits))
        for grant in held
        if grant.function == function and (office in (ALL.value, grant.scope) or grant.scope == ALL.value)
    ]
    return tuple(dict.fromkeys(found))


def scope(grants: Iterable[Grant], function: str, day: date) -> Scope:
    """The offices in which `function` is granted on `day`: a frozen set, empty for none, or `ALL`."""
    offices = {grant.scope for grant in grants if grant.function == function and _in_force(grant, day)}
    return ALL if ALL.value in offices else frozenset(offices)


def within(office: str, offices: Scope) -> bool:
    """Whether `office` lies in a scope."""
    return isinstance(offices, AllOffices) or office in offices


def may(grants: Iterable[Grant], function: str, office: str, day: date) -> bool:
    """Whether the grants allow `function` on a thing of `office` on `day`; default deny."""
    return within(office, scope(grants, function, day))


def holds(grants: Iterable[Grant], function: str, day: date) -> bool:
    """Whether `function` is granted anywhere on `day` (for acts that belong to no office)."""
    return scope(grants, function, day) != frozenset()


def require(grants: Iterable[Grant], function: str, office: str, day: date) -> None:
    """Raises `Refused("no_right")` when the function is not held at all, `out_of_scope` when only elsewhere."""
    offices = scope(grants, function, day)
    if offices == frozenset():
        raise Refused("no_right", function=function)
    if not within(office, offices):
        raise Refused("out_of_scope", function=function, office=office)


def check_differs(actor: str, earlier_actors: Iterable[str], code: str = "same_person_enters_and_checks") -> None:
    """Raises `Refused(code)` when `actor` is one of those who did the earlier work on this case (照合, 決裁)."""
    if actor in set(earlier_actors):
        raise Refused(code, actor=actor)


def _in_force(grant: Grant, day: date) -> bool:
    return grant.valid_from <= day and (grant.valid_to is None or day < grant.valid_to)
