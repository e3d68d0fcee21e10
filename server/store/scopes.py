"""Scopes as conditions (権限の範囲): every listing takes one, so that none can forget it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, ColumnElement, and_, false, or_, true

from server.domain.rights import AllOffices, Scope


def in_scope(office: Column[str], scope: Scope) -> ColumnElement[bool]:
    """That a row's office lies in `scope`; nothing does when the scope is empty."""
    return true() if isinstance(scope, AllOffices) else office.in_(sorted(scope))


def in_work(role: Column[str], office: Column[str], work: Mapping[str, Scope]) -> ColumnElement[bool]:
    """That a task's role is one of `work` and its office in that role's scope.

    The offices stand in front once more, where they are named, so that an index by office is of use.
    """
    each = or_(false(), *(and_(role == name, in_scope(office, scope)) for name, scope in sorted(work.items())))
    named = [scope for scope in work.values() if not isinstance(scope, AllOffices)]
    return and_(office.in_(sorted(frozenset().union(*named))), each) if work and len(named) == len(work) else each
