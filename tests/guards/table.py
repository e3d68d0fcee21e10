"""The guards against published mistakes and the test that each has (歯止めと試験), as `docs/guards.md` shows them."""

from __future__ import annotations

from dataclasses import dataclass

RUN, LOOK, MAIL, NIGHT = (f"server/casework/dunning_{name}.py" for name in ("run", "look", "mail", "night"))
SLICES, STOCK = "server/casework/dunning_slices.py", "server/store/dunning_stock.py"
WRONG, LAST = "tests/procedures/test_dunning_wrong.py", "tests/procedures/test_late_charge_in_time.py"
PM03, PM14 = "tests/procedures/test_pm03_dunning.py", "tests/procedures/test_pm14_dunning.py"
PM15, PM27 = "tests/procedures/test_pm15_prescription.py", "tests/procedures/test_pm27_dunning.py"
IMPORT = "tests/money/test_import.py"


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard against a mistake: `old` stands once in `file`; with `new` in its place it is out, and `test` fails."""

    mistake: str
    what: str
    file: str
    old: str
    new: str
    test: str


GUARDS = (
    Guard(
        "PM01",
        "no list while a channel is not in",
        RUN,
        "if mark is None or mark < cut_off}",
        "if False}",
        f"{WRONG}::test_pm01_no_list_is_drawn_while_a_channel_is_not_in",
    ),
    Guard(
        "PM01",
        "a paid instalment is pulled at the issue",
        SLICES,
        "if owed(claim, line.subject) <= 0:",
        "if False:",
        f"{WRONG}::test_pm01_pm04_a_letter_is_issued_from_the_ledger_of_that_moment",
    ),
    Guard(
        "PM01",
        "a paid instalment is pulled at the hand-over and at the printer",
        MAIL,
        "found[key] = PAID\n",
        "pass\n",
        f"{WRONG}::test_who_pays_or_moves_until_the_posting_is_pulled_and_the_number_is_void",
    ),
    Guard(
        "PM02",
        "money against the bank's credit",
        "server/casework/import_receipts.py",
        'raise Refused("receipt_credit_missing"',
        'print("receipt_credit_missing"',
        f"{IMPORT}::test_pm02_a_file_of_money_without_the_banks_credit_is_refused",
    ),
    Guard(
        "PM03",
        "an open case of eligibility or levy leaves the household out",
        STOCK,
        "c.slug.in_(_CHANGES))",
        "c.slug.in_(()))",
        f"{PM03}::test_pm03_an_open_case_of_eligibility_holds_the_letter",
    ),
    Guard(
        "PM03",
        "an insurance elsewhere leaves it out",
        LOOK,
        "dunning_stock.overlapping(conn, homes, day) | ",
        "",
        f"{PM03}::test_pm03_an_insurance_elsewhere_seen_by_the_hub_holds_the_letter",
    ),
    Guard(
        "PM03",
        "a death or move-out of the last days leaves it out",
        LOOK,
        " | dunning_stock.moved_of_late(conn, homes, since)",
        "",
        f"{PM03}::test_pm03_a_death_or_a_move_out_of_the_last_five_days_holds_the_letter",
    ),
    Guard(
        "PM03",
        "a levy that waits to be looked at leaves it out",
        LOOK,
        " or (home, one.levy_year) in beside.marked",
        "",
        f"{PM03}::test_pm03_a_levy_that_waits_to_be_looked_at_holds_the_letter",
    ),
    Guard(
        "PM03",
        "no list while letters lie unopened",
        RUN,
        "_refuse_unsorted(uow, services.values(uow.conn), cut_off)",
        "None",
        f"{PM03}::test_pm03_no_list_is_drawn_while_letters_lie_unopened_in_the_post_pack",
    ),
    Guard(
        "PM03",
        "who is left out has an owner and a date (M8)",
        RUN,
        "    refuse_unowned(uow.conn, run)\n    step(uow, run, Step.REVIEWED, {})",
        "    step(uow, run, Step.REVIEWED, {})",
        f"{WRONG}::test_pm02_pm03_pm09_who_may_have_paid_or_was_never_told_is_left_out_and_listed",
    ),
    Guard(
        "PM03",
        "who was left out comes back by itself (M8)",
        STOCK,
        "keys | set(conn.scalars(left)) | late",
        "keys | late",
        f"{WRONG}::test_m8_what_is_left_out_comes_back_by_itself_and_is_dunned_once",
    ),
    Guard(
        "PM04",
        "the letter says what is open at its issue",
        SLICES,
        "return same and one.rev == revs[line.household_key]",
        "return True",
        f"{WRONG}::test_pm04_a_part_paid_between_the_look_and_the_issue_waits_for_another_look",
    ),
    Guard(
        "PM04",
        "an amount that changed since is pulled",
        MAIL,
        "elif one.open_yen + fee_of(terms, line.subject) != line.asked_yen:",
        "elif False:",
        f"{WRONG}::test_pm04_a_letter_whose_amount_changed_at_the_printer_is_pulled",
    ),
    Guard(
        "PM04",
        "money by a slip that was replaced is looked at",
        "server/casework/match_receipts.py",
        'notes.append("slip_superseded")',
        "pass",
        f"{IMPORT}::test_pm04_an_old_slip_is_caught_and_the_money_counts",
    ),
    Guard(
        "PM04",
        "money behind the slip's use-by date is looked at",
        "server/casework/match_receipts.py",
        'notes.append("slip_expired")',
        "pass",
        f"{IMPORT}::test_pm04_an_old_slip_is_caught_and_the_money_counts",
    ),
    Guard(
        "PM04",
        "an older slip for the same instalment is replaced",
        "server/store/payment_slips.py",
        "uow.conn.execute(statement.values(superseded_on=uow.business_day, superseded_by=by))",
        "statement.values()",
        "tests/money/test_slips.py::test_the_old_slip_is_replaced_and_money_paid_by_it_is_looked_at",
    ),
    Guard(
        "PM05",
        "interest on a reduction runs from the day after the payment",
        "server/domain/refund/interest.py",
        "if cause is Cause.REASSESSED:",
        "if False:",
        "tests/domain/test_refund.py::test_pm05_money_of_a_reduction_never_waits_the_month_of_a_mistake",
    ),
    Guard(
        "PM09",
        "no dunning before the levy notice reached somebody",
        LOOK,
        "served=(home, one.levy_year) in beside.notified if late is None",
        "served=True if late is None",
        f"{WRONG}::test_pm02_pm03_pm09_who_may_have_paid_or_was_never_told_is_left_out_and_listed",
    ),
    Guard(
        "PM09",
        "the count of the post office's slip",
        MAIL,
        "if count == expected and expected:",
        "if True:",
        f"{WRONG}::test_who_pays_or_moves_until_the_posting_is_pulled_and_the_number_is_void",
    ),
    Guard(
        "PM09",
        "letters that lie become an incident",
        NIGHT,
        "for run_id in sorted(lying):",
        "for run_id in ():",
        f"{WRONG}::test_pm09_letters_that_lie_become_an_incident_and_a_late_posting_is_not_let_out",
    ),
    Guard(
        "PM13",
        "the holder's address is one that the debtor has had",
        "server/domain/seizure.py",
        "bool(address_days(holder.address, lived, home))",
        "True",
        "tests/domain/test_seizure.py::test_pm13_any_difference_stands_against_it",
    ),
    Guard(
        "PM13",
        "a hit on another person speaks against it",
        "server/domain/seizure.py",
        "other is not Other.ANOTHER_PERSON",
        "True",
        "tests/domain/test_seizure.py::test_pm13_a_hit_on_another_person_is_proof_against_whatever_matches",
    ),
    Guard(
        "PM14",
        "her letter is none of the cards that name the ward",
        SLICES,
        "LETTER if one.facts.protected else terms.letter",
        "terms.letter",
        f"{PM14}::test_pm14_her_dunning_goes_to_the_mail_address_in_an_envelope_of_the_head_office",
    ),
    Guard(
        "PM14",
        "her address is looked at again at the hand-over",
        MAIL,
        "elif state.protected and not _safe(services, uow, state):",
        "elif False:",
        f"{PM14}::test_pm14_a_safe_address_moved_without_her_household_is_seen_at_the_hand_over",
    ),
    Guard(
        "PM14",
        "her address is looked at again at the printer",
        MAIL,
        "if line.protected and line.claim_key not in reasons and not _still_safe(services, uow, line):",
        "if False:",
        f"{PM14}::test_pm14_a_letter_with_her_old_address_is_pulled_at_the_printer",
    ),
    Guard(
        "PM14",
        "the run's lists hide her",
        "server/casework/views/dunning.py",
        "secret = line.household_key in hidden",
        "secret = False",
        f"{PM14}::test_pm14_no_page_and_no_list_of_the_run_tells_of_her",
    ),
    Guard(
        "PM15",
        "nothing extinct is dunned",
        LOOK,
        "extinct=is_prescribed(last, day)",
        "extinct=False",
        f"{PM15}::test_pm15_no_dunning_letter_is_made_for_an_extinct_instalment",
    ),
    Guard(
        "PM15",
        "a dunning letter is pulled when its instalment lapses",
        MAIL,
        "found[key] = said.reason",
        "pass",
        f"{PM15}::test_pm15_a_dunning_letter_is_pulled_when_its_instalment_lapses_at_the_printer",
    ),
    Guard(
        "PM15",
        "no letter of arrears asks for what is extinct",
        "server/casework/limitation_guard.py",
        "refuse_prescribed(conn, _demanded(conn, letter), business_day, values)",
        "pass",
        f"{PM15}::test_pm15_a_letter_that_lay_until_the_claim_was_extinct_does_not_leave_the_house",
    ),
    Guard(
        "PM27",
        "each due date has its run",
        NIGHT,
        "opened = _open_due(services) + _open_rest(services)",
        "opened = _open_rest(services)",
        f"{PM27}::test_pm27_each_due_date_has_its_run_by_itself",
    ),
    Guard(
        "PM27",
        "what was left out has a run before its date",
        NIGHT,
        "opened = _open_due(services) + _open_rest(services)",
        "opened = _open_due(services)",
        f"{WRONG}::test_m8_what_is_left_out_comes_back_by_itself_and_is_dunned_once",
    ),
    Guard(
        "PM27",
        "a late charge has its run in any month",
        RUN,
        "late = late_charges.first_unlisted(conn, day) if duns_late_charges(values, day) else None",
        "late = None",
        f"{LAST}::test_after_an_outage_the_run_opens_as_soon_as_the_clock_runs_again",
    ),
    Guard(
        "PM27",
        "who did not pay by the date has a case of arrears",
        "server/store/arrears_cases.py",
        ".where(line.dispatched_on.is_not(None), line.ended.is_(None) | (line.ended == ARREARS))",
        ".where(line.dispatched_on.is_(None), line.ended.is_(None) | (line.ended == ARREARS))",
        f"{PM27}::test_pm27_no_overdue_instalment_is_without_owner_date_and_next_step",
    ),
    Guard(
        "PM27",
        "what nobody collects is named",
        "server/casework/uncollected.py",
        "if not dunned and not any(",
        "if False and not any(",
        f"{PM27}::test_pm27_no_overdue_instalment_is_without_owner_date_and_next_step",
    ),
    Guard(
        "PM27",
        "who is left out and not dunned by his date is an incident",
        NIGHT,
        "for run_id in sorted(late):",
        "for run_id in ():",
        f"{WRONG}::test_pm09_letters_that_lie_become_an_incident_and_a_late_posting_is_not_let_out",
    ),
)
