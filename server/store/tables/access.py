"""Offices, users and what they may do (所属・利用者・権限), sessions, tokens and each person's own settings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, text

from server.store.tables.columns import BIG_ID, METADATA, Instant, Json, frozen

USER = "users.user_id"


class OfficeCols(TypedColumns):
    """An office (所属): `kind` is head_office 本課, ward 区役所, citizen_center 市民センター, typing_center."""

    office: Named[str] = Column(primary_key=True)
    name: Named[str]
    kind: Named[str]
    position: Named[int]
    postal_code: Named[str]
    address: Named[str]
    phone: Named[str]
    insured_symbol: Named[str]


class UserCols(TypedColumns):
    """A person with an ID, or a linked system (`kind` system). IDs are kept for ever and never given out again."""

    user_id: Named[str] = Column(primary_key=True)
    staff_number: Named[str] = Column(unique=True)
    name: Named[str]
    name_kana: Named[str]
    office: Named[str] = Column(ForeignKey("offices.office"))
    kind: Named[str]
    title: Named[str]
    valid_from: Named[date]
    valid_to: Named[date | None]
    pledged_on: Named[date | None]
    trained_on: Named[date | None]
    disabled_at: Named[datetime | None] = Column(Instant)
    requested_by: Named[str]
    issued_by: Named[str]
    created_at: Named[datetime] = Column(Instant)


class CredentialCols(TypedColumns):
    """Password of a user as argon2 text, with the count of failures and the lock (5 tries, 30 minutes)."""

    user_id: Named[str] = Column(ForeignKey(USER), primary_key=True)
    password_hash: Named[str]
    must_change: Named[bool]
    changed_at: Named[datetime] = Column(Instant)
    failed_count: Named[int]
    failed_at: Named[datetime | None] = Column(Instant)
    locked_until: Named[datetime | None] = Column(Instant)


class OldPasswordCols(TypedColumns):
    """Earlier password hashes, so that none comes back."""

    id: Named[int] = Column(BIG_ID, primary_key=True, autoincrement=True)
    user_id: Named[str] = Column(ForeignKey(USER))
    password_hash: Named[str]
    until: Named[datetime] = Column(Instant)


class SessionCols(TypedColumns):
    """A log-in. Only the hash of the cookie's token is kept; at most one session of a user is live."""

    session_id: Named[str] = Column(primary_key=True)
    token_hash: Named[str] = Column(unique=True)
    user_id: Named[str] = Column(ForeignKey(USER))
    terminal: Named[str]
    ip: Named[str]
    csrf: Named[str]
    started_at: Named[datetime] = Column(Instant)
    last_seen_at: Named[datetime] = Column(Instant)
    ended_at: Named[datetime | None] = Column(Instant)
    end_reason: Named[str | None]
    replaced_by: Named[str | None]


class GrantCols(TypedColumns):
    """A right: `function` in `scope` (an office or `all`) from a day to a day; asked for and given by two people."""

    grant_id: Named[str] = Column(primary_key=True)
    user_id: Named[str] = Column(ForeignKey(USER))
    function: Named[str]
    scope: Named[str]
    valid_from: Named[date]
    valid_to: Named[date | None]
    requested_by: Named[str]
    granted_by: Named[str]
    granted_at: Named[datetime] = Column(Instant)
    ended_at: Named[datetime | None] = Column(Instant)
    ended_by: Named[str | None]


class ApiTokenCols(TypedColumns):
    """A bearer token of a user or linked system; only its hash is kept.

    Its rights are the user's, or of these alone what `limits` (pairs of function and office) names. `last_used_at` is
    kept to the minute. `replaces` is the token in whose place this one came.
    """

    token_id: Named[str] = Column(primary_key=True)
    token_hash: Named[str] = Column(unique=True)
    user_id: Named[str] = Column(ForeignKey(USER))
    label: Named[str]
    created_at: Named[datetime] = Column(Instant)
    created_by: Named[str]
    expires_at: Named[datetime] = Column(Instant)
    revoked_at: Named[datetime | None] = Column(Instant)
    limits: Named[object | None] = Column(Json, nullable=True)
    last_used_at: Named[datetime | None] = Column(Instant)
    replaces: Named[str | None]


class IdempotencyCols(TypedColumns):
    """The answer once given to a request with this `Idempotency-Key`, so that a repeated one gets the same."""

    user_id: Named[str] = Column(primary_key=True)
    key: Named[str] = Column(primary_key=True)
    request_hash: Named[str]
    status: Named[int]
    response: Named[object] = Column(Json, nullable=True)
    at: Named[datetime] = Column(Instant)


class SettingCols(TypedColumns):
    """One setting of a user (密度, 文字の大きさ, 一文字キー …)."""

    user_id: Named[str] = Column(ForeignKey(USER), primary_key=True)
    name: Named[str] = Column(primary_key=True)
    value: Named[object] = Column(Json, nullable=False)


class SavedSearchCols(TypedColumns):
    """A named set of filters of the inbox (いまの条件を保存)."""

    search_id: Named[str] = Column(primary_key=True)
    user_id: Named[str] = Column(ForeignKey(USER))
    name: Named[str]
    query: Named[object] = Column(Json, nullable=False)
    position: Named[int]


offices = Table("offices", METADATA, OfficeCols)
users = Table(
    "users",
    METADATA,
    UserCols,
    CheckConstraint("kind in ('permanent', 'fixed_term', 'contractor', 'system')", name="kind"),
    CheckConstraint("kind in ('permanent', 'system') or valid_to is not null", name="end_date"),
    CheckConstraint("requested_by <> issued_by", name="two_people"),
    info=frozen("user_id", "staff_number", "created_at"),
)
credentials = Table("credentials", METADATA, CredentialCols)
old_passwords = Table("old_passwords", METADATA, OldPasswordCols, Index("ix_old_passwords_user", "user_id"))
sessions = Table(
    "sessions",
    METADATA,
    SessionCols,
    Index(
        "uq_sessions_live",
        "user_id",
        unique=True,
        sqlite_where=text("ended_at is null"),
        postgresql_where=text("ended_at is null"),
    ),
    Index("ix_sessions_user", "user_id", "started_at"),
)
grants = Table(
    "grants",
    METADATA,
    GrantCols,
    Index("ix_grants_user", "user_id"),
    CheckConstraint("requested_by <> granted_by", name="two_people"),
)
api_tokens = Table("api_tokens", METADATA, ApiTokenCols, Index("ix_api_tokens_user", "user_id"))
idempotency_keys = Table("idempotency_keys", METADATA, IdempotencyCols)
user_settings = Table("user_settings", METADATA, SettingCols)
saved_searches = Table("saved_searches", METADATA, SavedSearchCols, Index("ix_saved_searches_user", "user_id"))
