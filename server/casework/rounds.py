"""The clock's rounds (時計の仕事の一覧): what it does by itself and how often, in the order in which one needs another.

Each act is idempotent: what it finds due it does once, and doing it again finds nothing. A procedure that has work of
the night adds one line here; the scheduler, `kokuho tick` and the demo's clock all read this list.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from server.casework.begin_refund_lapses import begin_refund_lapses
from server.casework.begin_successions import begin_successions
from server.casework.dated_work import run_ages
from server.casework.debit_night import run_debits
from server.casework.deliver_waiting import deliver_waiting, raise_unclaimed
from server.casework.dunning_night import run_dunnings
from server.casework.give_to_collectors import give_to_collectors
from server.casework.household_run import run_households
from server.casework.issue_letters import Issued, issue_requested
from server.casework.lapse_night import run_lapse
from server.casework.open_arrears import run_arrears
from server.casework.open_overpayments import open_overpayments
from server.casework.post_letters import raise_unposted
from server.casework.print_batches import print_run
from server.casework.remind_inquiries import remind_inquiries
from server.casework.review_protections import review_protections
from server.casework.seal_audit import seal_audit
from server.casework.services import Services
from server.casework.settle_arrears import settle_lost
from server.casework.special_begin import work_special
from server.casework.special_night import run_special
from server.casework.wake_cases import Woken, wake_due
from server.casework.watch_appeals import watch_appeals
from server.casework.watch_benefits import watch_benefits
from server.casework.watch_copay_reliefs import watch_copay_reliefs
from server.casework.watch_periods import watch_periods
from server.casework.watch_plans import watch_plans
from server.casework.watch_recourses import watch_recourses
from server.casework.watch_recoveries import watch_recoveries
from server.casework.watch_refunds import watch_refunds
from server.casework.watch_reliefs import watch_reliefs
from server.casework.watch_sales import watch_sales
from server.casework.work_dunning_runs import work_dunning_runs
from server.casework.work_levy_runs import work_levy_runs

Act = Callable[[Services], object]
_LOG = logging.getLogger("kokuho.night")
_MOST_PASSES = 5


@dataclass(frozen=True, slots=True)
class Round:
    """Acts that the clock does one after another every so many seconds."""

    every: int
    acts: tuple[Act, ...]


WAKE = Round(20, (wake_due,))
ROUNDS: tuple[Round, ...] = (
    Round(600, (run_households, run_ages)),
    Round(600, (run_debits,)),
    Round(600, (run_special,)),
    Round(600, (run_dunnings,)),
    Round(600, (run_lapse,)),
    Round(600, (begin_successions,)),
    Round(600, (run_arrears,)),
    Round(600, (remind_inquiries,)),
    Round(600, (watch_plans,)),
    Round(600, (watch_reliefs, watch_copay_reliefs)),
    Round(600, (watch_sales, watch_periods)),
    Round(600, (watch_refunds, begin_refund_lapses)),
    Round(600, (watch_benefits, watch_recourses, watch_recoveries)),
    Round(600, (watch_appeals,)),
    Round(20, (work_levy_runs,)),
    Round(20, (work_special,)),
    Round(20, (work_dunning_runs,)),
    Round(60, (review_protections, deliver_waiting, settle_lost, raise_unclaimed)),
    Round(60, (open_overpayments,)),
    Round(60, (give_to_collectors,)),
    Round(600, (raise_unposted,)),
    Round(60, (seal_audit,)),
)
"""All rounds but the waking of cases, which several processes may share, and the printing of letters."""


@dataclass(slots=True)
class Done:
    """What the passes did: cases woken, what each act answered by its name, and what stopped an act that failed."""

    woken: Woken = field(default_factory=lambda: Woken(0, 0))
    answers: dict[str, object] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)


def do_all(services: Services) -> Done:
    """Does everything that is due now, until nothing more wakes; a failing act does not keep the others from theirs.

    For whoever moves the clock by hand.
    """
    done = Done()
    for _ in range(_MOST_PASSES):
        woken = wake_due(services)
        done.woken = Woken(done.woken.count + woken.count, done.woken.failed + woken.failed)
        for act in (act for each in ROUNDS for act in each.acts):
            try:
                _note(done, act.__name__, act(services))
            except Exception as fault:  # noqa: BLE001 - told in the answer; the others have their turn all the same
                _LOG.exception("%s failed", act.__name__)
                done.stopped[act.__name__] = str(fault)
        if not woken.count:
            break
    return done


def do_round(services: Services, acts: tuple[Act, ...]) -> None:
    """The acts of one round; one that fails is logged, and the next time finds the same work."""
    for act in acts:
        try:
            act(services)
        except Exception:  # noqa: BLE001 - the clock must go on
            _LOG.exception("%s failed", act.__name__)


def print_all(services: Services) -> Issued:
    """Freezes and renders the letters asked for, as many as a person moving the clock waits for; runs in bulk."""
    print_run(services)
    return issue_requested(services, limit=1000)


def _note(done: Done, name: str, answer: object) -> None:
    """Counts are added up over the passes; anything else is the last one's answer."""
    before = done.answers.get(name)
    both = isinstance(before, int) and isinstance(answer, int)
    done.answers[name] = before + answer if both else answer  # type: ignore[operator]
