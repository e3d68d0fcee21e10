"""Who calls a use case (呼び出した人): a person in a session or a linked system with a token, with its rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from server.domain import rights
from server.domain.actors import Actor
from server.domain.deputies import Standing
from server.domain.effects import JSON
from server.domain.rights import Grant, Scope
from server.domain.roles import ROLES


@dataclass(frozen=True, slots=True)
class Caller:
    """A person at work: who, where, by which session, with which grants and own settings.

    `machine`: a linked system, which never does what a second person or a decider must do. `standings`: for which
    absent deciders this person may decide (代決); a token never brings any.
    """

    user_id: str
    name: str
    office: str
    office_name: str
    title: str
    grants: tuple[Grant, ...]
    session_id: str = ""
    terminal: str = ""
    ip: str = ""
    csrf: str = ""
    lang: Literal["ja", "en"] = "ja"
    settings: Mapping[str, JSON] = field(default_factory=dict)
    machine: bool = False
    standings: tuple[Standing, ...] = ()

    def actor(self) -> Actor:
        """The same person as the store records it."""
        return Actor(self.user_id, self.name, self.office, self.session_id, self.terminal, self.ip)

    def scope(self, function: str, day: date) -> Scope:
        """The offices in which this person holds `function` on `day`: what every listing takes as its predicate."""
        return rights.scope(self.grants, function, day)

    def may(self, function: str, office: str, day: date) -> bool:
        """Whether this person holds `function` in `office` on `day`."""
        return rights.may(self.grants, function, office, day)

    def holds(self, function: str, day: date) -> bool:
        """Whether this person holds `function` anywhere on `day`."""
        return rights.holds(self.grants, function, day)

    def require(self, function: str, office: str, day: date) -> None:
        """Raises `Refused("no_right")` or `Refused("out_of_scope")`."""
        rights.require(self.grants, function, office, day)

    def work_scopes(self, day: date) -> dict[str, Scope]:
        """For each role the offices whose tasks this person may work, as the inbox takes it."""
        scopes = {role: self.scope(rights.work(role), day) for role in ROLES}
        return {role: scope for role, scope in scopes.items() if scope != frozenset()}
