"""The guards of relief, refund and recourse (減免・還付・求償の歯止め), each with its test."""

from __future__ import annotations

from tests.guards.guard import Guard

HOLD, WATCH, PACKS = "tests/procedures/test_benefit_hold.py", "server/casework/watch_recourses.py", "mail_packs.py"
PM21, PM27 = "tests/procedures/test_pm21_relief_refund_recourse.py", "tests/procedures/test_pm27_recourse.py"
PM30, RIGHTS = "tests/money/test_published_money.py", "server/domain/limitation_rights.py"

CLAIMS = (
    Guard(
        "PM05",
        "the second person sees the rejected cause beside the confirmed one",
        "server/operators/overpayment/planning.py",
        'rows.append(line("退けた原因", "Rejected", CAUSES[rejected][0], value_en=CAUSES[rejected][1], soft=soft))',
        "pass",
        "tests/procedures/test_overpayment.py::"
        "test_pm05_interest_runs_from_the_day_after_payment_and_both_people_saw_why",
    ),
    Guard(
        "PM20",
        "a hold ends by its clock whoever forgot it",
        "workflows/benefit_hold/benefit_hold.bpmn",
        'id="enter_over_timer">\n        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">benefit_hold<',
        'id="enter_over_timer">\n        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">appeal_latest<',
        f"{HOLD}::test_pm20_a_hold_that_everybody_forgets_ends_on_its_day_and_the_benefit_goes_to_payment",
    ),
    Guard(
        "PM20",
        "a hold is prolonged twice and no more",
        "server/operators/benefit_hold/holding.py",
        "if times > most:",
        "if False:",
        f"{HOLD}::test_pm20_dates_cannot_slide_two_prolongations_and_then_the_head_decides",
    ),
    Guard(
        "PM21",
        "a pack is closed when each envelope has its fate",
        f"server/casework/{PACKS}",
        "left = [one.number for one in labels if one.fate is None]",
        "left: list[str] = []",
        f"{PM21}::test_pm21_what_came_by_post_is_a_case_of_its_labels_number_before_the_pack_is_closed",
    ),
    Guard(
        "PM21",
        "the number on the envelope's label is the case's",
        "server/casework/start_case.py",
        "number=label or next_number(uow, at),",
        "number=next_number(uow, at),",
        f"{PM21}::test_pm21_what_came_by_post_is_a_case_of_its_labels_number_before_the_pack_is_closed",
    ),
    Guard(
        "PM21",
        "the applicant's copy goes back before the pack is closed",
        f"server/casework/{PACKS}",
        "copies = [one.number for one in labels if one.copy_wanted and one.copy_sent_on is None]",
        "copies: list[str] = []",
        f"{PM21}::test_pm21_the_applicants_copy_goes_back_with_its_number_before_the_pack_is_closed",
    ),
    Guard(
        "PM21",
        "what is over its day stands on the head's page",
        "server/casework/views/head.py",
        "overdue=_overdue(conn, work, late, calendar, day, caller.lang),",
        "overdue=(),",
        f"{PM21}::test_pm21_what_nobody_works_on_shows_on_the_heads_page_from_the_first_day_over",
    ),
    Guard(
        "PM21",
        "an application stands on the head's page before its own date",
        "server/casework/views/head.py",
        "reliefs=every_due(conn, caller.lang, scope, services.values(conn), calendar, day),",
        "reliefs=(),",
        f"{PM21}::test_pm21_an_application_in_a_drawer_stands_on_the_heads_page_before_its_own_date_and_after_it",
    ),
    Guard(
        "PM27",
        "a limitation that comes near is told to the head",
        WATCH,
        'elif end - timedelta(days=values.integer("recourse.warn_days", day)) <= day:',
        "elif False:",
        f"{PM27}::test_pm27_a_claim_against_a_person_is_told_to_the_head_before_and_after_its_last_day",
    ),
    Guard(
        "PM27",
        "a limitation that is past is told to the head",
        WATCH,
        "if day > end:",
        "if False:",
        f"{PM27}::test_pm27_a_claim_against_a_person_is_told_to_the_head_before_and_after_its_last_day",
    ),
    Guard(
        "PM27",
        "the insurer's limitation is renewed in time",
        WATCH,
        "if months_after(one.insurer_until, -ahead) <= day:",
        "if False:",
        f"{PM27}::test_pm27_the_insurers_limitation_is_renewed_two_and_a_half_years_after_the_accident",
    ),
    Guard(
        "PM27",
        "an unanswered inquiry is told to the head",
        WATCH,
        'if one.reminded > 1 + values.integer("recourse.reminders", day) and one.state in ("INQUIRY", "OPEN"):',
        "if False:",
        f"{PM27}::test_pm27_an_unanswered_inquiry_is_a_case_with_an_owner_a_last_day_and_an_escalation",
    ),
    Guard(
        "PM30",
        "interest on a refund has a limitation of its own",
        RIGHTS,
        'REFUND_INTEREST = "refund_interest_prescription"',
        'REFUND_INTEREST = "refund_prescription"',
        f"{PM30}::test_pm30_each_right_has_its_own_rule_with_its_article",
    ),
    Guard(
        "PM30",
        "a recovery has a limitation of its own",
        RIGHTS,
        'RECOVERY = "recovery_prescription"',
        'RECOVERY = "refund_prescription"',
        f"{PM30}::test_pm30_each_right_has_its_own_rule_with_its_article",
    ),
    Guard(
        "PM30",
        "the refund of a late reduction runs from its decision",
        "server/domain/ledger/acts.py",
        "return [claim.post(Kind.OVERPAID, lack, value_on)] if lack else []",
        "return [claim.post(Kind.OVERPAID, lack, value_on.replace(year=value_on.year - 2))] if lack else []",
        f"{PM30}::test_pm30_a_late_reductions_refund_is_counted_from_its_decision",
    ),
)
