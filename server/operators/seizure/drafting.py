"""The draft of a seizure judged (起案の判定): can it be seized, is the holder the debtor, how much at most.

The second person copies name, birth date and address from the third party's own record anew; both copies must agree
with each other and with the debtor's own register (PM13).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.seizure import (
    CLAIMS,
    LIMITED,
    Check,
    Holder,
    Kind,
    Lived,
    Officer,
    Other,
    Thing,
    address_days,
    address_key,
    can_seize,
    identity,
    seized_amount,
)
from server.domain.seizure_limits import Pay, PayLimit, paid_out_protected, pay_limit
from server.operators.enforcement import (
    as_debt,
    chosen_debts,
    holds_on,
    owed,
    refuse,
)
from server.operators.registry import operator
from server.operators.seizure.preparing import enforcement_needs

FIELDS = {
    "seizure_holder_name": "holder_name",
    "seizure_holder_kana": "holder_kana",
    "seizure_holder_birth": "holder_birth",
    "seizure_holder_address": "holder_address",
    "seizure_holder_another": "other",
    "seizure_held_override": "override",
    "seizure_asset_ended": "asset_number",
    "seizure_exempt": "asset_number",
    "seizure_asset_too_old": "asset_number",
    "seizure_useless": "asset_number",
    "seizure_excess": "asset_number",
    "seizure_duty_card": "duty_card",
}
"""At which field of the draft or the signature a requirement that fails is shown."""


@dataclass(frozen=True, slots=True)
class WeighInputs:
    """The receipt and the draft."""

    start: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class WeighOutputs:
    """`amount` yen to be seized (None for a thing), `total` of the debts, `kind` of the asset."""

    kind: str
    asset_id: str
    amount: int | None
    total: int
    claims: list[str]
    lived: list[dict[str, JSON]]
    pay: dict[str, JSON] | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft held against the registers of this moment."""

    asset: Mapping[str, Any]
    debts: Sequence[Mapping[str, Any]]
    checks: tuple[Check, ...]
    amount: int | None
    limit: PayLimit | None
    lived: Sequence[Lived]


def draft_needs(start: Any, entry: Any) -> Iterator[FactKey]:
    """The facts behind a look at a draft: also whoever else has the holder's birth date and reading."""
    yield from enforcement_needs(str(start["household_key"]))
    yield FactKey("resident_search", _namesakes(entry))


def _namesakes(entry: Mapping[str, Any]) -> str:
    return f"{entry['holder_birth']}/{entry['holder_kana'] or ''}"


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from draft_needs(inputs.start, inputs.entry)


@operator("seizure/weigh", inputs=WeighInputs, outputs=WeighOutputs, needs=_needed)
def weigh(inputs: WeighInputs, context: Context) -> Done:
    """Holds the draft against the table of requirements; refuses with every reason at once.

    National Tax Collection Act arts. 47, 48, 75-78 by Local Autonomy Act art. 231-3(3).
    """
    drafted = look(inputs.start, inputs.entry, context)
    refuse(drafted.checks, FIELDS, "claims_scope")
    stays = address_days(inputs.entry["holder_address"], drafted.lived, home(context))
    outputs = WeighOutputs(
        kind=str(drafted.asset["kind"]),
        asset_id=str(drafted.asset["asset_id"]),
        amount=drafted.amount,
        total=sum(map(owed, drafted.debts)),
        claims=[str(one["claim_key"]) for one in drafted.debts],
        lived=[_stay(one) for one in stays],
        pay=None if drafted.limit is None else pay_json(drafted.limit),
    )
    return Done(outputs)


def look(start: Any, entry: Any, context: Context, officer: Officer | None = None) -> Drafted:
    """The draft with every requirement, on the facts of this moment; asked at the draft and again at the signing."""
    key, day = str(start["household_key"]), context.today
    asset = _asset(context.facts.get_fact("assets", key), str(entry["asset_number"]))
    every: Any = context.facts.get_fact("collection_debts", key)
    debts = _meant(every, entry, day)
    known = [as_debt(one) for one in debts]
    limit = _limit(asset, entry, context)
    thing = _thing(asset, entry, limit, context)
    held = holds_on(context.facts.get_fact("holds", key), (one.claim_key for one in known))
    least = context.values.integer("seizure.least_debt", day)
    times = context.values.integer("seizure.movable_most_times", day)
    wanted = entry["override"] or ""
    checks = can_seize(known, held, thing, officer, day, override=wanted, least=least, most_times=times)
    debtor: Any = context.facts.get_fact("debtor", key)
    lived = _lived(debtor, entry)
    names = [(one["name"], one["kana"]) for one in debtor["names"]]
    same = identity(
        holder_of(entry), names, str(debtor["birth_date"]), lived, _other(entry, debtor, context), home(context)
    )
    return Drafted(asset, debts, (*checks, *same), seized_amount(thing, known), limit, lived)


def _meant(every: Any, entry: Mapping[str, Any], day: date) -> list[Mapping[str, Any]]:
    """The instalments of the draft: those named, or all for which may be seized today.

    The newest is hardly ever dunned yet; it does not stop what is ready. Where none is ready all are meant, so that
    the refusal says why of each.
    """
    scope = str(entry["claims_scope"])
    found = chosen_debts(every, scope, (row["claim_key"] for row in entry["claims"] or ()))
    if scope != "ALL":
        return found
    first = day.isoformat()
    ready = [one for one in found if one["seizure_from"] and one["seizure_from"] <= first and not one["gone"]]
    return ready or found


