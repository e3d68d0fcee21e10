"""The token engine, made safe before first use: no module of this folder imports SpiffWorkflow without this one.

Four things are settled here, once, at import:
- the exact version, because the layer above overrides the library's inner methods and each was read for this version;
- no diagram text ever runs as Python: the library's script engine and its environment refuse, whoever asks;
- task iteration has no depth limit (the library's own limit of 1,000 hides a waiting task and calls the case complete);
- its loggers are silent, because they would write case data into log records.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import TaskDataEnvironment
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator

KNOWN_VERSION = "3.2.0"
NO_LIMIT = 2**62


class ScriptRefused(Exception):
    """Something asked the library to run text of a diagram as Python; nothing was run."""


def refuse_script(*_: Any, **__: Any) -> NoReturn:
    """Stands in for every way in which the library evaluates or executes text."""
    raise ScriptRefused("text of a diagram is never run as a program")


class RefusingEngine(PythonScriptEngine):  # type: ignore[misc] # the library is untyped
    """The script engine every case is given."""


def _check_version() -> None:
    found = version("SpiffWorkflow")
    if found != KNOWN_VERSION:
        raise ImportError(f"the engine layer is written for SpiffWorkflow {KNOWN_VERSION}, found {found}")


def _refuse_scripts() -> None:
    for owner in (PythonScriptEngine, TaskDataEnvironment):
        for name in ("evaluate", "execute", "call_service"):
            setattr(owner, name, refuse_script)
    PythonScriptEngine.validate = refuse_script


def _lift_depth_limit() -> None:
    for iterator in (TaskIterator, BpmnTaskIterator):
        end_at_spec, _limit, *rest = iterator.__init__.__defaults__
        iterator.__init__.__defaults__ = (end_at_spec, NO_LIMIT, *rest)


def _silence() -> None:
    for name in ("spiff", "spiff.data", "spiff.dmn", "spiff.task", "spiff.workflow"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


_check_version()
_refuse_scripts()
_lift_depth_limit()
_silence()
