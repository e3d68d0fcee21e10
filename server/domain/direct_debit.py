"""Direct debit (口座振替): days of a run, what is asked for, and what each answer of a bank means (振替結果コード).

Local Autonomy Act Enforcement Order art. 155. The format and its codes are the banks' (全銀協 預金口座振替).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.domain.calendar import Calendar
from server.domain.dunning import opens_on
from server.domain.refusals import Refused
from server.domain.values import Values

HOLDER = re.compile("[0-9A-Zｦ-ﾟ ()./\\-]{1,30}")
"""The signs that a holder's name may have in the banks' format."""
KINDS = {"1": "普通", "2": "当座", "4": "貯蓄"}


class Turn(StrEnum):
    """The first request for a due date, and the second one for what lacked funds (再振替)."""

    FIRST = "FIRST"
    AGAIN = "AGAIN"


class Stop(StrEnum):
    """Why an instalment asked for must not be debited any more (振替停止)."""

    PAID = "PAID"  # paid in another way since
    CHANGED = "CHANGED"  # less is open than was asked for: reassessed or paid in part
    WITHDRAWN = "WITHDRAWN"  # the mandate was ended or suspended since
    DEFERRED = "DEFERRED"  # 徴収猶予・換価の猶予
    ASKED = "ASKED"  # a person stopped it


@dataclass(frozen=True, slots=True)
class Answer:
    """What a result code means: the mandate's status afterwards (None: it stays), a letter with a slip, a look."""

    code: str
    mandate: str | None = None
    letter: bool = False
    look: bool = False


ENDED = "ENDED"
ANSWERS: Mapping[str, Answer] = {
    one.code: one
    for one in (
        Answer("0"),  # 振替済
        Answer("1", letter=True),  # 資金不足: the mandate is kept
        Answer("2", "SUSPENDED", letter=True),  # 取引なし: a new account is asked for
        Answer("3", ENDED, letter=True),  # 預金者都合の停止
        Answer("4", "RETURNED", letter=True),  # 依頼書なし: as if not accepted
        Answer("8"),  # 委託者都合の停止: our own stop, if there was one
        Answer("9", look=True),  # その他
    )
}


@dataclass(frozen=True, slots=True)
class RunDays:
    """The days of a run: cut from `cut_on` on and not behind `stop_by`, the banks' last day for stops; `debit_on`."""

    cut_on: date
    stop_by: date
    debit_on: date


def run_days(due_on: date, values: Values) -> RunDays:
    """The days of the first request for a due date that has moved for closed days already (納期限)."""
    calendar = Calendar(values)
    cut = open_days_before(due_on, values.integer("debit.cut_open_days", due_on), calendar)
    stop = open_days_before(due_on, values.integer("debit.stop_open_days", due_on), calendar)
    return RunDays(cut, stop, due_on)


def again_days(due_on: date, cut_on: date, values: Values) -> RunDays:
    """The days of the second request (再振替), cut on the day its results are known."""
    calendar = Calendar(values)
    debit = calendar.add_open_days(due_on, values.integer("debit.again_open_days", due_on))
    stop = open_days_before(debit, values.integer("debit.stop_open_days", due_on), calendar)
    return RunDays(cut_on, max(stop, cut_on), debit)


def again_in_time(due_on: date, values: Values) -> bool:
    """Whether the second debit lies before the dunning list is drawn; else the letter goes out at once instead.

    The twenty days of dunning are not waited away (地方自治法231条の3第1項、条例の督促の期限).
    """
    return again_days(due_on, due_on, values).debit_on < opens_on(due_on, values)


def may_ask_again(due_on: date, day: date, values: Values) -> bool:
    """Whether a second debit can still be asked for on the day: in time for dunning, and before its own day."""
    return again_in_time(due_on, values) and day < again_days(due_on, day, values).debit_on


def open_days_before(day: date, count: int, calendar: Calendar) -> date:
    """The open day that lies so many open days before `day`."""
    found = day
    for _ in range(count):
        found -= timedelta(days=1)
        while not calendar.is_open(found):
            found -= timedelta(days=1)
    return found


def refuse_account(
    institution: str, branch: str, kind: str, holder_kana: str, number: str, day: date, values: Values
) -> None:
    """Raises `institution_unknown`, `branch_closed`, `holder_kana_invalid`, `account_number_invalid`,
    `account_kind_not_debited`: an application with such an account goes back with its reason."""
    names = institutions(day, values)
    if institution not in names:
        raise Refused("institution_unknown", at_field="institution", code=institution)
    closed = closed_branches(day, values)
    if (institution, branch) in closed and closed[institution, branch] <= day:
        raise Refused(
            "branch_closed",
            at_field="branch",
            code=institution,
            branch=branch,
            day=closed[institution, branch].isoformat(),
        )
    if not re.fullmatch("[0-9]{3}", branch):
        raise Refused("branch_invalid", at_field="branch")
    if kind not in values.items("debit.account_kinds", day):
        raise Refused("account_kind_not_debited", at_field="account_kind")
    if not HOLDER.fullmatch(holder_kana):
        raise Refused("holder_kana_invalid", at_field="holder_kana")
    if number and not re.fullmatch("[0-9]{7}", number):
        raise Refused("account_number_invalid", at_field="account_number")


def institutions(day: date, values: Values) -> dict[str, str]:
    """The institutions from which the city debits (取扱金融機関), name by code."""
    pairs = (str(line).partition(" ") for line in values.items("debit.institutions", day))
    return {code: name for code, _, name in pairs}


def closed_branches(day: date, values: Values) -> dict[tuple[str, str], date]:
    """Branches that are no more, with the day they closed: `9801-012 2025-03-31`."""
    found = {}
    for line in values.items("debit.closed_branches", day):
        place, _, closed = str(line).partition(" ")
        institution, _, branch = place.partition("-")
        found[institution, branch] = date.fromisoformat(closed)
    return found
