"""Changes of where a household lives and is reached (住所・送付先・電話)."""

from __future__ import annotations

from datetime import date

from server.domain.effects import JSON, JSONObject
from server.domain.household_change import Row, Span, day_after, restated, same_text, span_of, until_too_far
from server.operators.household_change.plan import Asked, Change, Plan, days, wrong

_KEPT = ("office", "postal_code", "address", "address_line2", "town", "phone", "send_to")


def address(asked: Asked) -> Plan:
    """住所(市内転居): from its day on; the office that looks after it follows the residents' register."""
    entry, rows = asked.entry, asked.history("household_history", asked.key)["records"]
    held, span = span_of(rows, ("postal_code", "address", "address_line2"), asked.changed_on)
    before = f"{held['address']}{held['address_line2']}"
    if not any(same_text(str(entry["before_address"]), one) for one in (before, str(held["address"]))):
        raise wrong("before_address", "before_differs")
    new = address_of(entry)
    after = f"{new['address']}{new['address_line2']}"
    if same_text(before, after):
        raise wrong("new_address", "nothing_changes")
    record = asked.record(str(asked.household["head_person_key"])) if asked.household["head_person_key"] else None
    agrees = record is not None and record["postal_code"] == new["postal_code"]
    if record is not None and agrees:
        new["office"] = record["office"]
    plan = Plan(persons=_everybody(asked), until=span.until)
    plan.changes += _put(asked, rows, span, new)
    plan.lines.append(("住所", "Address", before, after))
    if not agrees:
        plan.differs.append(after)
    return plan


def address_of(entry: JSONObject) -> dict[str, JSON]:
    """The new address; refused beside its field where it is missing."""
    for name in ("new_postal_code", "new_address"):
        if not entry.get(name):
            raise wrong(name, "required")
    building = entry.get("new_building") or ""
    place = {"postal_code": entry["new_postal_code"], "address": entry["new_address"], "address_line2": building}
    return place | {"town": ""}


def send_to(asked: Asked) -> Plan:
    """送付先: from the day of its entry, until the day asked for, then the address again; or taken back."""
    entry, rows = asked.entry, asked.history("household_history", asked.key)["records"]
    held, _ = span_of(rows, ("send_to",), asked.context.today)
    before = held["send_to"]
    plan = Plan(persons=_everybody(asked))
    where = None if entry["send_to_act"] == "clear" else _where(asked)
    if (before and before.get("address")) == (where and where["address"]) and not (where and where["until"]):
        raise wrong("send_to_act", "nothing_changes")
    open_end = Span(asked.context.today, None)
    until = None if where is None else where["until"]
    if until is None:
        plan.changes += _put(asked, rows, open_end, {"send_to": where})
    else:
        after = day_after(date.fromisoformat(str(until)))
        plan.changes += _put(asked, rows, Span(after, None), {"send_to": None})
        plan.changes += _put(asked, rows, Span(asked.context.today, after), {"send_to": where})
    own = "住所と同じ"
    plan.lines.append(("送付先", "Where letters go", _said(before) or own, _said(where) or own))
    return plan


def phone(asked: Asked) -> Plan:
    """電話: nobody's right hangs on it, so no second person looks at it (R-B01)."""
    entry, rows = asked.entry, asked.history("household_history", asked.key)["records"]
    held, _ = span_of(rows, ("phone",), asked.context.today)
    if entry["phone"] == held["phone"]:
        raise wrong("phone", "nothing_changes")
    plan = Plan(persons=_everybody(asked))
    plan.changes += _put(asked, rows, Span(asked.context.today, None), {"phone": entry["phone"]})
    plan.lines.append(("電話", "Telephone", held["phone"] or "－", str(entry["phone"])))
    return plan


def _where(asked: Asked) -> dict[str, JSON]:
    entry = asked.entry
    where = {name: entry[f"send_to_{name}"] for name in ("name", "postal_code", "address", "reason")}
    until = entry.get("send_to_until")
    if until:
        months = asked.context.values.integer("household_change.send_to_months", asked.context.today)
        last = date.fromisoformat(str(until))
        if last < asked.context.today:
            raise wrong("send_to_until", "send_to_over")
        if until_too_far(last, asked.received_on, months):
            raise wrong("send_to_until", "send_to_too_long", months=months)
    return where | {"until": until or None}


def _put(asked: Asked, rows: list[Row], span: Span, new: dict[str, JSON]) -> list[Change]:
    made: list[Change] = []
    for row, start, end in restated(rows, span):
        kept = {name: row[name] for name in _KEPT}
        made.append(("put_household", {"household_key": asked.key} | kept | new | days(start, end)))
    return made


def _everybody(asked: Asked) -> list[str]:
    return [str(one["person_key"]) for one in asked.household["members"]]


def _said(where: JSON) -> str:
    if not where:
        return ""
    until = f"({where['until']}まで)" if where.get("until") else ""
    return f"{where['name']} {where['address']}{until}"
