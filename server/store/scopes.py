"""Scopes as conditions (権限の範囲): every listing takes one, so that none can forget it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, ColumnElement, and_, false, or_, true

from server.domain.rights import AllOffices, Scope


def in_scope(office: Column[str], scope: Scope) -> ColumnElement[bool]:
    """That a row's office lies in `scope`; nothing does when the scope is empty."""
    return true() if isinstance(scope, AllOffices) else office.in_(sorted(scope))


def in_work(role: Column[str], office: Column[str], work: Mapping[str, Scope]) -> ColumnElement[bool]:
    """That a task's role is one of `work` and its office in that role's scope."""
    return or_(false(), *(and_(role == name, in_scope(office, scope)) for name, scope in sorted(work.items())))
