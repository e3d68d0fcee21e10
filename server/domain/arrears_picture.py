"""The picture of a household's arrears (滞納の見取り): what the tables `segment` and `next_step` are asked, from facts.

Every answer is one word or yes/no, so that a table's row can be read aloud; amounts, ages and periods are measured
here by the dated values `arrears.*`. Nothing is remembered but which matters a person has looked at (`handled`) and
which instalments the case is about (`tracked`): the registers are read anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.arrears import (
    FORBIDDING,
    IN_ARREARS,
    REMINDER,
    UNREACHED,
    WARNING,
    Instalment,
    State,
    forbids,
    free_of,
    instalment,
    months_between,
    standing,
    warned_until,
    within,
)
from server.domain.calendar import months_after
from server.domain.values import Values

Fact = Mapping[str, Any]

_RESTS = ("PLEDGE", "CONVERSION", "SEIZED", "PAYMENT_IN_TRANSIT")
"""Holds under which the hub only waits: a pledge is kept, something is seized, a payment is under way."""

_LOOKED_AT = {"BANKRUPTCY": "BANKRUPTCY", "DISPUTE": "DISPUTE", "DECEASED": "DEATH", "WELFARE": "WELFARE"}
_BY_ITSELF = {
    "asset_inquiry": ("asset_found", "none"),
    "pledge": ("completed", "broken", "ended", "noted"),
    "serve_letter": ("served", "deemed_served"),
    "deferral": ("granted", "partly", "withdrawn", "lapsed"),
    "seizure": ("seized", "released"),
    "suspension_write_off": ("nothing_owed", "paid", "prescribed", "extinguished"),
    "claim_participation": ("paid",),
    "late_charge_waiver": None,
    "transfer_of_collection": None,
}
"""Ends of procedures that the tables go on from by themselves (None: every end); all others are looked at."""

_ASSETS = {"asset_found": "FOUND", "none": "NONE", "exempt_only": "EXEMPT"}
_USES_ASSETS = ("seizure", "claim_participation", "suspension_write_off")


@dataclass(frozen=True, slots=True)
class Picture:
    """What the tables read; `open` is what is in arrears in yen, `matters` the ids of what a person looks at."""

    stands: str
    matter: str
    matters: list[str]
    hold: str
    transit: bool
    spoke: str
    promise: str
    warning: str
    assets: str
    inquiry_due: bool
    call_back: bool
    touch: str
    called: bool
    letters: str
    letter_due: bool
    measure_told: bool
    age: str
    amount: str
    open: int
    count: int
    oldest_due: str | None
    prescribes_on: str | None
    tracked: list[str]


def picture(fact: Fact, handled: Iterable[str], tracked: Iterable[str], day: date, values: Values) -> Picture:
    """The picture on the day; raises `value_missing` where a dated value lacks."""
    return looked(fact, handled, tracked, day, values)[0]


def looked(
    fact: Fact, handled: Iterable[str], tracked: Iterable[str], day: date, values: Values
) -> tuple[Picture, tuple[Instalment, ...]]:
    """The picture, and the instalments that may be acted on, oldest first."""
    found = [instalment(one) for one in fact["instalments"]]
    standings = [standing(one, fact["holds"], day, values) for one in found]
    states = {each.one.claim_key: each.state for each in standings}
    owed = [one for one in found if states[one.claim_key] in IN_ARREARS]
    free = free_of(standings, fact["holds"])
    about = sorted({*tracked, *(one.claim_key for one in owed)} & set(states))
    seen = set(handled)
    matters = list(_matters(fact))
    ends = [each.ends_on for each in standings if each.state in IN_ARREARS and each.ends_on is not None]
    drawn = Picture(
        stands=_stands([states[key] for key in about], bool(owed)),
        matter=next((kind for kind, key in matters if key not in seen), "NONE"),
        matters=[key for _, key in matters],
        hold=_hold(fact["holds"], [one.claim_key for one in owed]),
        transit=fact["in_transit"] > 0,
        spoke=next((one["slug"] for one in fact["spokes"] if one["runs"]), "NONE"),
        promise=_promise(fact, found, day, values),
        warning=_warning(fact["letters"], day, values),
        **_assets(fact["spokes"], day, values),
        **_contacts(fact, day, values),
        **_letters(fact, found, day, values),
        **_measured(free or tuple(owed), day, values),
        prescribes_on=min(ends).isoformat() if ends else None,
        tracked=about,
    )
    return drawn, free


def _measured(measured: Sequence[Instalment], day: date, values: Values) -> dict[str, Any]:
    """How much is in arrears, and since when."""
    oldest = min((one.due_on for one in measured), default=None)
    total = sum(one.owed for one in measured)
    return {
        "age": _age(oldest, day, values),
        "amount": "LARGE" if total >= values.integer("arrears.large_yen", day) else "SMALL",
        "open": total,
        "count": len(measured),
        "oldest_due": None if oldest is None else oldest.isoformat(),
    }


def _stands(states: Sequence[State], owed: bool) -> str:
    """OPEN while something is in arrears; else how it ended: what was written off or cancelled says so."""
    if owed:
        return "OPEN"
    if State.PRESCRIBED in states:
        return "LAPSED"
    if State.WRITTEN_OFF in states:
        return "WRITTEN_OFF"
    return "SETTLED" if State.CANCELLED in states else "PAID"


def _hold(holds: Sequence[Fact], owed: Sequence[str]) -> str:
    """The kind of the hold under which the hub does nothing, the gravest first; NONE where one may go on."""
    forbidden = forbids(holds, owed)
    if forbidden is not None:
        return forbidden
    kinds = {hold["kind"] for hold in holds if hold["claim_keys"] is None or set(owed) <= set(hold["claim_keys"])}
    return next((kind for kind in (*sorted(UNREACHED), *_RESTS) if kind in kinds), "NONE")


def _matters(fact: Fact) -> Iterator[tuple[str, str]]:
    """What a person must look at, the gravest kind first, each under an id of its own."""
    for one in fact["matters"]:
        yield one["kind"], f"{one['kind']}/{one['person_key']}/{one['on']}"
    for hold in fact["holds"]:
        kind = "ADDRESS_UNKNOWN" if hold["kind"] in UNREACHED else _LOOKED_AT.get(hold["kind"])
        if kind is not None:
            yield kind, f"HOLD/{hold['hold_key']}"
    for one in fact["returned"]:
        yield "RETURNED", f"RETURNED/{one['letter_id']}"
    for one in fact["contacts"]:
        if one["result"] == "CONSULTS":
            yield "CONSULTS", f"CONSULTS/{one['contact_id']}"
    for one in fact["spokes"]:
        by_itself = _BY_ITSELF.get(one["slug"], ())
        if not one["runs"] and by_itself is not None and one["outcome"] not in by_itself:
            yield "ENDED", f"ENDED/{one['case_id']}"


def _promise(fact: Fact, found: Sequence[Instalment], day: date, values: Values) -> str:
    """OPEN until a promise's day with its grace, BROKEN behind it unless paid, and while nobody has reacted since."""
    touched = max(
        [_iso(one["on"]) for one in fact["contacts"]] + [_asked(one) for one in fact["letters"]], default=None
    )
    promises = [one for one in fact["contacts"] if one["result"] == "PROMISE"]
    if promises:
        last = promises[-1]
        until = _iso(last["promised_on"]) + timedelta(days=values.integer("arrears.promise_grace_days", day))
        paid = sum(yen for one in found for on, yen in one.paid if on >= _iso(last["on"]))
        if not (paid >= (last["promised_yen"] or 1)):
            if day <= until:
                return "OPEN"
            if touched is not None and touched <= until:
                return "BROKEN"
    pledges = [one for one in fact["spokes"] if one["slug"] == "pledge" and one["outcome"] == "broken"]
    if pledges and pledges[-1]["closed_on"] is not None:
        broke = _iso(pledges[-1]["closed_on"])
        return "BROKEN" if touched is None or touched < broke else "NONE"
    return "NONE"


