"""The first schema: all tables, with what the database itself forbids."""

# ruff: noqa: E501

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DATED = {
    "card_statuses": (Alone(("person_key",)),),
    "certificates": (
        Alone(("certificate_key",)),
        Alone(("person_key", "kind"), ("status", "VALID")),
    ),
    "eligibilities": (Alone(("person_key",)),),
    "household_records": (Alone(("household_key",)),),
    "incomes": (Alone(("person_key", "income_year")),),
    "memberships": (Alone(("person_key",)),),
    "other_insurance": (Alone(("person_key",)),),
    "person_records": (Alone(("person_key",)),),
    "resident_records": (Alone(("person_key",)),),
    "share_classes": (Alone(("person_key",)),),
    "value_rows": (Alone(("key",)),),
}
FINAL = {
    "archive": (),
    "artefacts": (),
    "audit_events": (),
    "audit_seals": (),
    "case_steps": (),
    "decisions": ("confirmed_by", "confirmed_at"),
    "history": (),
    "letter_numbers": ("void_reason",),
    "letter_prints": (),
    "message_deliveries": (),
    "register_changes": (),
}
FROZEN = {
    "cases": ("case_id", "number", "slug", "started_by", "started_at", "closed_at"),
    "letters": ("letter", "household_key", "number", "issued_on", "data", "template_hash", "pdf_hash", "released_by"),
    "my_numbers": ("token", "ciphertext", "match_hash", "person_key"),
    "procedures": ("hash", "slug", "no", "manifest", "valid_from", "deployed_by", "deployed_at"),
    "users": ("user_id", "staff_number", "created_at"),
}


