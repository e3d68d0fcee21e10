"""The reduction for who lost work through no choice of his own (非自発的失業者の軽減): who, and for which months.

Enforcement Order art. 29-7-2: salary counts at thirty hundredths from the month of the day after leaving to the end of
the fiscal year after that day's. A declaration, not a discretion; it comes before any relief by ordinance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.calendar import fiscal_year, reaches_on
from server.domain.values import Values

CARD, NOTICE = "CARD", "NOTICE"
CODE, AGE, CERTIFICATE, TOO_LATE = "CODE", "AGE", "CERTIFICATE", "TOO_LATE"


@dataclass(frozen=True, slots=True)
class Unemployment:
    """`months` first and last month (first days), None with the reason `why` it does not apply."""

    months: tuple[date, date] | None
    why: str | None = None


def judge_unemployment(
    left_on: date, reason_code: str, certificate: str, birth: date, received_on: date, values: Values
) -> Unemployment:
    """By code of the reason for leaving (離職理由コード), kind of certificate and age at leaving.

    Certificates of 特例, 高年齢 and 日雇 are no ordinary ones. TOO_LATE: every month lies behind the assessable years.
    """
    if certificate not in (CARD, NOTICE):
        return Unemployment(None, CERTIFICATE)
    if reason_code not in values.items("relief.non_voluntary.codes", received_on):
        return Unemployment(None, CODE)
    if reaches_on(birth, values.integer("relief.non_voluntary.age", received_on)) <= left_on:
        return Unemployment(None, AGE)
    months = unemployment_months(left_on, values)
    years = values.integer("relief.assessable_years", received_on)
    if fiscal_year(months[1]) < fiscal_year(received_on) - years:
        return Unemployment(None, TOO_LATE)
    return Unemployment(months)


def unemployment_months(left_on: date, values: Values) -> tuple[date, date]:
    """From the month of the day after leaving to March of the fiscal year after that day's."""
    after = left_on + timedelta(days=1)
    years = values.integer("premium.non_voluntary_years", after)
    return after.replace(day=1), date(fiscal_year(after) + years + 1, 3, 1)
