"""The waiting of a recall (返納を待つ間): returns as they come, reminders, and the end when nothing comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Effect, LetterRequest
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid
from server.operators.recall.opening import recall, waiting_sheet
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class SettleInputs:
    """`opened` all certificates of the recall, `left` those waited for since the last return (None: all)."""

    opened: Any
    left: Any
    answers: Any
    asked_on: str
    household_key: str
    times: int | None


@dataclass(frozen=True, slots=True)
class SettleOutputs:
    """`left` those still waited for; `complete` when none is."""

    left: list[dict[str, JSON]]
    complete: bool
    sheets: list[dict[str, JSON]]


@operator("recall/settle", inputs=SettleInputs, outputs=SettleOutputs)
def settle(inputs: SettleInputs, context: Context) -> Done:
    """Records which certificates came back or were declared lost; the others go on being waited for.

    Raises `InputInvalid`: `recall_returned_early`, `recall_branch_unknown`, `recall_branch_twice`, `required` where
    nothing is marked.
    """
    answers = inputs.answers
    returned, lost = list(answers.get("returned_branches") or ()), list(answers.get("lost_branches") or ())
    left = _left(inputs.opened, inputs.left)
    _refuse(inputs, returned, lost, {str(one["branch"]) for one in left})
    effects: list[Effect] = []
    times = inputs.times or 0
    for one in left:
        for branches, status in ((returned, "RETURNED"), (lost, "LOST")):
            if one["branch"] in branches:
                effects.append(recall(one, status, answers["returned_on"], times, inputs.household_key, context))
    still = [one for one in left if one["branch"] not in (*returned, *lost)]
    return Done(SettleOutputs(still, not still, waiting_sheet(still)), tuple(effects))


def _refuse(inputs: SettleInputs, returned: list[str], lost: list[str], known: set[str]) -> None:
    errors = []
    if inputs.answers["returned_on"] < inputs.asked_on:
        errors.append(FieldError("returned_on", "recall_returned_early"))
    if not returned and not lost:
        errors.append(FieldError("returned_branches", "required"))
    for name, branches in (("returned_branches", returned), ("lost_branches", lost)):
        errors += [FieldError(name, "recall_branch_unknown", {"branch": one}) for one in branches if one not in known]
    errors += [FieldError("lost_branches", "recall_branch_twice", {"branch": one}) for one in lost if one in returned]
    if errors:
        raise InputInvalid(errors)


@dataclass(frozen=True, slots=True)
class RemindInputs:
    """`times` how often the return was urged before (None: never)."""

    opened: Any
    left: Any
    times: int | None
    cause: str
    household_key: str


@dataclass(frozen=True, slots=True)
class RemindOutputs:
    """`times` urged by now, `again` whether a further reminder may follow, the day by which it is asked for."""

    times: int
    again: bool
    due_on: str


@operator("recall/remind", inputs=RemindInputs, outputs=RemindOutputs)
def remind(inputs: RemindInputs, context: Context) -> Done:
    """Requests the reminder (LT-Q07-RECALL); how often is the value `recall.reminders`, the wait `recall_wait`."""
    today, times = context.today, (inputs.times or 0) + 1
    due = period_end(today, context.values.period("recall_wait", today), Calendar(context.values)).isoformat()
    left = _left(inputs.opened, inputs.left)
    keys = {
        "household_key": inputs.household_key,
        "cause": inputs.cause,
        "times": times,
        "due_on": due,
        "person_keys": [one["person_key"] for one in left],
        "documents": [{name: one[name] for name in ("person_key", "branch", "issued_on")} for one in left],
    }
    effects: list[Effect] = [LetterRequest("recall/reminder", inputs.household_key, None, keys)]
    effects += [recall(one, "WAITING", today.isoformat(), times, inputs.household_key, context) for one in left]
    again = times < context.values.integer("recall.reminders", today)
    return Done(RemindOutputs(times, again, due), tuple(effects))


@dataclass(frozen=True, slots=True)
class GiveUpInputs:
    """What is still out after the last reminder."""

    opened: Any
    left: Any
    times: int | None
    household_key: str


@dataclass(frozen=True, slots=True)
class GiveUpOutputs:
    """`unreturned` the certificates that never came back; they hold no more since the loss."""

    unreturned: list[dict[str, JSON]]


@operator("recall/give_up", inputs=GiveUpInputs, outputs=GiveUpOutputs)
def give_up(inputs: GiveUpInputs, context: Context) -> Done:
    """Closes what never came back as unreturned and invalid (未回収・無効); a later return can still be recorded."""
    left = _left(inputs.opened, inputs.left)
    today, times = context.today.isoformat(), inputs.times or 0
    changes = [recall(one, "UNRETURNED", today, times, inputs.household_key, context) for one in left]
    return Done(GiveUpOutputs(left), tuple(changes))


def _left(opened: Any, left: Any) -> list[dict[str, JSON]]:
    return list(opened if left is None else left)
