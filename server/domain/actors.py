"""Who acts (行為者): every change and every look carries one, and the audit keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a linked system at work: ID, office, and the session, terminal and address it works from."""

    user_id: str
    name: str
    office: str
    session_id: str = ""
    terminal: str = ""
    ip: str = ""


SYSTEM = Actor("system", "自動処理", "hq")
"""Work that no person does at a screen: clocks, jobs, automatic tasks."""
