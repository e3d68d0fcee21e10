"""The tools of commands that work on the installation (組立て): settings, services, and who types a command."""

from __future__ import annotations

import getpass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.rights import Function, Grant
from server.settings import Settings, read_settings
from server.wiring import wire

_FUNCTIONS = (
    Function.PROCEDURE_DEPLOY,
    Function.MESSAGE_SEND,
    Function.INCIDENT_HANDLE,
    Function.CASE_START,
    Function.RECEIPT_IMPORT,
    Function.LETTER_RELEASE,
)


def open_installation() -> tuple[Settings, Services]:
    """Settings and tools of this installation; brings the schema up to date. Raises `Refused` naming a bad setting."""
    settings = read_settings()
    return settings, wire(settings)


def operator_caller() -> Caller:
    """Whoever works on the machine itself: an operator (運用担当), named in the audit by the machine's log-in."""
    grants = tuple(Grant(function, "all", date(2000, 1, 1)) for function in _FUNCTIONS)
    name = f"operator:{getpass.getuser()}"
    return Caller(name, name, "hq", "健康保険課", "運用担当", grants, terminal="console")
