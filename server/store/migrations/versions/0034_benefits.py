"""Benefit register, recourse and recovery (給付台帳・求償・返還)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

DATED = {
    "benefit_holds": (Alone(("hold_key",)),),
    "recourse_cases": (Alone(("recourse_key",)),),
    "recourse_links": (Alone(("recourse_key", "claim_no")),),
    "recovery_items": (Alone(("claim_no",)),),
}
FINAL: dict[str, tuple[str, ...]] = {
    "benefit_claims": ("voided_on", "void_file"),
    "other_claims": (),
    "other_postings": (),
    "other_acts": (),
}
ENDS = "'COLLECTED', 'ENTRUSTED_CLOSED', 'ABANDONED', 'NO_CLAIM', 'REFERRED', 'MERGED'"


def upgrade() -> None:
    _benefit_claims()
    _benefit_holds()
    _other_acts()
    _other_claims()
    _recourse_cases()
    _recourse_links()
    _recovery_items()
    _other_postings()
    guards.protect(op.get_bind(), dated=DATED, final=FINAL, frozen={})


def _benefit_claims() -> None:
    texts = "claim_no file_id person_key household_key billed_month form provider_code provider injuries"
    op.create_table(
        "benefit_claims",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("row_no", "days", "cost", "copay", "benefit")),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("third_party", sa.Boolean(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_file", sa.String(), nullable=True),
        sa.CheckConstraint(
            "form in ('INPATIENT', 'OUTPATIENT', 'DENTAL', 'PHARMACY', 'NURSING')", name=op.f("ck_benefit_claims_form")
        ),
        sa.CheckConstraint(
            "copay >= 0 and benefit >= 0 and copay + benefit <= cost", name=op.f("ck_benefit_claims_yen")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_benefit_claims_days")),
        sa.ForeignKeyConstraint(["file_id"], ["feed_files.file_id"], name=op.f("fk_benefit_claims_file_id")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_benefit_claims_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_benefit_claims_person_key")),
        sa.PrimaryKeyConstraint("claim_no", name=op.f("pk_benefit_claims")),
    )
    op.create_index("ix_benefit_claims_file", "benefit_claims", ["file_id"], unique=False)
    op.create_index("ix_benefit_claims_household", "benefit_claims", ["household_key"], unique=False)
    op.create_index("ix_benefit_claims_person", "benefit_claims", ["person_key", "first_day"], unique=False)


def _benefit_holds() -> None:
    texts = "by_event hold_key household_key person_key case_id benefit month reason owner"
    op.create_table(
        "benefit_holds",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("yen", sa.Integer(), nullable=False),
        sa.Column("prolonged", sa.Integer(), nullable=False),
        sa.CheckConstraint("prolonged >= 0", name=op.f("ck_benefit_holds_prolonged")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_benefit_holds_instants")
        ),
        sa.CheckConstraint("valid_to is not null", name=op.f("ck_benefit_holds_dated")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_benefit_holds_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_benefit_holds_case_id")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_benefit_holds_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_benefit_holds_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_benefit_holds")),
    )
    op.create_index("ix_benefit_holds_household", "benefit_holds", ["household_key"], unique=False)


def _other_acts() -> None:
    texts = "act_key case_id against act document by_user mark"
    op.create_table(
        "other_acts",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "act in ('ACKNOWLEDGED', 'PART_PAID', 'DEMAND', 'TALKS', 'SUIT', 'JUDGMENT')",
            name=op.f("ck_other_acts_act"),
        ),
        sa.CheckConstraint("against in ('OFFENDER', 'INSURER', 'DEBTOR')", name=op.f("ck_other_acts_against")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_other_acts_case_id")),
        sa.PrimaryKeyConstraint("act_key", name=op.f("pk_other_acts")),
    )
    op.create_index("ix_other_acts_case", "other_acts", ["case_id"], unique=False)


def _other_claims() -> None:
    texts = "claim_key kind nature household_key person_key case_id debtor number mark"
    op.create_table(
        "other_claims",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("fixed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("accounting_year", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'FRAUD') = (nature = 'ENFORCEABLE_PUBLIC')", name=op.f("ck_other_claims_enforceable")
        ),
        sa.CheckConstraint("kind in ('RECOURSE', 'RECOVERY', 'FRAUD')", name=op.f("ck_other_claims_kind")),
        sa.CheckConstraint(
            "nature in ('PRIVATE', 'PLAIN_PUBLIC', 'ENFORCEABLE_PUBLIC')", name=op.f("ck_other_claims_nature")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_other_claims_case_id")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_other_claims_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_other_claims_person_key")),
        sa.PrimaryKeyConstraint("claim_key", name=op.f("pk_other_claims")),
    )
    op.create_index("ix_other_claims_case", "other_claims", ["case_id"], unique=False)
    op.create_index("ix_other_claims_household", "other_claims", ["household_key"], unique=False)


def _recourse_cases() -> None:
    texts = "by_event recourse_key household_key person_key case_id origin kind owner state"
    op.create_table(
        "recourse_cases",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("knew_on", "insurer_until", "ended_on")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("accident_on", "tort_until", "act_until")),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("payer", sa.String(), nullable=True),
        sa.Column("debtor", sa.String(), nullable=True),
        sa.Column("fault", sa.Integer(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"(state in ({ENDS})) = (ended_on is not null)", name=op.f("ck_recourse_cases_ended")),
        sa.CheckConstraint(
            f"state in ('INQUIRY', 'OPEN', 'CLAIMED', 'ENTRUSTED', {ENDS})", name=op.f("ck_recourse_cases_state")
        ),
        sa.CheckConstraint("fault between 0 and 100", name=op.f("ck_recourse_cases_fault")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_recourse_cases_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_recourse_cases_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_recourse_cases_case_id")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_recourse_cases_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_recourse_cases_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_recourse_cases")),
    )
    _recourse_indexes()


def _recourse_indexes() -> None:
    op.create_index("ix_recourse_cases_household", "recourse_cases", ["household_key"], unique=False)
    op.create_index("ix_recourse_cases_person", "recourse_cases", ["person_key"], unique=False)


def _recourse_links() -> None:
    texts = "by_event recourse_key claim_no why"
    op.create_table(
        "recourse_links",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("private_yen", sa.Integer(), nullable=False),
        sa.CheckConstraint("private_yen >= 0", name=op.f("ck_recourse_links_private")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_recourse_links_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_recourse_links_days")),
        sa.ForeignKeyConstraint(["claim_no"], ["benefit_claims.claim_no"], name=op.f("fk_recourse_links_claim_no")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_recourse_links")),
    )
    op.create_index("ix_recourse_links_claim", "recourse_links", ["claim_no"], unique=False)


def _recovery_items() -> None:
    texts = "by_event claim_no recovery_key state"
    op.create_table(
        "recovery_items",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("yen", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('LISTED', 'CLAIMED', 'DROPPED')", name=op.f("ck_recovery_items_state")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_recovery_items_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_recovery_items_days")),
        sa.CheckConstraint("yen >= 0", name=op.f("ck_recovery_items_yen")),
        sa.ForeignKeyConstraint(["claim_no"], ["benefit_claims.claim_no"], name=op.f("fk_recovery_items_claim_no")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_recovery_items")),
    )
    op.create_index("ix_recovery_items_recovery", "recovery_items", ["recovery_key"], unique=False)


def _other_postings() -> None:
    texts = "claim_key kind reason case_id by_event by_user mark"
    op.create_table(
        "other_postings",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("yen", sa.Integer(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("second_user", sa.String(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind in ('RECOURSE_CLAIM', 'RECOVERY_CLAIM', 'CHANGED', 'RECEIPT', 'REVERSED', 'GIVEN_UP')",
            name=op.f("ck_other_postings_kind"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_other_postings_case_id")),
        sa.ForeignKeyConstraint(["claim_key"], ["other_claims.claim_key"], name=op.f("fk_other_postings_claim_key")),
        sa.PrimaryKeyConstraint("claim_key", "line_no", name=op.f("pk_other_postings")),
        sa.UniqueConstraint("reference", name="uq_other_postings_reference"),
    )
