"""What a second person compares (照合) and a decider reads (伺): the entry in value groups, what changed, the dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework.case_answers import data_of
from server.casework.catalogue import form_of
from server.casework.views import timeline, words
from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition, Lang
from server.domain.forms.showing import value_groups
from server.engine.definition import Procedure
from server.store.history import HistoryRow

ACQUISITION_TABLE = "acquisition_date"


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and a value as people read it; `was` is the value of the round before, where it differs."""

    label: str
    value: str
    was: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """One value group in paper order with its mark so far: empty, match or differs (then with the right value)."""

    id: str
    title: str
    pairs: tuple[Pair, ...]
    mark: str = ""
    right_value: str = ""


@dataclass(frozen=True, slots=True)
class Acquired:
    """The computed days of one person: 資格 and 適用, and which row of the table gave them, with its article."""

    name: str
    eligible_from: date
    applied_from: date
    ground: str
    exclusion: str


@dataclass(frozen=True, slots=True)
class Done:
    """Who did an element last, and when."""

    element: str
    name: str
    who: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckView:
    """The checked entry: `element` that was entered, groups, dates, who entered and who checked, who decides."""

    element: str
    form_title: str
    field: str | None
    groups: tuple[CheckGroup, ...]
    acquired: tuple[Acquired, ...]
    done: tuple[Done, ...]
    authority: str
    authority_ground: str

    @property
    def compared(self) -> bool:
        """Whether somebody compared the entry after it was made; what nobody compared the decider reads himself."""
        order = [one.element for one in self.done]
        return {"check", self.element} <= set(order) and order.index("check") > order.index(self.element)


def check_of(
    procedure: Procedure,
    history: Sequence[HistoryRow],
    checked: str,
    form: FormDefinition,
    marks: Mapping[str, Any],
    names: Mapping[str, str],
    lang: Lang,
) -> CheckView:
    """What stands to be checked: the last answers of `checked` against those of the round before."""
    rounds = [row.detail["answers"] for row in history if row.kind == "completed" and row.element == checked]
    entered = form_of(procedure, procedure.tasks[checked].form)
    data = data_of(tuple(history))
    return CheckView(
        element=checked,
        form_title=entered.title.of(lang),
        field=None if form.check_field is None else form.check_field.name,
        groups=_groups(entered, rounds, marks, lang),
        acquired=_acquired(procedure, history, data, lang),
        done=_done(history, names, lang),
        authority=str((data.get("authority") or {}).get("rule") or ""),
        authority_ground=_authority_ground(procedure, history, lang),
    )


def _groups(
    form: FormDefinition, rounds: Sequence[Mapping[str, JSON]], marks: Mapping[str, Any], lang: Lang
) -> tuple[CheckGroup, ...]:
    now = rounds[-1] if rounds else {}
    before: dict[str, str] = {}
    if len(rounds) > 1:
        before = {item.path: item.text for group in value_groups(form, rounds[-2], lang) for item in group.items}
    return tuple(
        CheckGroup(
            id=group.id,
            title=group.title,
            pairs=tuple(
                Pair(item.label, item.text, _was(before.get(item.path), item.text), item.path) for item in group.items
            ),
            mark=str((marks.get(group.id) or {}).get("mark") or ""),
            right_value=str((marks.get(group.id) or {}).get("right_value") or ""),
        )
        for group in value_groups(form, now, lang)
    )


def _was(before: str | None, now: str) -> str | None:
    return before if before is not None and before != now else None


def _acquired(
    procedure: Procedure, history: Sequence[HistoryRow], data: Mapping[str, Mapping[str, JSON]], lang: Lang
) -> tuple[Acquired, ...]:
    """The days as computed last, each with the row of the table that was asked for this person."""
    computed = [row for row in history if row.kind == "computed" and row.element == "precheck"]
    if not computed:
        return ()
    asked: Any = computed[-1].detail.get("tables") or []
    grounds = [
        timeline.row_words(procedure, str(one["table"]), one["rows"], lang)
        for one in asked
        if str(one["table"]).rpartition("/")[2] == ACQUISITION_TABLE
    ]
    members: Any = data["precheck"].get("members") or []
    return tuple(
        _member(member, grounds[place] if place < len(grounds) else "", lang) for place, member in enumerate(members)
    )


def _member(member: Mapping[str, Any], ground: str, lang: Lang) -> Acquired:
    code = str(member["exclusion"])
    return Acquired(
        name=str(member["name"]),
        eligible_from=date.fromisoformat(member["eligible_from"]),
        applied_from=date.fromisoformat(member["applied_from"]),
        ground=ground,
        exclusion="" if code == "NONE" else words.say(words.FINDINGS, code, lang),
    )


def _done(history: Sequence[HistoryRow], names: Mapping[str, str], lang: Lang) -> tuple[Done, ...]:
    """Who last did each of the people's tasks so far, in the order of these last times."""
    last: dict[str, HistoryRow] = {}
    for row in history:
        if row.kind == "completed":
            last.pop(row.element, None)
            last[row.element] = row
    return tuple(
        Done(
            element,
            timeline.element_name(element, row.name, lang),
            names.get(row.by_user, row.by_user),
            row.by_user,
            row.at,
        )
        for element, row in last.items()
    )


def _authority_ground(procedure: Procedure, history: Sequence[HistoryRow], lang: Lang) -> str:
    rows = [row for row in history if row.kind == "decided" and row.element == "authority"]
    return timeline.ground_of(procedure, rows[-1], lang) if rows else ""
