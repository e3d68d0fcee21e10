"""The accounting year of a revenue (会計年度所属): Local Autonomy Act Enforcement Order art. 142.

An accounting year runs from 1 April to 31 March and its books stay open until the dated value
`accounting.books_close` (出納閉鎖, Act art. 235-5: 31 May).
"""

from __future__ import annotations

from datetime import date

from server.domain.calendar import fiscal_year
from server.domain.ledger.kinds import Standing
from server.domain.values import Values


def accounting_year(ordinance_due: date, notice_on: date, *, ad_hoc: bool = False) -> int:
    """The accounting year of an instalment, named by its first calendar year.

    `ordinance_due` is the due date as the ordinance has it, before it moves because the office is closed (art. 142(1)
    item 1); `notice_on` the day on which its notice is sent. A fixed instalment belongs to the year of its due date;
    when its notice is not sent by the end of that year, to the year of sending (art. 142(2)). An `ad_hoc` one (随時)
    belongs to the year in which its notice is sent (art. 142(1) item 2).
    """
    sent = fiscal_year(notice_on)
    return sent if ad_hoc else max(fiscal_year(ordinance_due), sent)


def standing_of(levy_year: int, year: int) -> Standing:
    """The class at assessment: 現年課税分 of the levy's own year, else 過年度分; carrying over makes 滞納繰越分."""
    return Standing.CURRENT if year == levy_year else Standing.PAST


def extras_year(principal_year: int) -> int:
    """Late charge, dunning fee and costs belong to the accounting year of their principal (art. 142(3)).

    `principal_year` is the year in which the principal stands now: while the books of 2025 are open in May 2026 a late
    charge on an instalment of 2025 is of 2025; after it was carried over, of 2026.
    """
    return principal_year


def books_close(year: int, values: Values) -> date:
    """The last day on which money is booked in `year` (出納閉鎖期日): by Act art. 235-5 31 May after its end.

    Raises `Refused("value_missing")`; ValueError for a value that is no day of a year.
    """
    month, day = str(values.items("accounting.books_close", date(year + 1, 4, 1))[0]).split("-")
    return date(year + 1, int(month), int(day))
