"""督促: each step of a run's case, carried out as a register change of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.dunning_run import ISSUE, TABLE, LineFacts
from server.domain.effects import JSON, RegisterChange
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

DUE = "DUE"


@dataclass(frozen=True, slots=True)
class StartInputs:
    """The start form: `kind` (DUE: a due date, REST: what earlier runs left) and `due_on`."""

    start: Any


@dataclass(frozen=True, slots=True)
class AnswerInputs:
    """The answers of whoever did the step."""

    answer: Any


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """The case."""

    case_id: str


@dataclass(frozen=True, slots=True)
class MailInputs:
    """The post office's slip: `slip_no`, `count`, `posted_on`."""

    mail: Any


@dataclass(frozen=True, slots=True)
class StopInputs:
    """The answers of all who may stop the run; whoever said so last gave the reason."""

    receipts: Any
    review: Any
    decide: Any
    hand_over: Any
    mail: Any


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


@operator("dunning_run/open", inputs=StartInputs, outputs=Nothing)
def open_run(inputs: StartInputs, context: Context) -> Done:
    """The run of a due date begins, once. Raises `dunning_due_not_passed`, `dunning_due_unknown`,
    `dunning_run_stands`.
    """
    kind = inputs.start["kind"]
    due = inputs.start["due_on"] if kind == DUE else context.today.isoformat()
    return _act(context, "open_dunning_run", kind=kind, due_on=due)


@operator("dunning_run/list", inputs=AnswerInputs, outputs=Nothing, tables=(TABLE,))
def list_run(inputs: AnswerInputs, context: Context) -> Done:
    """The cut-off is fixed and the list begins. Raises `dunning_table_lets_nothing_out` for a table by which not even
    a plain unpaid instalment is dunned, `dunning_receipts_missing`, `dunning_cut_off_too_late`,
    `dunning_cut_off_before_due`.
    """
    plain: Any = context.decide(TABLE, LineFacts(unpaid=True).as_inputs(1))
    if plain["verdict"] != ISSUE:
        raise Refused("dunning_table_lets_nothing_out")
    return _act(context, "list_dunning_run", cut_off=inputs.answer["cut_off"])


@operator("dunning_run/review", inputs=AnswerInputs, outputs=Nothing)
def review(inputs: AnswerInputs, context: Context) -> Done:
    """Whoever is left out has an owner and a date. Raises `dunning_work_unfinished`,
    `dunning_left_out_without_owner`, `dunning_owner_unknown`, `dunning_dun_by_invalid`.
    """
    said = {name: inputs.answer.get(name) for name in ("owner", "dun_by")}
    return _act(context, "review_dunning_run", **said)


@operator("dunning_run/check", inputs=AnswerInputs, outputs=Nothing)
def check(inputs: AnswerInputs, context: Context) -> Done:
    """A second person's count and yen. Raises `dunning_count_differs`, `dunning_samples_few`."""
    return _act(context, "check_dunning_run", **{name: inputs.answer[name] for name in ("count", "yen", "samples")})


@operator("dunning_run/release", inputs=AnswerInputs, outputs=Nothing)
def release(inputs: AnswerInputs, context: Context) -> Done:
    """決裁: the letters are issued. Raises `dunning_appeal_unresolved`, `dunning_dispatch_invalid`,
    `dunning_designated_before_due`.
    """
    said = {name: inputs.answer[name] for name in ("draft_no", "dispatch_on", "shape")}
    return _act(context, "release_dunning_run", **said)


@operator("dunning_run/hand_over", inputs=CaseInputs, outputs=Nothing)
def hand_over(inputs: CaseInputs, context: Context) -> Done:  # noqa: ARG001 - the act finds the run by its case
    """引渡し. Raises `dunning_work_unfinished`, `dunning_letters_not_ready`, `dunning_nothing_to_hand_over`."""
    return _act(context, "hand_over_dunning_run")


@operator("dunning_run/pull", inputs=CaseInputs, outputs=Nothing)
def pull(inputs: CaseInputs, context: Context) -> Done:  # noqa: ARG001 - the act finds the run by its case
    """引抜き of whoever paid since the hand-over."""
    return _act(context, "pull_dunning_run")


@operator("dunning_run/mail", inputs=MailInputs, outputs=Nothing)
def mail(inputs: MailInputs, context: Context) -> Done:
    """発送, and the end of the run. Raises `dispatch_slip_missing`, `dispatch_slip_known`,
    `dunning_posted_on_invalid`, `dunning_mail_count_differs`, `dunning_designated_too_near`,
    `dunning_left_out_without_owner`.
    """
    return _act(context, "mail_dunning_run", **{name: inputs.mail[name] for name in ("slip_no", "count", "posted_on")})


@operator("dunning_run/stop", inputs=StopInputs, outputs=Nothing)
def stop(inputs: StopInputs, context: Context) -> Done:
    """取りやめ before the posting; every instalment of the list comes back in a later run."""
    said = (inputs.mail, inputs.hand_over, inputs.decide, inputs.review, inputs.receipts)
    reasons: list[JSON] = [one["reason"] for one in said if one is not None and one.get("result") == "stop"]
    return _act(context, "stop_dunning_run", reason=reasons[0])


def _act(context: Context, change: str, /, **payload: JSON) -> Done:
    return Done(Nothing(), (RegisterChange(change, f"{context.case['id']}/{change}", payload),))
