"""What a household has open beside its premium (動いている事柄): refunds, recourse, holds, appeals, successions.

The counter sees it at once, wherever money is looked at. A constant number of statements, however much is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from server.casework.callers import Caller
from server.casework.views import words
from server.casework.views.seeing import sees
from server.domain.appeal_words import TITLES
from server.domain.forms.model import Lang, Words
from server.domain.protection import for_few
from server.domain.recourse.words import KINDS, STATES
from server.domain.rights import Function
from server.store import appeals, benefit_holds, cases, other_claims, overpayments, recourses, refunds
from server.store.connection import Connection

SLUGS = (
    "premium_relief",
    "copay_relief",
    "overpayment",
    "refund",
    "refund_lapse",
    "third_party_recourse",
    "benefit_hold",
    "benefit_recovery",
    "succession",
    "appeal",
)
"""The procedures whose running cases stand here; where a register says more of one, its line takes the place."""

_MOST = 50
_REFUNDS: Mapping[str, tuple[str, Words]] = {
    refunds.WAITING: ("wait", Words("請求待ち", "Not claimed yet")),
    refunds.ORDERED: ("work", Words("振込中", "Being transferred")),
    refunds.RETURNED: ("stop", Words("振込不能", "Transfer returned")),
    refunds.LAPSED: ("stop", Words("時効", "Lapsed")),
}
_CLAIMS: Mapping[str, Words] = {
    "RECOURSE": Words("損害賠償請求権", "Recourse claim"),
    "RECOVERY": Words("返納金", "Recovery"),
    "FRAUD": Words("65条の徴収金", "Levy under art. 65"),
}
_REFUND, _OVERPAID, _HOLD, _RECOURSE, _APPEAL = (
    Words("還付", "Refund"),
    Words("過誤納", "Overpayment"),
    Words("給付の保留", "Benefit on hold"),
    Words("第三者行為", "Recourse"),
    Words("審査請求", "Appeal"),
)
_TO_SET_OFF, _HELD, _OPEN, _OWED = (
    Words("充当を決める前", "Not set off yet"),
    Words("保留中", "On hold"),
    Words("審理中", "Open"),
    Words("請求中", "Claimed"),
)


class Until(NamedTuple):
    """A day that matters, and what it is: `CLAIM` until when a refund is claimed, `END` of a hold, `LIMIT` a claim's
    limitation, `SINCE` when an appeal was filed or an overpayment arose, `DUE` of a running case's task.
    """

    what: str
    day: date


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One matter: shape and word of its state, what it is, what is said of it; yen, day and case where it has one."""

    shape: str
    state: str
    what: str
    said: str
    yen: int | None
    until: Until | None
    case_id: str | None


def open_matters(conn: Connection, caller: Caller, household_key: str, day: date) -> tuple[OpenMatter, ...]:
    """All that is open of a household, money first; cases for few to those alone who may see them."""
    lang, keys = caller.lang, [household_key]
    lines = [
        *_overpaid(conn, lang, household_key),
        *_claims(conn, lang, household_key),
        *_recourses(conn, lang, keys),
        *_holds(conn, lang, keys, day),
        *_appeals(conn, lang, keys, day),
    ]
    told = {one.case_id for one in lines}
    return (*lines, *(one for one in _running(conn, caller, household_key, day) if one.case_id not in told))


def _overpaid(conn: Connection, lang: Lang, household_key: str) -> Iterator[OpenMatter]:
    """Overpayments that wait to be set off, and what is on its way back or was never claimed."""
    for row in overpayments.rows_of(conn, [household_key]).values():
        if row.state == overpayments.OPEN:
            since = Until("SINCE", row.arose_on)
            yield OpenMatter("open", _TO_SET_OFF.of(lang), _OVERPAID.of(lang), "", row.yen, since, row.case_id)
    for one in refunds.of_households(conn, [household_key]):
        if one.state not in _REFUNDS:
            continue
        shape, word = _REFUNDS[one.state]
        until, said = Until("CLAIM", one.lapses_on), _said(one.interest, lang)
        yield OpenMatter(shape, word.of(lang), _REFUND.of(lang), said, one.yen, until, one.case_id)


def _said(interest: int, lang: Lang) -> str:
    if not interest:
        return ""
    return f"加算金 {interest:,}円" if lang == "ja" else f"interest {interest:,} yen"


def _claims(conn: Connection, lang: Lang, household_key: str) -> Iterator[OpenMatter]:
    """What the city asks back or claims for it from a third party, as far as it is open."""
    found = other_claims.claims_of_household(conn, household_key)
    left = {key: sum(one.yen for one in lines) for key, lines in _lines(conn, found).items()}
    for one in found:
        if left.get(one.claim_key, 0) > 0:
            limit, kind = Until("LIMIT", one.ends_on), _CLAIMS[one.kind].of(lang)
            yield OpenMatter("open", _OWED.of(lang), kind, one.debtor, left[one.claim_key], limit, one.case_id)


def _lines(conn: Connection, found: tuple[other_claims.OtherClaim, ...]) -> Mapping[str, tuple[other_claims.Line, ...]]:
    return other_claims.lines_of(conn, [one.claim_key for one in found]) if found else {}


def _recourses(conn: Connection, lang: Lang, keys: list[str]) -> Iterator[OpenMatter]:
    place = 0 if lang == "ja" else 1
    for one in recourses.recourses_of(conn, households=keys):
        if one.runs:
            said, limit = KINDS[one.kind][place], Until("LIMIT", one.first_end)
            yield OpenMatter("work", STATES[one.state][place], _RECOURSE.of(lang), said, None, limit, one.case_id)


def _holds(conn: Connection, lang: Lang, keys: list[str], day: date) -> Iterator[OpenMatter]:
    for one in benefit_holds.benefit_holds_of(conn, keys, day):
        end, said = Until("END", one.last_day), f"{one.month} {one.reason}".strip()
        yield OpenMatter("hold", _HELD.of(lang), _HOLD.of(lang), said, one.yen, end, one.case_id)


def _appeals(conn: Connection, lang: Lang, keys: list[str], day: date) -> Iterator[OpenMatter]:
    for one in (one for found in appeals.appeals_of(conn, keys, day).values() for one in found):
        if one.state == appeals.OPEN:
            since, said = Until("SINCE", one.filed_on), TITLES.get(one.letter, "")
            yield OpenMatter("open", _OPEN.of(lang), _APPEAL.of(lang), said, None, since, one.case_id)


def _running(conn: Connection, caller: Caller, household_key: str, day: date) -> Iterator[OpenMatter]:
    """The running cases of these procedures, by their procedure's name."""
    query = cases.CaseQuery(household_key=household_key, status="active")
    for one in cases.find_cases(conn, caller.scope(Function.CASE_VIEW, day), query, limit=_MOST).items:
        if one.slug in SLUGS and (sees(caller, one.office, one.protected, day) or not for_few(one.slug)):
            state, name = words.say(words.CASE_STATES, one.status, caller.lang), words.PROCEDURES
            what = words.say(name, one.slug, caller.lang)
            yield OpenMatter("work", state, what, one.number, None, None, one.case_id)
