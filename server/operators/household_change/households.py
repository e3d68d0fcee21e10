"""Changes of who lives together under whom (世帯主変更・世帯分離・世帯合併), and the head by designation.

There is one head in a household, never two and never none (住民基本台帳法7条4号). Who moves to another household takes
his eligibility with him; it neither ends nor begins.
"""

from __future__ import annotations

from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.household_change import Span, effect_from, span_of
from server.operators.household_change import words
from server.operators.household_change.places import address_of
from server.operators.household_change.plan import NEW, Asked, Plan, days, insured, membership, stays_of, wrong

HEAD = "HEAD"


def head(asked: Asked) -> Plan:
    """世帯主変更: a member becomes head, the one before gets another relation or has left already."""
    entry = asked.entry
    new = asked.member(entry.get("new_head_key"), "new_head_key")
    key = str(new["person_key"])
    _same_head(asked)
    old = asked.household["head_person_key"]
    if key == old:
        raise wrong("new_head_key", "nothing_changes")
    _, span = span_of(stays_of(asked, key), ("relation",), asked.changed_on)
    plan = Plan(persons=[key], until=span.until, old_head=old, new_head=key)
    if old:
        if not entry.get("old_head_relation"):
            raise wrong("old_head_relation", "required")
        _, of_old = span_of(stays_of(asked, str(old)), ("relation",), asked.changed_on)
        plan.persons.append(str(old))
        plan.changes.append(membership(str(old), asked.key, str(entry["old_head_relation"]), of_old))
    plan.changes.append(membership(key, asked.key, HEAD, span))
    _relations(asked, plan, {key, old})
    plan.changes += _senior(asked)
    plan.lines.append(("世帯主", "Head of household", _name(asked, old) or "－", str(new["name"])))
    record = asked.record(key)
    if record is None or record["household_key"] != asked.key or record["relation"] != HEAD:
        plan.differs.append(str(new["name"]))
    return plan


def split(asked: Asked) -> Plan:
    """世帯分離: some members become a household of their own, with a head of its own."""
    movers = _movers(asked)
    heads = [row for row in movers if row["relation"] == HEAD]
    if len(heads) > 1:
        raise wrong(f"members.{movers.index(heads[1])}.relation", "two_heads")
    if not heads:
        raise wrong("members.0.relation", "new_head_missing")
    if len(movers) == len(asked.household["members"]):
        raise wrong("members", "nobody_remains")
    to = _resident_home(asked, movers)
    plan = _moved(asked, movers, to)
    place = {name: asked.household[name] for name in ("office", "postal_code", "address", "address_line2", "town")}
    if asked.entry.get("split_place") == "other":
        place |= address_of(asked.entry)
    new: dict[str, JSON] = {"household_key": to, **place, "valid_from": asked.changed_on.isoformat()}
    plan.changes.insert(0, ("put_household", new))
    return plan


def merge(asked: Asked) -> Plan:
    """世帯合併: some or all members join another household, under its head."""
    other = asked.entry["other_household_key"]
    if other == asked.key:
        raise wrong("other_household_key", "same_household")
    found = asked.context.facts.get_fact("household", str(other))
    if found is None or found["head_person_key"] is None:
        raise wrong("other_household_key", "other_household_unknown")
    movers = _movers(asked)
    for number, row in enumerate(movers):
        if row["relation"] == HEAD:
            raise wrong(f"members.{number}.relation", "two_heads")
    plan = _moved(asked, movers, str(other))
    plan.changes += _senior(asked, str(other))
    return plan


def designation(asked: Asked) -> Plan:
    """国保上の世帯主の変更: an insured member stands for the household instead of a head who is not insured.

    It counts from the month of the decision; a household without a nominal head needs none. Both must agree.
    """
    entry, today = asked.entry, asked.context.today
    heads = asked.context.facts.get_fact("heads", asked.key)
    if entry["designation_act"] == "end":
        return _undesignated(asked, heads)
    person = asked.member(entry.get("new_head_key"), "new_head_key")
    key = str(person["person_key"])
    if heads["nominal"] is None:
        raise wrong("new_head_key", "no_nominal_head")
    if insured(asked, key) is None:
        raise wrong("new_head_key", "designate_not_insured", person=person["name"])
    if heads["designated"] == key:
        raise wrong("new_head_key", "nothing_changes")
    for name in ("consent_head", "consent_new"):
        if entry.get(name) != "yes":
            raise wrong(name, "consent_missing")
    old = str(heads["designated"] or heads["nominal"])
    plan = Plan(persons=[key, str(heads["nominal"])], old_head=old, new_head=key)
    said: dict[str, JSON] = {"household_key": asked.key, "person_key": key}
    plan.changes.append(("put_designated_head", said | days(effect_from(today), None)))
    plan.lines.append(("国保上の世帯主", "Head for the insurance", _name(asked, old) or "－", str(person["name"])))
    return plan


def _undesignated(asked: Asked, heads: JSONObject) -> Plan:
    if heads["designated"] is None:
        raise wrong("designation_act", "nothing_changes")
    old, new = str(heads["designated"]), asked.household["head_person_key"]
    plan = Plan(persons=[old], old_head=old, new_head=new)
    on = effect_from(asked.context.today).isoformat()
    plan.changes.append(("end_designated_head", {"household_key": asked.key, "on": on}))
    plan.lines.append(
        ("国保上の世帯主", "Head for the insurance", _name(asked, old) or "－", _name(asked, new) or "－")
    )
    return plan


