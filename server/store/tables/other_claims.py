"""Claims of the city that are no premium (求償・返還の債権): against third parties and against who got too much.

They never enter the books of the premium: no instalment, no part, no late charge of the ordinance and, but for
ENFORCEABLE_PUBLIC ones, no way to a seizure.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.benefits import CLAIM_NO
from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, DatedCols, Instant, dated, final
from server.store.tables.people import HOUSEHOLD, PERSON

OTHER = "other_claims.claim_key"


class RecourseCols(DatedCols):
    """A case of damage done by a third party (第三者行為) as it stands: nobody's without owner and last days.

    `knew_on` the day on which damage and offender were known (None: the offender is not known), `tort_until` and
    `act_until` the ends of the claim in tort, `insurer_until` that against the compulsory insurer (自賠責), each as
    reckoned with the acts so far; `fault` is the third party's share in percent, None until it is known.
    """

    recourse_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    case_id: Named[str] = Column(ForeignKey(CASE))
    origin: Named[str]
    kind: Named[str]
    accident_on: Named[date]
    knew_on: Named[date | None]
    payer: Named[str | None]
    debtor: Named[str | None]
    fault: Named[int | None]
    owner: Named[str]
    tort_until: Named[date]
    act_until: Named[date]
    insurer_until: Named[date | None]
    reminded: Named[int]
    state: Named[str]
    ended_on: Named[date | None]


class RecourseLinkCols(DatedCols):
    """A claim for treatment that an accident caused, wholly or in part: `private_yen` of the benefit is not (私病)."""

    recourse_key: Named[str]
    claim_no: Named[str] = Column(ForeignKey(CLAIM_NO))
    linked: Named[bool]
    private_yen: Named[int]
    why: Named[str]


class RecoveryItemCols(DatedCols):
    """A claim for treatment that is asked back (返還の対象): in one case of recovery at a time."""

    claim_no: Named[str] = Column(ForeignKey(CLAIM_NO))
    recovery_key: Named[str]
    yen: Named[int]
    state: Named[str]


class OtherClaimCols(TypedColumns):
    """A claim fixed by decision (調定): what for, against whom, of which nature, due when."""

    claim_key: Named[str] = Column(primary_key=True)
    kind: Named[str]
    nature: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    case_id: Named[str] = Column(ForeignKey(CASE))
    debtor: Named[str]
    number: Named[str]
    fixed_on: Named[date]
    due_on: Named[date]
    accounting_year: Named[int]
    ends_on: Named[date]
    mark: Named[str]


class OtherPostingCols(TypedColumns):
    """A line of such a claim (仕訳): only added to; what was wrong is taken back by a line of its own."""

    claim_key: Named[str] = Column(ForeignKey(OTHER), primary_key=True)
    line_no: Named[int] = Column(primary_key=True, autoincrement=False)
    kind: Named[str]
    yen: Named[int]
    value_on: Named[date]
    posted_on: Named[date]
    reference: Named[str | None]
    reason: Named[str]
    case_id: Named[str] = Column(ForeignKey(CASE))
    by_event: Named[str]
    by_user: Named[str]
    second_user: Named[str | None]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


class OtherActCols(TypedColumns):
    """What touches the limitation of a case's claims (時効の更新・完成猶予), with its document."""

    act_key: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE))
    against: Named[str]
    act: Named[str]
    on_day: Named[date]
    until: Named[date | None]
    document: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


ENDS = "'COLLECTED', 'ENTRUSTED_CLOSED', 'ABANDONED', 'NO_CLAIM', 'REFERRED', 'MERGED'"
ACTS = (
    "'ACKNOWLEDGED', 'PART_PAID', 'NOTICE', 'DUNNING', 'DEMAND', 'TALKS', 'SUIT', 'JUDGMENT', 'SEIZURE', "
    "'SEIZURE_ENDED'"
)
recourse_cases = Table(
    "recourse_cases",
    METADATA,
    RecourseCols,
    CheckConstraint("fault between 0 and 100", name="fault"),
    CheckConstraint(f"state in ('INQUIRY', 'OPEN', 'CLAIMED', 'ENTRUSTED', {ENDS})", name="state"),
    CheckConstraint(f"(state in ({ENDS})) = (ended_on is not null)", name="ended"),
    Index("ix_recourse_cases_household", "household_key"),
    Index("ix_recourse_cases_person", "person_key"),
    info=dated("recourse_key"),
)
recourse_links = Table(
    "recourse_links",
    METADATA,
    RecourseLinkCols,
    CheckConstraint("private_yen >= 0", name="private"),
    Index("ix_recourse_links_claim", "claim_no"),
    info=dated("recourse_key", "claim_no"),
)
recovery_items = Table(
    "recovery_items",
    METADATA,
    RecoveryItemCols,
    CheckConstraint("yen >= 0", name="yen"),
    CheckConstraint("state in ('LISTED', 'CLAIMED', 'DROPPED')", name="state"),
    Index("ix_recovery_items_recovery", "recovery_key"),
    info=dated("claim_no"),
)
other_claims = Table(
    "other_claims",
    METADATA,
    OtherClaimCols,
    CheckConstraint("kind in ('RECOURSE', 'RECOVERY', 'FRAUD')", name="kind"),
    CheckConstraint("nature in ('PRIVATE', 'PLAIN_PUBLIC', 'ENFORCEABLE_PUBLIC')", name="nature"),
    CheckConstraint("(kind = 'FRAUD') = (nature = 'ENFORCEABLE_PUBLIC')", name="enforceable"),
    Index("ix_other_claims_household", "household_key"),
    Index("ix_other_claims_case", "case_id"),
    info=final(),
)
other_postings = Table(
    "other_postings",
    METADATA,
    OtherPostingCols,
    CheckConstraint(
        "kind in ('RECOURSE_CLAIM', 'RECOVERY_CLAIM', 'CHANGED', 'LATE_CHARGE', 'COST', 'RECEIPT', 'REVERSED', "
        "'REPAID', 'GIVEN_UP')",
        name="kind",
    ),
    UniqueConstraint("reference", name="uq_other_postings_reference"),
    info=final(),
)
other_acts = Table(
    "other_acts",
    METADATA,
    OtherActCols,
    CheckConstraint("against in ('OFFENDER', 'INSURER', 'DEBTOR')", name="against"),
    CheckConstraint(f"act in ({ACTS})", name="act"),
    Index("ix_other_acts_case", "case_id"),
    info=final(),
)
