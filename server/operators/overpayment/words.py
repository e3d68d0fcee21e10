"""Words of overpayments (過誤納の言葉), and their figures read from facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON
from server.domain.late_charge import Exemption, Payment, Span
from server.domain.refund.interest import Cause, Interest, Paid, bears_from
from server.domain.refund.offset import DebtKind, LeftOut
from server.domain.refund.settlement import Owed, Source
from server.domain.values import Values
from server.operators.lapse_sheets import day

CAUSES: Mapping[Cause, tuple[str, str]] = {
    Cause.REASSESSED: ("過納(減額賦課・資格喪失など)", "Levy reduced after payment"),
    Cause.MISPAID: ("誤納(二重払い・期別違い・債務なし)", "Paid by mistake"),
}
STARTS: Mapping[Cause, tuple[str, str]] = {
    Cause.REASSESSED: (
        "納付の日の翌日から(地方税法17条の4第1項1号)。税の更正の「1か月後から」は保険料に使わない",
        "From the day after the payment",
    ),
    Cause.MISPAID: (
        "納付の日の翌日から1か月を経過する日の翌日から(地方税法17条の4第1項4号)",
        "After a month from the day after the payment",
    ),
}
EVENTS: Mapping[str, tuple[str, str]] = {
    "REDUCED": ("減額調定の記録がある", "The ledger shows a reduction of the levy"),
    "PAID_BEYOND": ("債務を超える収納の記録がある", "The ledger shows a payment beyond the debt"),
    "SET_OFF_BEYOND": ("充当が債務を超えた記録がある", "The ledger shows a set-off beyond the debt"),
    "CHARGE_TAKEN_BACK": ("延滞金などの調定を取り消した記録がある", "The ledger shows a charge taken back"),
}
KINDS: Mapping[DebtKind, tuple[str, str]] = {
    DebtKind.PRINCIPAL: ("保険料", "Premium"),
    DebtKind.LATE_CHARGE: ("延滞金", "Late charge"),
    DebtKind.FEE: ("督促手数料", "Dunning fee"),
    DebtKind.COST: ("滞納処分費", "Cost"),
}
LEFT_OUT: Mapping[LeftOut, tuple[str, str]] = {
    LeftOut.OTHER_PAYER: ("ほかの納付義務者の債務", "Another payer's"),
    LeftOut.PRESCRIBED: ("時効が完成している", "Extinct"),
    LeftOut.NOT_DUE: ("納期限の前で、本人の申出がない", "Not due, and nobody asked for it"),
    LeftOut.DEFERRED: ("徴収猶予中で、同意がない", "Deferred, and nobody agreed"),
    LeftOut.USED_UP: ("過誤納金を使い切った", "Nothing left"),
}
NO_INTEREST: Mapping[str, tuple[str, str]] = {
    "refund_interest.base_min": ("計算の基礎が2,000円未満", "The base is under 2,000 yen"),
    "refund_interest.least": ("計算した額が1,000円未満", "The sum is under 1,000 yen"),
}


def cause_of(word: str) -> Cause:
    """The cause by its code."""
    return Cause(word)


def other(cause: Cause) -> Cause:
    """The cause that is rejected when this one is confirmed."""
    return Cause.MISPAID if cause is Cause.REASSESSED else Cause.REASSESSED


def money_of(lot: Mapping[str, Any]) -> tuple[Paid, ...]:
    """The payments of an overpayment."""
    return tuple(Paid(date.fromisoformat(on), int(yen)) for on, yen in lot["money"])


def starts(cause: Cause, money: Sequence[Paid], values: Values) -> tuple[str, str]:
    """From which days the payments bear interest by a cause (起算日), in Japanese and in English."""
    days = list(dict.fromkeys(bears_from(cause, one.day, values).isoformat() for one in money))
    return "、".join(map(day, days)), ", ".join(days)


def source_of(lot: Mapping[str, Any], cause: Cause, head: str) -> Source:
    """An overpayment with its confirmed cause; who pays where the account names nobody is the head."""
    return Source(
        key=str(lot["key"]),
        claim=str(lot["claim_key"]),
        payer=str(lot["payer_key"] or head),
        cause=cause,
        arose_on=date.fromisoformat(lot["arose_on"]),
        lapses_on=date.fromisoformat(lot["lapses_on"]),
        money=money_of(lot),
    )


def owed_of(one: Mapping[str, Any], head: str) -> Owed:
    """A debt as the fact tells it."""

    def maybe(name: str) -> date | None:
        return None if one[name] is None else date.fromisoformat(one[name])

    exempt = tuple(
        Exemption(date.fromisoformat(first), date.fromisoformat(last), Fraction(share))
        for first, last, share in one["exemptions"]
    )
    return Owed(
        claim=str(one["claim_key"]),
        payer=str(one["payer_key"] or head),
        ordinance_due=date.fromisoformat(one["ordinance_due"]),
        due_on=date.fromisoformat(one["due_on"]),
        principal=int(one["principal"]),
        late=int(one["late"]),
        fee=int(one["fee"]),
        cost=int(one["cost"]),
        levied=int(one["levied"]),
        late_fixed=bool(one["late_fixed"]),
        payments=tuple(Payment(date.fromisoformat(on), int(yen)) for on, yen in one["payments"]),
        exemptions=exempt,
        dispatched=maybe("dispatched"),
        designated=maybe("designated"),
        prescribed_after=maybe("prescribed_after"),
        deferred=bool(one["deferred"]),
    )


def trace_of(interest: Interest, cause: Cause) -> dict[str, JSON]:
    """How an interest came about, for the record and the letters; of one that is zero too."""
    return {
        "cause": str(cause),
        "article": STARTS[cause][0],
        "amount": interest.amount,
        "exact": str(int(interest.exact)),
        "none_because": interest.none_because,
        "begins": [one.isoformat() for one in interest.begins],
        "spans": [span_json(one) for one in interest.spans],
    }


def span_json(span: Span) -> dict[str, JSON]:
    """A span as JSON."""
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "days": span.days,
        "rate": str(span.rate),
        "base": span.base,
        "exact": str(int(span.exact)),
        "article": span.article,
    }


def head_of(household: Any) -> str:
    """Who owes where an account names nobody."""
    return str(household["head_person_key"] or "")
