"""Roles (役割): bundles of functions that lanes of diagrams and grants name, and who can never be granted what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.rights import Function, Grant, work


@dataclass(frozen=True, slots=True)
class Role:
    """A bundle of functions with an id that lanes of diagrams carry (役割)."""

    id: str
    ja: str
    en: str
    functions: frozenset[str]


def _role(id: str, ja: str, en: str, *functions: str) -> Role:  # noqa: A002 - the word of the catalogue
    return Role(id, ja, en, frozenset(map(str, functions)) | {work(id)})


_LOOK = (
    Function.CASE_VIEW,
    Function.HOUSEHOLD_VIEW,
    Function.PERSON_SEARCH,
    Function.DOCUMENT_VIEW,
    Function.LETTER_VIEW,
    Function.TASK_NOTE,
)
_INTAKE = (
    Function.CASE_START,
    Function.MY_NUMBER_ENTER,
    Function.DOCUMENT_ADD,
    Function.LETTER_REPRINT,
    Function.SLIP_ISSUE,
)
_HEAD = (
    Function.TASK_ASSIGN,
    Function.HEAD_VIEW,
    Function.DAYLIST_VIEW,
    Function.DAYLIST_CONFIRM,
    Function.INCIDENT_HANDLE,
)

ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        _role("counter", "窓口担当", "Counter clerk", *_LOOK, *_INTAKE),
        _role(
            "qualification",
            "資格担当",
            "Eligibility officer",
            *_LOOK,
            *_INTAKE,
            Function.LETTER_RELEASE,
            Function.MY_NUMBER_REVEAL,
            Function.DAYLIST_VIEW,
            Function.PROCEDURE_VIEW,
        ),
        _role(
            "approver",
            "決裁者",
            "Approver",
            *_LOOK,
            Function.ASSESSMENT_DECIDE,
            Function.LETTER_RELEASE,
            Function.DAYLIST_VIEW,
            Function.TASK_ASSIGN,
        ),
        _role("head", "所属長", "Head of office", *_LOOK, *_HEAD, Function.USER_REQUEST, Function.LETTER_RELEASE),
        _role(
            "manager",
            "手続管理者",
            "Procedure manager",
            Function.PROCEDURE_VIEW,
            Function.PROCEDURE_DEPLOY,
            Function.CASE_VIEW,
            Function.MESSAGE_SEND,
            Function.INCIDENT_HANDLE,
        ),
        # The typing centre types from scans: no search for households, no decision (contracted work).
        _role("typing", "事務センター受託者", "Contracted typist", Function.MY_NUMBER_ENTER, Function.DOCUMENT_VIEW),
        _role(
            "security",
            "情報システム責任者",
            "Information system officer",
            Function.USER_ISSUE,
            Function.AUDIT_VIEW,
            Function.AUDIT_VERIFY,
            Function.INCIDENT_HANDLE,
        ),
        _role(
            "protection",
            "支援措置担当",
            "Officer for protection",
            *_LOOK,
            Function.CASE_START,
            Function.DOCUMENT_ADD,
            Function.LETTER_RELEASE,
            Function.PROTECTED_VIEW,
        ),
        _role(
            "levy",
            "賦課担当",
            "Levy officer",
            *_LOOK,
            Function.CASE_START,
            Function.DOCUMENT_ADD,
            Function.LETTER_RELEASE,
            Function.LETTER_REPRINT,
            Function.DAYLIST_VIEW,
        ),
        _role(
            "receipts",
            "収納担当",
            "Receipts officer",
            *_LOOK,
            Function.RECEIPT_IMPORT,
            Function.RECEIPT_CORRECT,
            Function.CASE_START,
            Function.DOCUMENT_ADD,
            Function.LETTER_RELEASE,
            Function.LETTER_REPRINT,
            Function.SLIP_ISSUE,
            Function.DEBIT_RUN,
            Function.SPECIAL_RUN,
            Function.DUNNING_RUN,
            Function.REFUND_PAY,
        ),
        _role(
            "arrears",
            "徴収職員",
            "Collection officer",
            *_LOOK,
            Function.ARREARS_VIEW,
            Function.CASE_START,
            Function.DOCUMENT_ADD,
            Function.LETTER_RELEASE,
            Function.LETTER_REPRINT,
            Function.SLIP_ISSUE,
        ),
        _role(
            "benefit",
            "給付担当",
            "Benefit officer",
            *_LOOK,
            Function.CASE_START,
            Function.DOCUMENT_ADD,
            Function.LETTER_RELEASE,
            Function.LETTER_REPRINT,
            Function.DAYLIST_VIEW,
        ),
        # Contracted callers (納付勧奨の委託): whom to call and what is owed, and nothing else of anybody.
        # No lane is theirs, so they have no inbox either.
        Role("caller", "納付案内員(委託)", "Contracted caller", frozenset({Function.CALL_LIST})),
    )
}

# What a contracted person can never be granted: decisions and rights are for officials.
OFFICIALS_ONLY: frozenset[str] = frozenset(
    {
        Function.TASK_ASSIGN,
        Function.MY_NUMBER_REVEAL,
        Function.PROTECTED_VIEW,
        Function.LETTER_RELEASE,
        Function.DAYLIST_CONFIRM,
        Function.PROCEDURE_DEPLOY,
        Function.USER_REQUEST,
        Function.USER_ISSUE,
        Function.AUDIT_VIEW,
        Function.MESSAGE_SEND,
        work("approver"),
        work("head"),
        work("manager"),
        work("qualification"),
        work("protection"),
        work("security"),
        Function.RECEIPT_CORRECT,
        Function.ASSESSMENT_DECIDE,
        Function.ARREARS_VIEW,
        work("arrears"),
        work("benefit"),
    }
)


# What a linked system can never be granted: who decides, releases or gives rights is always a named person.
PERSONS_ONLY: frozenset[str] = frozenset(
    {
        Function.TASK_ASSIGN,
        Function.MY_NUMBER_REVEAL,
        Function.LETTER_RELEASE,
        Function.DAYLIST_CONFIRM,
        Function.INCIDENT_HANDLE,
        Function.PROCEDURE_DEPLOY,
        Function.USER_REQUEST,
        Function.USER_ISSUE,
        work("approver"),
        work("head"),
        work("manager"),
        work("protection"),
        work("security"),
        Function.RECEIPT_CORRECT,
        Function.ASSESSMENT_DECIDE,
        work("arrears"),
    }
)


def is_function(name: str) -> bool:
    """Whether `name` is a function of the catalogue or the work of a known role."""
    return name in set(Function) or name in {work(role) for role in ROLES}


def role_grants(role: str, scope: str, valid_from: date, valid_to: date | None = None) -> tuple[Grant, ...]:
    """The grants that giving `role` in the office `scope` means, in order of function. KeyError: unknown role."""
    return tuple(Grant(function, scope, valid_from, valid_to) for function in sorted(ROLES[role].functions))