def _movers(asked: Asked) -> list[JSONObject]:
    """The rows of those who leave: members of this household since before the change, each once."""
    _same_head(asked)
    rows: list[JSONObject] = list(asked.entry.get("members") or ())
    seen: set[str] = set()
    for number, row in enumerate(rows):
        key = str(asked.member(row["person_key"], f"members.{number}.person_key")["person_key"])
        if key in seen:
            raise wrong(f"members.{number}.person_key", "person_twice", person=_name(asked, key))
        seen.add(key)
        _, span = span_of(stays_of(asked, key), ("relation",), asked.changed_on)
        if span.is_insertion:
            raise wrong("changed_on", "change_before_last")
    return rows


def _moved(asked: Asked, movers: list[JSONObject], to: str) -> Plan:
    """Everybody who leaves at his new place, and who becomes head of those that remain when their head leaves."""
    span = Span(asked.changed_on, None)
    plan = Plan(to=to)
    for row in movers:
        key = str(row["person_key"])
        plan.persons.append(key)
        plan.movers.append(key)
        plan.changes.append(membership(key, to, str(row["relation"]), span))
        if insured(asked, key) is not None:
            moved: dict[str, JSON] = {"person_key": key, "household_key": to}
            plan.changes.append(("move_eligibility", moved | days(asked.changed_on, None)))
        record = asked.record(key)
        at_home = record is not None and record["household_key"] == asked.key
        if record is None or at_home or (to != NEW and record["household_key"] != to):
            plan.differs.append(str(_name(asked, key)))
        where = f"{words.RELATIONS[str(row['relation'])]}({'新しい世帯' if to == NEW else '世帯番号 ' + to})"
        plan.lines.append((str(_name(asked, key)), str(_name(asked, key)), f"世帯番号 {asked.key}", where))
    _remaining(asked, plan, span)
    return plan


def _remaining(asked: Asked, plan: Plan, span: Span) -> None:
    old = asked.household["head_person_key"]
    left = [one for one in asked.household["members"] if one["person_key"] not in plan.movers]
    designated = asked.context.facts.get_fact("heads", asked.key)["designated"]
    if designated in plan.movers:
        on = asked.changed_on.isoformat()
        plan.changes.append(("end_designated_head", {"household_key": asked.key, "on": on}))
    if old not in plan.movers or not left:
        return
    key = asked.entry.get("remaining_head_key")
    if not key:
        raise wrong("remaining_head_key", "new_head_required")
    if key not in {one["person_key"] for one in left}:
        raise wrong("remaining_head_key", "person_not_in_household")
    plan.changes.append(membership(str(key), asked.key, HEAD, span))
    plan.persons.append(str(key))
    plan.old_head, plan.new_head = old, str(key)
    plan.lines.append(
        ("残る世帯の世帯主", "Head of those who remain", _name(asked, old) or "－", _name(asked, key) or "")
    )


def _relations(asked: Asked, plan: Plan, without: set[JSON]) -> None:
    """The relations of the other members to the new head, where they change."""
    for number, row in enumerate(asked.entry.get("members") or ()):
        path = f"members.{number}"
        key = str(asked.member(row["person_key"], f"{path}.person_key")["person_key"])
        if row["relation"] == HEAD:
            raise wrong(f"{path}.relation", "two_heads")
        if key in without or key in plan.persons:
            raise wrong(f"{path}.person_key", "person_twice", person=_name(asked, key))
        _, span = span_of(stays_of(asked, key), ("relation",), asked.changed_on)
        plan.persons.append(key)
        plan.changes.append(membership(key, asked.key, str(row["relation"]), span))


def _senior(asked: Asked, household: str | None = None) -> list[tuple[str, dict[str, JSON]]]:
    """A former senior proven by the certificate of the city left (規則12条の2) counts here from the change on."""
    entry = asked.entry
    if entry.get("tokutei_doitsu_cert") != "yes":
        return []
    key = str(asked.member(entry.get("senior_person_key"), "senior_person_key")["person_key"])
    said: dict[str, JSON] = {"person_key": key, "household_key": household or asked.key, "basis": "CERTIFICATE"}
    return [("put_former_senior", said | {"since": entry["senior_since"]} | days(asked.changed_on, None))]


def _same_head(asked: Asked) -> None:
    """The head before the change as the form says must be the register's."""
    old = _name(asked, asked.household["head_person_key"])
    said = "".join(str(asked.entry["head_name"]).split())
    if old is not None and "".join(old.split()) != said:
        raise wrong("head_name", "before_differs")


def _resident_home(asked: Asked, movers: list[Any]) -> str:
    """The number of the new household: as the residents' register has it already, else one of our own."""
    homes = {record["household_key"] for row in movers if (record := asked.record(str(row["person_key"])))}
    home = homes.pop() if len(homes) == 1 else None
    if home is None or home == asked.key:
        return NEW
    if asked.context.facts.get_fact("household", str(home)) is not None:
        raise wrong("change_kind", "household_stands", number=str(home))
    return str(home)


def _name(asked: Asked, key: JSON) -> str | None:
    return next((str(one["name"]) for one in asked.household["members"] if one["person_key"] == key), None)