def _warning(letters: Sequence[Fact], day: date, values: Values) -> str:
    """OPEN from its asking until its seven days are over, EXPIRED for some months behind that, else NONE."""
    sent = [one for one in letters if one["letter"] == WARNING and one["returned_on"] is None]
    if not sent:
        return "NONE"
    last = sent[-1]
    if last["posted_on"] is None or day <= warned_until(_iso(last["posted_on"]), values):
        return "OPEN"
    stale = months_after(_iso(last["posted_on"]), values.integer("arrears.warning_months", day))
    return "EXPIRED" if day < stale else "NONE"


def _assets(spokes: Sequence[Fact], day: date, values: Values) -> dict[str, Any]:
    """What the last inquiry found; USED once a seizure or suspension came of it, UNKNOWN when it is too old."""
    ended = [one for one in spokes if one["slug"] == "asset_inquiry" and one["closed_on"] is not None]
    if not ended:
        return {"assets": "UNKNOWN", "inquiry_due": True}
    last = ended[-1]
    stale = months_after(_iso(last["closed_on"]), values.integer("arrears.assets_months", day))
    if day >= stale:
        return {"assets": "UNKNOWN", "inquiry_due": True}
    used = any(one["slug"] in _USES_ASSETS and one["started_on"] >= last["closed_on"] for one in spokes)
    return {"assets": "USED" if used else _ASSETS.get(last["outcome"], "UNKNOWN"), "inquiry_due": False}