def upgrade() -> None:
    op.create_table(
        "archive",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_archive")),
    )
    op.create_table(
        "artefacts",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_artefacts")),
    )
    op.create_table(
        "audit_events",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("person_ref", sa.String(), nullable=True),
        sa.Column("household_ref", sa.String(), nullable=True),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_events_at", "audit_events", ["at"], unique=False)
    op.create_index("ix_audit_events_case", "audit_events", ["case_id", "at"], unique=False)
    op.create_index("ix_audit_events_household", "audit_events", ["household_ref", "at"], unique=False)
    op.create_index("ix_audit_events_person", "audit_events", ["person_ref", "at"], unique=False)
    op.create_index("ix_audit_events_user", "audit_events", ["user_id", "at"], unique=False)
    op.create_table(
        "audit_persons",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('person', 'household')", name=op.f("ck_audit_persons_kind")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_audit_persons")),
    )
    op.create_index("uq_audit_persons_subject", "audit_persons", ["kind", "subject_key"], unique=True)
    op.create_table(
        "audit_seals",
        sa.Column("seal_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("covers", Json(), nullable=False),
        sa.Column("open_gaps", Json(), nullable=False),
        sa.Column("top_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seal_no", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "card_statuses",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status in ('usable', 'not_usable', 'blocked', 'unknown')", name=op.f("ck_card_statuses_status")
        ),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_card_statuses_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_card_statuses_days")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_card_statuses")),
    )
    op.create_index("ix_card_statuses_person", "card_statuses", ["person_key"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "drafts",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("draft_key", sa.String(), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "draft_key", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_key", "drafts", ["draft_key"], unique=False)
    op.create_table(
        "households",
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("household_key", name=op.f("pk_households")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("response", Json(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("job_key", sa.String(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('queued', 'running', 'done', 'failed')", name=op.f("ck_jobs_status")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("job_key", name=op.f("uq_jobs_job_key")),
    )
    op.create_index("ix_jobs_queue", "jobs", ["status", "due_at"], unique=False)
    op.create_table(
        "my_numbers",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("match_hash", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("put_by", sa.String(), nullable=False),
        sa.Column("put_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "status in ('pending', 'current', 'superseded', 'refused', 'discarded')", name=op.f("ck_my_numbers_status")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_my_numbers")),
    )
    op.create_index(
        "uq_my_numbers_match",
        "my_numbers",
        ["match_hash"],
        unique=True,
        sqlite_where=sa.text("status = 'current'"),
        postgresql_where=sa.text("status = 'current'"),
    )
    op.create_index(
        "uq_my_numbers_person",
        "my_numbers",
        ["person_key"],
        unique=True,
        sqlite_where=sa.text("status = 'current'"),
        postgresql_where=sa.text("status = 'current'"),
    )
    op.create_table(
        "offices",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("insured_symbol", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_offices")),
    )
    op.create_table(
        "other_insurance",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("insurer_kind", sa.String(), nullable=False),
        sa.Column("insurer_name", sa.String(), nullable=False),
        sa.Column("insurer_number", sa.String(), nullable=False),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_other_insurance_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_other_insurance_days")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_other_insurance")),
    )
    op.create_index("ix_other_insurance_person", "other_insurance", ["person_key"], unique=False)
    op.create_table(
        "persons",
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_persons")),
    )
    op.create_table(
        "procedures",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("manifest", Json(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("deployed_by", sa.String(), nullable=False),
        sa.Column("deployed_at", Instant(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("status in ('active', 'withdrawn')", name=op.f("ck_procedures_status")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_procedures")),
        sa.UniqueConstraint("slug", "no", name="uq_procedures_slug_no"),
    )
    op.create_table(
        "register_changes",
        sa.Column("change_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("change_key", name=op.f("pk_register_changes")),
    )
    op.create_table(
        "reserved_keys",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("reserved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("series", "ref", name=op.f("pk_reserved_keys")),
        sa.UniqueConstraint("series", "value", name="uq_reserved_keys_value"),
    )
    op.create_table(
        "resident_records",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_kana", sa.String(), nullable=False),
        sa.Column("kana_key", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("birth_date", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("moved_in_on", sa.Date(), nullable=True),
        sa.Column("moved_in_from", sa.String(), nullable=True),
        sa.Column("nationality", sa.String(), nullable=True),
        sa.Column("stay_until", sa.Date(), nullable=True),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_resident_records_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_resident_records_days")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_resident_records")),
    )
    op.create_index("ix_resident_records_birth", "resident_records", ["birth_date", "kana_key"], unique=False)
    op.create_index("ix_resident_records_household", "resident_records", ["household_key"], unique=False)
    op.create_index("ix_resident_records_kana", "resident_records", ["kana_key"], unique=False)
    op.create_index("ix_resident_records_person", "resident_records", ["person_key"], unique=False)
    op.create_table(
        "value_proposals",
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("row", Json(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('waiting', 'accepted', 'refused')", name=op.f("ck_value_proposals_status")),
        sa.CheckConstraint(
            "decided_by is null or decided_by <> proposed_by", name=op.f("ck_value_proposals_two_people")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_value_proposals")),
    )
    op.create_table(
        "value_rows",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("confirm_again_by", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_value_rows_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_value_rows_days")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_value_rows")),
    )
    op.create_index("ix_value_rows_key", "value_rows", ["key"], unique=False)
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("procedure_hash", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=True),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("subject_kana", sa.String(), nullable=False),
        sa.Column("kana_key", sa.String(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("cautions", Json(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("paper_location", sa.String(), nullable=True),
        sa.Column("parent_case_id", sa.String(), nullable=True),
        sa.Column("once_key", sa.String(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('active', 'completed', 'cancelled')", name=op.f("ck_cases_status")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_cases_office")),
        sa.ForeignKeyConstraint(["parent_case_id"], ["cases.case_id"], name=op.f("fk_cases_parent_case_id")),
        sa.ForeignKeyConstraint(["procedure_hash"], ["procedures.hash"], name=op.f("fk_cases_procedure_hash")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("once_key", name=op.f("uq_cases_once_key")),
    )
    op.create_index(
        "ix_cases_due",
        "cases",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'active' and next_due_at is not null"),
        postgresql_where=sa.text("status = 'active' and next_due_at is not null"),
    )
    op.create_index("ix_cases_household", "cases", ["household_key"], unique=False)
    op.create_index("ix_cases_kana", "cases", ["kana_key"], unique=False)
    op.create_index("ix_cases_office", "cases", ["office", "status", "received_on"], unique=False)
    op.create_index("ix_cases_parent", "cases", ["parent_case_id"], unique=False)
    op.create_index("ix_cases_procedure", "cases", ["procedure_hash", "status"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("certificate_key", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status in ('VALID', 'SUPERSEDED', 'LOST', 'RETURNED', 'VOID')", name=op.f("ck_certificates_status")
        ),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_certificates_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_certificates_days")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_certificates_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_certificates_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_certificates")),
    )
    op.create_index("ix_certificates_household", "certificates", ["household_key"], unique=False)
    op.create_index("ix_certificates_key", "certificates", ["certificate_key"], unique=False)
    op.create_index("ix_certificates_person", "certificates", ["person_key"], unique=False)
    op.create_table(
        "eligibilities",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("shikaku_from", sa.Date(), nullable=False),
        sa.Column("shikaku_to", sa.Date(), nullable=True),
        sa.Column("acquired_by", sa.String(), nullable=False),
        sa.Column("lost_by", sa.String(), nullable=True),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_eligibilities_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_eligibilities_days")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_eligibilities_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_eligibilities_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_eligibilities")),
    )
    op.create_index("ix_eligibilities_household", "eligibilities", ["household_key"], unique=False)
    op.create_index("ix_eligibilities_number", "eligibilities", ["number", "symbol"], unique=False)
    op.create_index("ix_eligibilities_person", "eligibilities", ["person_key"], unique=False)
    op.create_table(
        "household_records",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_line2", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("phone_key", sa.String(), nullable=True),
        sa.Column("send_to", Json(), nullable=True),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_household_records_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_household_records_days")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_household_records_household_key")
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_household_records_office")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_household_records")),
    )
    op.create_index("ix_household_records_key", "household_records", ["household_key"], unique=False)
    op.create_index("ix_household_records_phone", "household_records", ["phone_key"], unique=False)
    op.create_table(
        "incomes",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("income_year", sa.Integer(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("figures", Json(), nullable=False),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_incomes_instants")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_incomes_days")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_incomes_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_incomes")),
    )
    op.create_index("ix_incomes_person", "incomes", ["person_key", "income_year"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("nominal", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_memberships_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_memberships_days")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_memberships_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_memberships_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_household", "memberships", ["household_key"], unique=False)
    op.create_index("ix_memberships_person", "memberships", ["person_key"], unique=False)
    op.create_table(
        "number_checks",
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("other_person_key", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.CheckConstraint("status in ('open', 'closed')", name=op.f("ck_number_checks_status")),
        sa.ForeignKeyConstraint(["token"], ["my_numbers.token"], name=op.f("fk_number_checks_token")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_number_checks")),
    )
    op.create_index("ix_number_checks_person", "number_checks", ["person_key"], unique=False)
    op.create_table(
        "person_records",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_kana", sa.String(), nullable=False),
        sa.Column("kana_key", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("birth_date", sa.String(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("nationality", sa.String(), nullable=True),
        sa.Column("stay_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_person_records_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_person_records_days")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_person_records_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_person_records")),
    )
    op.create_index("ix_person_records_birth", "person_records", ["birth_date", "kana_key"], unique=False)
    op.create_index("ix_person_records_kana", "person_records", ["kana_key"], unique=False)
    op.create_index("ix_person_records_key", "person_records", ["person_key"], unique=False)
    op.create_index("ix_person_records_name", "person_records", ["name"], unique=False)
    op.create_table(
        "share_classes",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("share in (10, 20, 30)", name=op.f("ck_share_classes_share")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_share_classes_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_share_classes_days")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_share_classes_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_share_classes")),
    )
    op.create_index("ix_share_classes_person", "share_classes", ["person_key"], unique=False)
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("staff_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_kana", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("pledged_on", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("kind in ('permanent', 'fixed_term', 'contractor', 'system')", name=op.f("ck_users_kind")),
        sa.CheckConstraint("kind in ('permanent', 'system') or valid_to is not null", name=op.f("ck_users_end_date")),
        sa.CheckConstraint("requested_by <> issued_by", name=op.f("ck_users_two_people")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_users_office")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users")),
        sa.UniqueConstraint("staff_number", name=op.f("uq_users_staff_number")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_api_tokens_user_id")),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "case_persons",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_persons_case_id")),
        sa.PrimaryKeyConstraint("case_id", "person_key", name=op.f("pk_case_persons")),
    )
    op.create_index("ix_case_persons_person", "case_persons", ["person_key"], unique=False)
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("command", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("procedure_hash", sa.String(), nullable=False),
        sa.Column("facts_used", Json(), nullable=False),
        sa.Column("values_used", Json(), nullable=False),
        sa.Column("effects", Json(), nullable=False),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("state_after", sa.LargeBinary(), nullable=True),
        sa.Column("state_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_steps_case_id")),
        sa.PrimaryKeyConstraint("case_id", "step_no", name=op.f("pk_case_steps")),
    )
    op.create_table(
        "credentials",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_credentials_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("basis", Json(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("deputy_for", sa.String(), nullable=True),
        sa.Column("confirm_by", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.CheckConstraint("confirm_by in ('none', 'daily_list', 'deputised')", name=op.f("ck_decisions_confirm_by")),
        sa.CheckConstraint(
            "confirmed_by is null or confirmed_by <> decided_by", name=op.f("ck_decisions_confirmed_by_another")
        ),
        sa.CheckConstraint("decided_by <> entered_by", name=op.f("ck_decisions_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_decisions_case_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_case", "decisions", ["case_id"], unique=False)
    op.create_index("ix_decisions_day", "decisions", ["office", "decided_on"], unique=False)
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("paper_location", sa.String(), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_documents_case_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_documents")),
    )
    op.create_index("ix_documents_case", "documents", ["case_id"], unique=False)
    op.create_table(
        "exports",
        sa.Column("export_id", sa.String(), nullable=False),
        sa.Column("interface", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answer", Json(), nullable=True),
        sa.CheckConstraint("status in ('queued', 'sent', 'accepted', 'rejected')", name=op.f("ck_exports_status")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_exports_case_id")),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_exports")),
        sa.UniqueConstraint("interface", "key", name="uq_exports_interface_key"),
    )
    op.create_index("ix_exports_queue", "exports", ["status", "interface", "due_on"], unique=False)
    op.create_table(
        "grants",
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("requested_by <> granted_by", name=op.f("ck_grants_two_people")),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_grants_user_id")),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_grants")),
    )
    op.create_index("ix_grants_user", "grants", ["user_id"], unique=False)
    op.create_table(
        "history",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("element_type", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_history_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_history")),
    )
    op.create_table(
        "incidents",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.CheckConstraint("status in ('open', 'closed')", name=op.f("ck_incidents_status")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_incidents_case_id")),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_case", "incidents", ["case_id"], unique=False)
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["raised_at"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "letters",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=True),
        sa.Column("request_keys", Json(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("data", Json(), nullable=True),
        sa.Column("template_hash", sa.String(), nullable=True),
        sa.Column("stack", sa.String(), nullable=True),
        sa.Column("household_rev", sa.Integer(), nullable=True),
        sa.Column("pdf_hash", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("held_for", Json(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.Column("rendered_at", Instant(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("handed_over_at", Instant(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status in ('requested', 'issued', 'rendered', 'held', 'released', 'handed_over', 'posted', 'returned', 'void')",
            name=op.f("ck_letters_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_letters_case_id")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_letters_office")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letters")),
    )
    op.create_index("ix_letters_case", "letters", ["case_id"], unique=False)
    op.create_index("ix_letters_household", "letters", ["household_key"], unique=False)
    op.create_index("ix_letters_status", "letters", ["status", "office", "requested_at"], unique=False)
    op.create_index(
        "uq_letters_number",
        "letters",
        ["number"],
        unique=True,
        sqlite_where=sa.text("number is not null"),
        postgresql_where=sa.text("number is not null"),
    )
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("register_keys", Json(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("from_case_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('waiting', 'delivered', 'expired')", name=op.f("ck_messages_status")),
        sa.ForeignKeyConstraint(["from_case_id"], ["cases.case_id"], name=op.f("fk_messages_from_case_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_messages")),
        sa.UniqueConstraint("source_id", name=op.f("uq_messages_source_id")),
    )
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "notes",
        sa.Column("note_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("household_key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_notes_case_id")),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_case", "notes", ["case_id"], unique=False)
    op.create_index("ix_notes_household", "notes", ["household_key"], unique=False)
    op.create_table(
        "old_passwords",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_old_passwords_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_passwords")),
    )
    op.create_index("ix_old_passwords_user", "old_passwords", ["user_id"], unique=False)
    op.create_table(
        "saved_searches",
        sa.Column("search_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", Json(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_saved_searches_user_id")),
        sa.PrimaryKeyConstraint("search_id", name=op.f("pk_saved_searches")),
    )
    op.create_index("ix_saved_searches_user", "saved_searches", ["user_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index("ix_sessions_user", "sessions", ["user_id", "started_at"], unique=False)
    op.create_index(
        "uq_sessions_live",
        "sessions",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_subscriptions_case_id")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_subscriptions")),
    )
    op.create_index("ix_subscriptions_kind", "subscriptions", ["kind"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("assigned_by", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("edited_by", sa.String(), nullable=True),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("properties", Json(), nullable=False),
        sa.CheckConstraint("status in ('open', 'done', 'interrupted')", name=op.f("ck_tasks_status")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_tasks_case_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("case_id", "key", name="uq_tasks_case_key"),
    )
    op.create_index(
        "ix_tasks_open_mine",
        "tasks",
        ["claimed_by", "due_on", "opened_at", "task_id"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_tasks_open_role",
        "tasks",
        ["role", "office", "due_on", "opened_at", "task_id"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "user_settings",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_user_settings_user_id")),
        sa.PrimaryKeyConstraint("user_id", "name", name=op.f("pk_user_settings")),
    )
    op.create_table(
        "letter_numbers",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_letter_numbers_letter_id")),
        sa.PrimaryKeyConstraint("series", "no", name=op.f("pk_letter_numbers")),
    )
    op.create_table(
        "letter_prints",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_letter_prints_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_prints")),
    )
    op.create_index("ix_letter_prints_letter", "letter_prints", ["letter_id"], unique=False)
    op.create_table(
        "message_deliveries",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_message_deliveries_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.message_id"], name=op.f("fk_message_deliveries_message_id")),
        sa.PrimaryKeyConstraint("message_id", "case_id", name=op.f("pk_message_deliveries")),
    )
    op.create_index("ix_message_deliveries_case", "message_deliveries", ["case_id"], unique=False)
    guards.protect(op.get_bind(), dated=DATED, final=FINAL, frozen=FROZEN)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
