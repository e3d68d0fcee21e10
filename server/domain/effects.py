"""Effects (効果): what an operator wishes to happen; casework carries all of them out in the case's own transaction.

An operator never touches a register: it answers with these frozen values, so an automatic task cannot half-happen.
All payloads are JSON only (`str`, `int`, `bool`, `None`, lists, objects with string keys; dates ISO, yen `int`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = Any  # None | bool | int | str | list[JSON] | dict[str, JSON]; checked at the door by `domain.jsonvalue`
JSONObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One change of a register (台帳異動), applied by `store.registers` under `kind`, e.g. `open_eligibility`."""

    kind: str
    key: str
    payload: JSONObject


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A letter to be issued (発行依頼): keys only; facts are read and frozen at issue, never here."""

    letter: str
    household_key: str
    person_key: str | None = None
    keys: JSONObject = field(default_factory=dict)
    delivery: str = "POST"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to other cases or procedures; stored first under its unique `source_id`, delivered once."""

    kind: str
    source_id: str
    keys: JSONObject
    payload: JSONObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StartCase:
    """A case of another procedure, linked to this one as its parent; `once` names what must not be started twice."""

    procedure: str
    once: str
    data: JSONObject
    household_key: str | None = None


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A record queued for a linked system (連携), with the last civil day on which it may be sent (ISO)."""

    interface: str
    key: str
    due_on: str
    payload: JSONObject


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision taken by a named person (決裁・専決), put on record with what it rests on.

    `task` is the element whose last completer decided (`check` where the checker decides, `decide` else); `authority`
    names the row of 専決区分; `confirm` is `daily_list` where the head confirms the day's list, else `none`.
    """

    kind: str
    result: str
    task: str
    authority: str
    confirm: str
    summary: str
    basis: JSONObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Concerns:
    """Whom the case concerns from now on (関係者), by 宛名番号: what finds a second case of the same person."""

    person_keys: tuple[str, ...]


Effect = RegisterChange | LetterRequest | Message | StartCase | ExportRequest | Decision | Concerns
