"""Arrears of a household (滞納整理): where each instalment stands, and what the tables of the next step are asked.

Pure: the registers' facts of one household and the dated values give the picture; the tables `segment` and `next_step`
choose from it. National Health Insurance Act art. 79-2; Local Autonomy Act art. 231-3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from server.domain.calendar import Calendar, months_after, period_end
from server.domain.late_charge import Exemption, LateCharge, Payment, is_claimable, late_charge
from server.domain.limitation import Act, Clock, ClockAct, clock_of, is_prescribed, prescribes_on
from server.domain.values import Values

SLUG = "arrears"
REMINDER, WARNING = "arrears/reminder", "arrears/warning"
SPOKES = (
    "pledge",
    "deferral",
    "asset_inquiry",
    "seizure",
    "claim_participation",
    "suspension_write_off",
    "serve_letter",
    "late_charge_waiver",
    "transfer_of_collection",
)
"""Procedures that the hub begins and whose end brings it back (滞納整理から始める手続)."""

ON_DEBTS = frozenset(
    {*SPOKES, "deferral_watch", "prescription_watch", "write_off", "premium_relief", "overpayment", "refund"}
) - {"serve_letter"}
"""Procedures in which what is owed or overpaid is what one decides on: it stands first beside their forms."""

FORBIDDING = frozenset({"DEFERRAL", "SUSPENSION", "DECEASED", "BANKRUPTCY", "WELFARE", "RELIEF_PENDING", "DISPUTE"})
"""Holds under which nobody is reminded, warned or seized (催告・予告・差押をしない); he is dunned all the same."""

UNREACHED = frozenset({"RETURNED_MAIL"})
"""Holds under which no letter reaches anybody: written to again once the address is known."""


class State(StrEnum):
    """Where one instalment stands (期別の状態): one at a time, told by registers and holds."""

    NOT_DUE = "NOT_DUE"
    DUE = "DUE"
    OVERDUE = "OVERDUE"
    DUNNED = "DUNNED"
    ARREARS = "ARREARS"
    PLEDGED = "PLEDGED"
    DEFERRED = "DEFERRED"
    SEIZED = "SEIZED"
    SUSPENDED = "SUSPENDED"
    PRINCIPAL_PAID = "PRINCIPAL_PAID"
    PAID = "PAID"
    OVERPAID = "OVERPAID"
    CANCELLED = "CANCELLED"
    PRESCRIBED = "PRESCRIBED"
    WRITTEN_OFF = "WRITTEN_OFF"


IN_ARREARS = frozenset({State.ARREARS, State.PLEDGED, State.DEFERRED, State.SEIZED, State.SUSPENDED})
"""States in which the designated date has passed with something open (滞納)."""

_BY_HOLD = (
    ("DEFERRAL", State.DEFERRED),
    ("SUSPENSION", State.SUSPENDED),
    ("SEIZED", State.SEIZED),
    ("PLEDGE", State.PLEDGED),
)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment (期別の債権) of the fact `arrears`; yen, days as civil dates.

    `open` is the principal's balance, `extras` that of late charge, fee and costs; `paid` (day, yen) what was paid on
    the principal. `late_dunned`: the principal is paid, and the days of the dunning are those of the letter that asked
    for its late charge (延滞金の督促).
    """

    claim_key: str
    payer_key: str | None
    levy_year: int
    no: int
    due_on: date
    levied: int
    open: int
    extras: int
    overpaid: int
    written_off: int
    dunned_on: date | None
    designated_on: date | None
    seizure_from: date | None
    acts: tuple[ClockAct, ...]
    paid: tuple[tuple[date, int], ...]
    exemptions: tuple[Exemption, ...] = ()
    late_dunned: bool = False

    @property
    def owed(self) -> int:
        """Yen that the arrears are about: the principal, or what is left when that is paid and the rest was dunned."""
        return self.open if self.open > 0 or not self.late_dunned else self.extras

    def prescribes_on(self, values: Values) -> date | None:
        """The last day on which it can be collected (時効), None while something lasts."""
        return prescribes_on(self.due_on, self.acts, values)

    def clock(self, values: Values) -> Clock:
        """The clock of its limitation with every act and what it did."""
        return clock_of(self.due_on, self.acts, values)

    def late_to(self, day: date, values: Values) -> LateCharge:
        """The late charge (延滞金) if what is open were paid on `day`, with its spans.

        Raises what `late_charge` refuses (`value_missing` for a year without a rate …).
        """
        rest = (Payment(day, self.open),) if self.open > 0 else ()
        payments = (*(Payment(on, yen) for on, yen in self.paid if yen > 0), *rest)
        levied = sum(one.amount for one in payments)
        more = {"designated": self.designated_on, "exemptions": self.exemptions}
        return late_charge(levied, self.due_on, payments, values, **more)  # type: ignore[arg-type]

    def late_claimable(self, day: date, values: Values) -> int:
        """Yen of late charge that may be named to the household on `day`: none before the dunning letter."""
        if self.open <= 0 or not is_claimable(self.due_on, day, self.dunned_on, values):
            return 0
        return self.late_to(day, values).amount


