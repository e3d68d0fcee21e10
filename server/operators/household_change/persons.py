"""Changes of one person (氏名・通称名・続柄): planned against what the register held on that day."""

from __future__ import annotations

from server.domain.household_change import restated, same_text, span_of
from server.operators.household_change import words
from server.operators.household_change.plan import Asked, Plan, days, membership, stays_of, wrong

_KEPT = ("sex", "birth_date", "protected", "nationality", "stay_until")


def name(asked: Asked) -> Plan:
    """氏名, and 通称名 that is used in its place: the person's rows restated, everything else of them as it was."""
    entry = asked.entry
    person = asked.member(entry.get("person_key"), "person_key")
    key = str(person["person_key"])
    rows = asked.history("person_history", key)["records"]
    held, span = span_of(rows, ("name", "name_kana"), asked.changed_on)
    if not same_text(str(entry["before_name"]), str(held["name"])):
        raise wrong("before_name", "before_differs")
    if entry["after_name"] == held["name"] and entry["after_kana"] == held["name_kana"]:
        raise wrong("after_name", "nothing_changes")
    plan = Plan(persons=[key], until=span.until)
    for row, start, end in restated(rows, span):
        said = {"person_key": key, "name": entry["after_name"], "name_kana": entry["after_kana"]}
        plan.changes.append(("put_person", said | {one: row[one] for one in _KEPT} | days(start, end)))
    label = ("通称名", "Name in use") if entry["change_kind"] == "alias" else ("氏名", "Name")
    plan.lines.append((*label, str(held["name"]), str(entry["after_name"])))
    record = asked.record(key)
    if entry["change_kind"] == "name" and (record is None or not same_text(record["name"], entry["after_name"])):
        plan.differs.append(str(entry["after_name"]))
    return plan


def relation(asked: Asked) -> Plan:
    """続柄 of a member who is not the head; who becomes head is another change (世帯主変更)."""
    entry = asked.entry
    person = asked.member(entry.get("person_key"), "person_key")
    key = str(person["person_key"])
    held, span = span_of(stays_of(asked, key), ("relation",), asked.changed_on)
    if entry["before_relation"] != held["relation"]:
        raise wrong("before_relation", "before_differs")
    if entry["after_relation"] == held["relation"]:
        raise wrong("after_relation", "nothing_changes")
    if "HEAD" in (entry["after_relation"], held["relation"]):
        raise wrong("after_relation", "two_heads")
    plan = Plan(persons=[key], until=span.until)
    plan.changes.append(membership(key, asked.key, str(entry["after_relation"]), span))
    before, after = (words.RELATIONS[str(one)] for one in (held["relation"], entry["after_relation"]))
    plan.lines.append((f"{person['name']}の続柄", f"Relation of {person['name']}", before, after))
    record = asked.record(key)
    if record is None or record["relation"] != entry["after_relation"]:
        plan.differs.append(str(person["name"]))
    return plan


def my_number(asked: Asked) -> Plan:
    """個人番号: another number assigned to the person (番号法7条2項); the sealed marks are compared, nothing is opened.

    What the register keeps is a token; neither the case nor a paper ever shows a number.
    """
    entry = asked.entry
    person = asked.member(entry.get("person_key"), "person_key")
    key = str(person["person_key"])
    token = (entry.get("numbers") or {}).get("new_my_number")
    if token is None:
        raise wrong("new_my_number", "required")
    sealed = asked.context.facts.get_fact("my_number", str(token))
    owner = None if sealed is None else sealed["belongs_to"]
    if owner is not None and sealed["status"] != "current":
        raise wrong("new_my_number", "my_number_unchanged" if owner == key else "my_number_of_another")
    plan = Plan(persons=[key])
    plan.changes.append(("change_my_number", {"person_key": key, "token": token}))
    label = (f"{person['name']}の個人番号", f"My Number of {person['name']}")
    plan.lines.append((*label, "登録の番号", "新しい番号(封印)"))
    return plan
