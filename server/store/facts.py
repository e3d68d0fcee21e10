"""Facts (事実) from the registers, loaded in bulk: a few statements for each kind, whatever the number of keys.

A key may end in `@YYYY-MM-DD`: the fact as it holds on that day; else it is the day handed in. Values are JSON only,
dates as ISO text; "first day without" is how every `…_to` reads. `None` means: asked, and the register holds nothing.

| kind | key | value |
|---|---|---|
| `person` | person_key | {person_key, name, name_kana, sex, birth_date, protected, nationality, stay_until, household_key, relation} |
| `household` | household_key | {household_key, rev, office, postal_code, address, address_line2, town, phone, send_to, head_person_key, members: [person fact + nominal]} head first, then by birth |
| `household_history` | household_key | {records: [{office, postal_code, address, address_line2, town, phone, send_to, valid_from, valid_to}], memberships: [{person_key, household_key, relation, nominal, valid_from, valid_to}]} all days, oldest first |
| `person_history` | person_key | {records: [{name, name_kana, sex, birth_date, protected, nationality, stay_until, valid_from, valid_to}], memberships as above} |
| `heads` | household_key | {nominal, designated, overdue}: 擬制世帯主 and 国保上の世帯主 by person_key or None, yen overdue on the day |
| `designated_head` | household_key | the person who stands for it by designation (国保上の世帯主), or None |
| `protected` | household_key | [person_key] of those under protection (支援措置): its members and whoever lives there by the residents' register |
| `protections` | person_key | [{protection_key, person_key, status, case_id, proof_kind, proof_on, issuer, until, hide_from, block_online, own_household_key, from_household_key, separated_on, valid_from, has_safe}] that hold on the day |
| `safe_addresses` | household_key | {person_key: sealed safe address, or None where none is known}: members under protection of the register; opened at the issue of a letter |
| `person_eligibility` | person_key | {current: spell or None, spells: [spell]} oldest first; a spell is {person_key, household_key, shikaku_from, shikaku_to, tekiyo_from, tekiyo_to, acquired_by, lost_by, symbol, number, branch, notified_on}; current holds on the day |
| `household_eligibility` | household_key | {spells: [spell]} of all who ever were insured in it |
| `certificates` | person_key | [{certificate_key, kind, status, issued_on, valid_until, share, letter_id}] with the status of the day, oldest first |
| `recalls` | person_key | [{certificate_key, person_key, household_key, status, reminders, case_id, valid_from}] of the day |
| `certificate_watches` | person_key | [{certificate_key, police_no, valid_from, valid_to}] of the day |
| `share_class` | person_key | {share, basis, provisional, valid_from, valid_to} |
| `incomes_of_household` | household_key | [{person_key, income_year, known, figures}] of its members on the day |
| `incomes_of_year` | household_key/year | [{person_key, known, figures, from_tax}] of its members on the day |
| `income_inquiries` | person_key | [{person_key, income_year, municipality, asked_on, due_on, answered_on, outcome}] oldest first |
| `levy_reliefs` | person_key | [{relief_key, kind, event_kind, event_on, multiple, first_month, last_month, notified_on, reason, valid_from}] that stand on the day |
| `other_insurance` | person_key | [{insurer_kind, insurer_name, insurer_number, valid_from, valid_to}] oldest first |
| `oqs_status` | person_key | "usable", "not_usable", "blocked" or "unknown" (nothing heard) |
| `resident_record` | person_key | {person_key, household_key, name, name_kana, sex, birth_date, relation, postal_code, address, office, moved_in_on, moved_in_from, nationality, stay_until, protected} |
| `resident_household` | household_key | [resident record] head first, then by birth |
| `resident_search` | birth_date/kana | [resident record] with this birth date and reading |
| `open_cases` | slug/person_key | [{case_id, number, slug, office, received_on}] oldest first; the asking case may be among them |
| `my_number` | token | {status, person_key, belongs_to}: `belongs_to` is who has this very number on record, or None; no number |
| `payment` | receipt_id | {receipt_id, channel, final, reference, collection_no, amount, paid_on, settled_on, suspense, standing: [{claim_key, yen}], notes} |
| `pledges` | household_key | [{pledge_key, status, signed_on, signer, principal, claims, lines, missed, rule, ground, valid_from}] of the day, oldest first (分割納付誓約) |
| `deferrals` | household_key | [{deferral_key, case_id, kind, ex_officio, status, reason, first_on, last_on, share, security, claims, lines, missed, ground}] of the day, oldest first (猶予) |
| `letter_sent` | letter_id, number or code at its foot | {letter_id, letter, number, code, status, delivery, household_key, person_key, office, case_id, protected, issued_on, posted_on, request_keys, service: {status, reason, returned_on, way, served_on, posted_from, case_id} or None} |
| `late_charge` | late_id | {late_id, claim_key, no, amount, open_late, levied, paid_on, due_on, principal_due_on, taken_back, trace}: a late charge that was fixed, with what is open of it now |
| `late_of_household` | household_key | [{claim_key, levy_year, no, due_on, open, fixed (yen or None), spans, open_late}] of instalments past their due date on the day |
| `limitation_clocks` | household_key | [{claim_key, levy_year, no, due_on, open, ends_on, shown_on, extinct, suspended, steps: [{act, on, until, document, effect, ends_on}]}] of open instalments past their due date |
| `suspension` | suspension_key | {household_key, from_day, reason, at_once, claims: [{claim_key, levy_year, no, due_on, open, ended_as}]} or None |
| `extinct_claims` | household_key | [{claim_key, levy_year, no, due_on, open, ground, since, proof}]: extinct on the day and not written off |
| `write_off` | claim_key | {claim_key, household_key, levy_year, no, due_on, ground, yen, written_on, still_extinct} or None |
| `late_of_household` | household_key | [{claim_key, levy_year, no, due_on, open, fixed (yen or None), open_late}] of instalments past their due date on the day |
| `open_claims` | household_key | {standing: [{claim_key, levy_year, no, due_on, open, late}], prescribed: [claim_key], coming}: what is past due or not and not extinct, oldest due first; yen, `late` by the values to the day or None, `coming` what 速報 told of alone |
| `paid_in_year` | household_key/payer_key/year | [{channel, levy_year, yen}] of the calendar year; channel REFUND is what was paid back |
| `claim` | claim_key | {claim_key, household_key, levy_year, due_on, levied, open, overpaid}, yen |
| `arrears` | household_key | {instalments: [{claim_key, payer_key, levy_year, no, due_on, levied, open, extras, overpaid, written_off, late_dunned, dunned_on, designated_on, seizure_from, acts, paid, exemptions}], in_transit, holds, spokes: [{case_id, number, slug, runs, outcome, started_on, closed_on}], letters: [{letter_id, letter, grade, asked_on, posted_on, returned_on}], returned: [{letter_id, letter, on, reason}], contacts: [{contact_id, result, on, promised_on, promised_yen, call_back_on}], matters: [{kind, person_key, on}], transfer, running: [case_id]}: yen of the principal, what the hub of arrears rests on |
| `appeals` | household_key | [{appeal_key, letter_id, letter, body, appellant, filed_on, late, state, ended_on, case_id}] against decisions about it, oldest first, ended ones too (審査請求) |
| `overpaid` | household_key | {lots: [{key, line_no, claim_key, levy_year, no, payer_key, arose_on, yen, left, event, cause, confirmed, money: [[day, yen]], lapses_on, case_id, state, interest, interest_trace, pension_payer, parts: [{heir_no, refund_key, yen, interest, money, done}]}], owed: [what a set-off could reach]}: 過誤納金 and its debts on the day |
| `refund` | case_id | {refund_key, number, state, lapses_on, notified_on, reminded, yen, interest, decided_on, paid_on, ended_on, payments, lines} or None |
| `lapsed_refunds` | `all` | [{refund_key, number, household_key, overpayment_key, heir_no, claim_key, levy_year, no, yen, lapses_on}] of the whole city: refunds that lapsed and are not booked as revenue, oldest first |
| `benefits` | person_key | [{claim_no, person_key, household_key, billed_month, form, provider_code, provider, first_day, last_day, days, cost, copay, benefit, third_party, injuries, voided_on, month, recovery}] claims for treatment that stand, oldest first; `recovery` the case that asks it back or None (給付台帳) |
| `uninsured_benefits` | person_key | those of them with a day of treatment on which the person was not insured here, as known now |
| `benefit_holds` | household_key | [{hold_key, household_key, person_key, case_id, benefit, month, yen, reason, owner, prolonged, valid_to, last_day}] benefits held back on the day |
| `recourses` | person_key | [{recourse_key, household_key, person_key, case_id, origin, kind, accident_on, knew_on, payer, debtor, fault, owner, tort_until, act_until, insurer_until, reminded, state, ended_on}] of a victim, ended ones too (第三者行為) |
| `recourse` | recourse_key | one of these with {first_end, links: [{recourse_key, claim_no, linked, private_yen, why}], claims: [{claim_key, kind, nature, debtor, number, fixed_on, due_on, ends_on, open, lines}], acts: [{act, against, on_day, until, document}]} or None |
| `recovery` | case_id | {items: [{claim_no, recovery_key, yen, state}], claims, acts} of a case of recovery (返還) |
| `successions` | household_key | [{succession_key, dead_key, died_on, state, decided_on, representative, represented_by, heirs, parts}] of dead payers, oldest first (承継) |
| `copay_reliefs` | household_key | {applications: [{application_key, case_id, ground, applied_on, due_on, event_on, state}], certificates: [{relief_key, number, case_id, ground, measure, share, persons, first_day, last_day, table_row, granted_on, state, reason}]}: applications ended too, certificates that stand (一部負担金の減免) |
| `premium_reliefs` | household_key | {applications: [{application_key, case_id, levy_year, ground, applied_on, due_on, event_on, ended_on, facts, persons, state}], reliefs: [{relief_key, case_id, levy_year, last_year, ground, terms, yen, granted_on, review_on, state, reason}]}: applications ended too, reliefs in force alone (減免) |
| `holds` | household_key | [{hold_key, kind, since, until, reason, claim_keys}] on collection that hold on the day; claim_keys None: all instalments |
| `levy_facts` | household_key/levy_year | {inputs, standing: [{account_key, notice_no, payer_key, revision, instalments}], withheld_from, names}: what the levy would be decided from now |
| `levy_accounts` | household_key/levy_year | [{account_key, notice_no, payer_key, payer_name, levy_year, decision, basis, instalments: [{claim_key, no, due_on, ad_hoc, levied, open, overpaid}]}], yen by the ledger now |
| `collection_debts` | household_key | [{claim_key, payer_key, levy_year, notice_no, instalment_no, due_on, principal, late, late_grown, fee, cost, in_transit, designated_on, seizure_from, prescribes_on, gone, late_why}] due before the day, yen open on it |
| `debtor` | household_key | {person_key, name, name_kana, birth_date, protected, names: [{name, kana}], lived: [{address, first, until, source}]}: who owes, with his own address history |
| `assets` | household_key | [asset] of the register, ended ones too |
| `asset_inquiries` | case_id | [inquiry] of a case of 財産調査, with the answers |
| `seizures` | household_key | [seizure], released ones too |
| `seizure` | seizure_id | a seizure with {in_force, asset, debts: [{claim_key, levy_year, notice_no, instalment_no, due_on, principal, late, fee, cost}]}, or None |
| `deposits` | household_key | [money of a seizure in custody] |
| `participations` | household_key | [participation], ended ones too |
| `public_sales` | seizure_id | the rounds of all public sales of a seizure, first to last: [{sale_id, case_id, round, estimate, guarantee, noticed_on, sale_on, decide_on, pay_by, terms, outcome, best, decided_on, priced_on, price, stopped_on, stop_ground, bids: [{place, bidder, postal_code, address, yen, guarantee, verdict, lot}]}] |
| `procedure_stands` | slug | whether the procedure is in force on the day |
| `collection_way` | household_key/levy_year | {way: SLIP, DEBIT, SPECIAL or MIXED, account (masked) or None, withheld: {month: yen}} |
| `payment_slip` | collection_no | {collection_no, account_key, levy_year, notice_no, household_key, payer_key, amount, issued_on, use_by, superseded_on, lines: [{claim_key, instalment_no, subject, amount, open, due_on}]} |
| `debit_mandate` | household_key | {mandate_key, status, institution, branch, account_kind, account_tail, timing, first_due_on, ground, valid_from}: the household's mandate on the day, whatever its status |
| `same_account` | token/token | whether two sealed account numbers are equal |
| `uncut_due_dates` | all | [due date] of the next 120 days whose request to debit is not cut yet |
| `office` | office | {office, name, kind, postal_code, address, phone, insured_symbol} |
| `next_insured_number` | household_key or household_key/office | {symbol, number, branches: {person_key: branch}}: the household's 記号番号, set aside at the first question |
| `reserved_key` | series/ref | the number set aside for `ref` (`person`, `household`, `certificate`): text |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection

from server.domain.effects import JSON
from server.domain.facts import FactKey, Facts
from server.store.fact_loaders import LOADERS
from server.store.fact_loaders.asking import Ask, Question


def load_facts(conn: Connection, keys: Iterable[FactKey], *, on: date, known_at: datetime | None = None) -> Facts:
    """All facts asked for, as they hold `on` the business day and as `known_at` the instant (None: now).

    The kinds `next_insured_number` and `reserved_key` set numbers aside, so they need the connection of a unit of
    work. Raises `KeyError` for a kind that no loader knows.
    """
    by_kind: dict[str, set[str]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, set()).add(key.key)
    values: dict[FactKey, JSON] = {}
    for kind, asked in sorted(by_kind.items()):
        questions = [Question.parse(text, on) for text in sorted(asked)]
        answers = LOADERS[kind](Ask(conn, known_at), questions)
        values |= {FactKey(kind, question.text): answers[question] for question in questions}
    return Facts(values)


def fact_kinds() -> frozenset[str]:
    """The kinds that an operator may name."""
    return frozenset(LOADERS)