def instalment(fact: Mapping[str, Any]) -> Instalment:
    """One instalment as the fact tells it."""
    return Instalment(
        claim_key=fact["claim_key"],
        payer_key=fact["payer_key"],
        levy_year=fact["levy_year"],
        no=fact["no"],
        due_on=date.fromisoformat(fact["due_on"]),
        levied=fact["levied"],
        open=fact["open"],
        extras=fact["extras"],
        overpaid=fact["overpaid"],
        written_off=fact["written_off"],
        dunned_on=_day(fact["dunned_on"]),
        designated_on=_day(fact["designated_on"]),
        seizure_from=_day(fact["seizure_from"]),
        acts=tuple(map(_act, fact["acts"])),
        paid=tuple((date.fromisoformat(on), yen) for on, yen in fact["paid"]),
        exemptions=tuple(map(_exemption, fact["exemptions"])),
        late_dunned=fact.get("late_dunned", False),
    )


def state_of(one: Instalment, holds: Sequence[Mapping[str, Any]], day: date, values: Values) -> State:
    """Where the instalment stands on the day. One that was never dunned is never seized; the extinct stays extinct."""
    return standing(one, holds, day, values).state


@dataclass(frozen=True, slots=True)
class Standing:
    """An instalment with its state on a day and the last day on which it can be collected (None: open end, or paid)."""

    one: Instalment
    state: State
    ends_on: date | None


def standing(one: Instalment, holds: Sequence[Mapping[str, Any]], day: date, values: Values) -> Standing:
    """`state_of` with the end of its limitation, which is the costly part of it."""
    if one.owed <= 0:
        return Standing(one, _closed(one), None)
    ends_on = one.prescribes_on(values)
    state = State.PRESCRIBED if is_prescribed(ends_on, day) else _open_state(one, holds, day)
    return Standing(one, state, ends_on)


def _open_state(one: Instalment, holds: Sequence[Mapping[str, Any]], day: date) -> State:
    if day <= one.due_on:
        return State.DUE if day == one.due_on else State.NOT_DUE
    mine = {hold["kind"] for hold in holds if hold["claim_keys"] is None or one.claim_key in hold["claim_keys"]}
    if one.designated_on is None:
        return State.DEFERRED if "DEFERRAL" in mine else State.OVERDUE
    if day <= one.designated_on:
        return State.DUNNED
    return next((state for kind, state in _BY_HOLD if kind in mine), State.ARREARS)


def _closed(one: Instalment) -> State:
    if one.written_off > 0:
        return State.WRITTEN_OFF
    if one.overpaid > 0:
        return State.OVERPAID
    if one.levied == 0:
        return State.CANCELLED
    return State.PRINCIPAL_PAID if one.extras > 0 else State.PAID


def forbids(holds: Iterable[Mapping[str, Any]], claim_keys: Iterable[str]) -> str | None:
    """The kind of the hold under which none of these instalments may be reminded of, None where one may.

    A hold on some instalments lets the others go on; a hold on the household stops everything.
    """
    free = set(claim_keys)
    for hold in holds:
        if hold["kind"] in FORBIDDING:
            free -= free if hold["claim_keys"] is None else set(hold["claim_keys"])
            if not free:
                return str(hold["kind"])
    return None


def collectable(
    found: Iterable[Instalment], holds: Sequence[Mapping[str, Any]], day: date, values: Values
) -> tuple[Instalment, ...]:
    """The instalments in arrears that may be reminded of, warned for or seized for on the day, oldest first."""
    return free_of((standing(one, holds, day, values) for one in found), holds)


def free_of(found: Iterable[Standing], holds: Sequence[Mapping[str, Any]]) -> tuple[Instalment, ...]:
    """`collectable` of instalments whose states are known."""
    stopped = [hold for hold in holds if hold["kind"] in FORBIDDING]
    owed = [each.one for each in found if each.state in IN_ARREARS]
    return tuple(
        one
        for one in sorted(owed, key=lambda one: (one.due_on, one.claim_key))
        if not any(hold["claim_keys"] is None or one.claim_key in hold["claim_keys"] for hold in stopped)
    )


def months_between(first: date, day: date) -> int:
    """Whole months that have passed from `first` to `day`; a day before it gives 0."""
    if day <= first:
        return 0
    count = (day.year - first.year) * 12 + day.month - first.month
    return count if months_after(first, count) <= day else count - 1


def warned_until(posted_on: date, values: Values) -> date:
    """The last day of a warning (差押予告の期限): the period `seizure_warning_wait` after its posting."""
    return period_end(posted_on, values.period("seizure_warning_wait", posted_on), Calendar(values))


def within(day: date | None, days: int, today: date) -> bool:
    """Whether `day` lies less than so many days behind `today` (or ahead of it)."""
    return day is not None and today - day < timedelta(days=days)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _act(told: Sequence[Any]) -> ClockAct:
    act, on, until, document, known_on, shown = told
    return ClockAct(Act(act), date.fromisoformat(on), _day(until), document, _day(known_on), _day(shown))


def _exemption(told: Sequence[Any]) -> Exemption:
    first, last, half = told
    share = Fraction(1, 2) if half else Fraction(1)
    return Exemption(date.fromisoformat(first), date.fromisoformat(last), share)
