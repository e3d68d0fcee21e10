"""Counters of repeated work (回数の名前): which names the standard gives, where each can be read, and what it says.

A completion condition is asked beside the instances, each time one of them has ended; inside an instance only its own
number is known. Other places know none of them: there the names would answer nothing, so the gate refuses them.
"""

from __future__ import annotations

from collections.abc import Mapping

LOOP_COUNTER = "loopCounter"
"""The number of the instance or round, the first being 1 (BPMN 2.0.2, table 10.30)."""

_SPELLINGS = ("numberOf", "nrOf")  # of the standard; of the engines whose diagrams people bring along
_ENDED = ("Instances", "CompletedInstances", "TerminatedInstances")
_ACTIVE = "ActiveInstances"

ASKED_AT_THE_END = frozenset(f"{how}{name}" for how in _SPELLINGS for name in _ENDED)
"""Known in every completion condition."""
ASKED_SIDE_BY_SIDE = frozenset(f"{how}{_ACTIVE}" for how in _SPELLINGS)
"""Known only where instances run side by side; one after another, engines disagree whether it is none or one."""
COUNTERS = ASKED_AT_THE_END | ASKED_SIDE_BY_SIDE | {LOOP_COUNTER}


def counted(all_of_them: int, done: int) -> Mapping[str, int]:
    """What the counters say when `done` of all instances have ended and none was taken away yet."""
    values = {"Instances": all_of_them, "CompletedInstances": done, "TerminatedInstances": 0}
    values[_ACTIVE] = all_of_them - done
    return {f"{how}{name}": value for how in _SPELLINGS for name, value in values.items()}