def _contacts(fact: Fact, day: date, values: Values) -> dict[str, Any]:
    """Whether somebody is to be called back, was called of late, and whether anything happened of late."""
    contacts, letters = fact["contacts"], fact["letters"]
    last = contacts[-1] if contacts else None
    back = None if last is None else last["call_back_on"]
    days = [_iso(one["on"]) for one in contacts] + [_asked(one) for one in letters]
    recent = within(max(days, default=None), values.integer("arrears.pause_days", day), day)
    called = within(None if last is None else _iso(last["on"]), values.integer("arrears.call_days", day), day)
    return {
        "call_back": back is not None and _iso(back) <= day,
        "touch": "RECENT" if recent else "PAST",
        "called": called,
    }


def _letters(fact: Fact, found: Sequence[Instalment], day: date, values: Values) -> dict[str, Any]:
    """How many reminders went without an answer, whether the next is due, whether the measure of P22 was told."""
    sent = [one for one in fact["letters"] if one["letter"] == REMINDER and one["returned_on"] is None]
    answers = [on for one in found for on, _ in one.paid]
    answers += [_iso(one["on"]) for one in fact["contacts"] if one["result"] in ("PROMISE", "CONSULTS", "PAID")]
    answered = max(answers, default=date.min)
    ignored = sum(_asked(one) > answered for one in sent)
    enough = values.integer("arrears.reminder_letters", day)
    last = _asked(sent[-1]) if sent else None
    told = [one for one in sent if one["grade"] == "MEASURE" and within(_asked(one), 366, day)]
    return {
        "letters": "NONE" if not ignored else "ENOUGH" if ignored >= enough else "SOME",
        "letter_due": not within(last, values.integer("arrears.reminder_days", day), day),
        "measure_told": bool(told),
    }


def _age(oldest: date | None, day: date, values: Values) -> str:
    months = 0 if oldest is None else months_between(oldest, day)
    if months < values.integer("arrears.fresh_months", day):
        return "FRESH"
    return "LATE" if months >= values.integer("arrears.measure_months", day) else "MIDDLE"


def _iso(text: str) -> date:
    return date.fromisoformat(text)


def _asked(letter: Fact) -> date:
    return _iso(letter["asked_on"])


STOPPING = FORBIDDING | UNREACHED | frozenset(_RESTS)
"""Holds that the table `next_step` knows beside NONE."""