def _other(entry: Mapping[str, Any], debtor: Mapping[str, Any], context: Context) -> Other:
    """A person with another 宛名番号 who has the holder's birth date, reading and address is proof against."""
    found: Any = context.facts.get_fact("resident_search", _namesakes(entry))
    wanted = address_key(str(entry["holder_address"] or ""), home(context))
    strangers = [one for one in found if one["person_key"] != debtor["person_key"]]
    if any(address_key(one["address"], home(context)) == wanted for one in strangers):
        return Other.ANOTHER_PERSON
    return Other(entry["other"])


def home(context: Context) -> str:
    """The city, whose name may stand before an address."""
    return context.values.text("city.name", context.today)


def holder_of(entry: Mapping[str, Any]) -> Holder:
    """Whose the asset is by the third party's own record, as it was copied."""
    return Holder(*(str(entry[f"holder_{name}"] or "") for name in ("name", "kana", "birth", "address")))


def _asset(assets: Any, number: str) -> Mapping[str, Any]:
    found = [one for one in assets if one["number"] == number.strip()]
    if not found:
        raise Refused("seizure_asset_unknown", at_field="asset_number", number=number)
    asset: Mapping[str, Any] = found[0]
    return asset


def _thing(asset: Mapping[str, Any], entry: Mapping[str, Any], limit: PayLimit | None, context: Context) -> Thing:
    kind, as_of = Kind(asset["kind"]), date.fromisoformat(asset["as_of"])
    until = period_end(as_of, context.values.period("asset_age", as_of), Calendar(context.values))
    value = asset["value"]
    if kind in LIMITED:
        value = None
    elif value is not None and kind in CLAIMS:
        value = max(value - _just_credited(entry, limit), 0)
    ended = asset["ended_on"] is not None
    return Thing(kind, value, asset["prior"], bool(asset["exempt"]), as_of, until, ended)


def _just_credited(entry: Mapping[str, Any], limit: PayLimit | None) -> int:
    """What of a deposit is pay or a benefit that was just credited, and so stays protected; yen."""
    if entry["credited"] == "BENEFIT":
        return int(entry["credited_yen"] or 0)
    if entry["credited"] == "PAY" and limit is not None:
        return paid_out_protected(limit, int(entry["days_to_pay"] or 0), int(entry["period_days"] or 0))
    return 0


def _limit(asset: Mapping[str, Any], entry: Mapping[str, Any], context: Context) -> PayLimit | None:
    """The limit by the month of pay or pension; raises `seizure_pay_missing`, `seizure_pay_nothing`."""
    limited = Kind(asset["kind"]) in LIMITED
    if not limited and entry["credited"] != "PAY":
        return None
    if not entry["pays"]:
        raise Refused("seizure_pay_missing", at_field="pays")
    pays = [
        Pay(row["gross"], row["income_tax"] or 0, row["residents_tax"] or 0, row["social_insurance"] or 0)
        for row in entry["pays"]
    ]
    limit = pay_limit(
        pays, int(entry["dependants"] or 0), context.values, context.today, consent=bool(entry["consent"])
    )
    if limited and limit.each[0] <= 0:
        raise Refused("seizure_pay_nothing", at_field="pays")
    return limit


def _lived(debtor: Mapping[str, Any], entry: Mapping[str, Any]) -> list[Lived]:
    """The debtor's own addresses: of our registers, and of his 戸籍の附票 as it was copied with its document."""
    rows = [*debtor["lived"], *(entry["registry_addresses"] or ())]
    return [Lived(one["address"], date.fromisoformat(one["first"]), _day(one["until"])) for one in rows]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _stay(one: Lived) -> dict[str, JSON]:
    until = None if one.until is None else one.until.isoformat()
    return {"address": one.address, "first": one.first.isoformat(), "until": until}


def pay_json(limit: PayLimit) -> dict[str, JSON]:
    """The calculation of the limit (差押可能額計算書), whose first pay is the one that is seized."""
    return {
        "gross": limit.gross,
        "income_tax": limit.income_tax,
        "residents_tax": limit.residents_tax,
        "social_insurance": limit.social_insurance,
        "living": limit.living,
        "standing": limit.standing,
        "exempt": limit.exempt,
        "seizable": limit.each[0],
    }


@dataclass(frozen=True, slots=True)
class CompareInputs:
    """The draft and what the second person copied."""

    entry: Any
    checked: Any


@dataclass(frozen=True, slots=True)
class CompareOutputs:
    """Both copies agree."""

    agreed: bool


@operator("seizure/compare", inputs=CompareInputs, outputs=CompareOutputs)
def compare(inputs: CompareInputs, context: Context) -> Done:
    """Compares both copies of the third party's record; refuses with every difference (二人による確認)."""
    first, second = holder_of(inputs.entry), inputs.checked
    same = Holder(*(str(second[f"seen_{name}"] or "") for name in ("name", "kana", "birth", "address")))
    lived = [Lived(first.address, date.min, None)]
    names = [(first.name, first.kana)]
    words = {"name": "氏名", "kana": "フリガナ", "birth": "生年月日", "address": "住所"}
    errors = [
        FieldError(f"seen_{check.code.rsplit('_', 1)[1]}", "seizure_holder_check", {"what": words[what]})
        for check in identity(same, names, first.birth, lived, Other.NOT_ASKED, home(context))
        if not check.passed and (what := check.code.rsplit("_", 1)[1]) in words
    ]
    if second["history_seen"] is not True:
        errors.append(FieldError("history_seen", "required"))
    if errors:
        raise InputInvalid(errors)
    return Done(CompareOutputs(True))
