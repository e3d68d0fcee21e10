"""納付書再発行 (slips printed again): ticked at the counter, printed and handed over in one act of a few seconds.

The new slip takes the place of every older one for its instalments; whoever pays by the old one is found when the
money comes. Nothing is asked for that is not open at this moment, is extinct, or is being debited from an account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from server.casework.callers import Caller
from server.casework.issue_letters import CODES, build, print_letter
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.views.slips import SUBJECTS, allowed, payables_of
from server.casework.work import Remember, remembered, run
from server.domain.collection_number import Subject
from server.domain.effects import JSON
from server.domain.payment_slip import MOST_LINES, Payable, latest_use, refuse_line
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import ALL
from server.domain.wareki import era_year
from server.printing.faces import clusters, faces
from server.store import debit_requests, ledger, letters, levies, payment_slips
from server.store.households import household_revs, keep_households
from server.store.levies import LevyAccount
from server.store.payment_slips import Slip, SlipLine
from server.store.unit_of_work import UnitOfWork

LETTER = "slip_reissue/slip"
_LONGEST_ONCE = 80


@dataclass(frozen=True, slots=True)
class Wish:
    """One ticked line: `amount` in yen (a part, or all), `seen` what the page showed as open, None where none did."""

    claim_key: str
    subject: str
    amount: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip that was printed: its letter, and what it took the place of."""

    collection_no: str
    letter_id: str
    amount: int
    use_by: date
    has_store_code: bool


@dataclass(frozen=True, slots=True)
class _Made:
    slip: Slip
    letter_id: str
    data: Mapping[str, JSON]
    template_hash: str


def issue_slips(
    services: Services,
    caller: Caller,
    household_key: str,
    wishes: Sequence[Wish],
    *,
    one_each: bool,
    use_by: date,
    once: str,
    remember: Remember[tuple[PrintedSlip, ...]] | None = None,
) -> tuple[PrintedSlip, ...]:
    """Prints slips for what was ticked: one, or one for each instalment. The same `once` gives the same slips again.

    Raises `slip_nothing_chosen`, `slip_claim_unknown`, `slip_nothing_open`, `slip_prescribed`, `slip_more_than_open`,
    `slip_amount_invalid`, `slip_changed` (something was paid since the page was opened), `slip_being_debited`,
    `slip_use_by_late`, `slip_use_by_past`, `slip_too_many_lines`, `slip_other_years`, `letter_held` for a name that no
    font prints, rights and `protected_person`.
    """
    if not wishes:
        raise Refused("slip_nothing_chosen")
    refuse_in(once, "once")
    event = f"slip:{caller.user_id}:{once[:_LONGEST_ONCE]}"

    def act(uow: UnitOfWork) -> tuple[tuple[PrintedSlip, ...], list[_Made]]:
        household = allowed(uow.conn, caller, household_key, uow.business_day)
        before = _before(uow, household_key, event) if once else ()
        if before:
            return before, []
        groups = _groups(services, uow, household_key, wishes, one_each=one_each, use_by=use_by)
        uow.bump_households(household_revs(uow.conn, [household_key]))
        made = [_make(services, uow, household, of, lines, use_by, event) for of, lines in groups]
        printed = tuple(_printed(one) for one in made)
        _audit(uow, household_key, printed)
        return remembered(remember, uow, printed), made

    printed, made = run(services, caller, act)
    for one in made:
        _print(services, caller, one)
    return printed


def slip_pdf(services: Services, caller: Caller, household_key: str, letter_id: str) -> tuple[str, bytes]:
    """The very bytes that were printed: name of the file and PDF; the look is on record. Raises `letter_not_found`."""

    def act(uow: UnitOfWork) -> str:
        allowed(uow.conn, caller, household_key, uow.business_day)
        found = letters.get_letter(uow.conn, letter_id)
        if found is None or found.letter != LETTER or found.household_key != household_key or found.pdf_hash is None:
            raise Refused("letter_not_found")
        uow.audit("slip.print", object_kind="letter", object_key=letter_id, household_key=household_key)
        return found.pdf_hash

    return f"{letter_id[-12:]}.pdf", services.archive.get(run(services, caller, act))


def _audit(uow: UnitOfWork, household_key: str, printed: Sequence[PrintedSlip]) -> None:
    detail = {"slips": [one.collection_no for one in printed]}
    uow.audit(
        "slip.issue", object_kind="household", object_key=household_key, household_key=household_key, detail=detail
    )


def _groups(
    services: Services,
    uow: UnitOfWork,
    household_key: str,
    wishes: Sequence[Wish],
    *,
    one_each: bool,
    use_by: date,
) -> list[tuple[LevyAccount, list[SlipLine]]]:
    """What stands on which slip, after every rule."""
    claims = ledger.claims_locked(uow, [wish.claim_key for wish in wishes])
    mine = {key: claim for key, claim in claims.items() if claim.book == household_key}
    values = services.values(uow.conn)
    payables = {(one.claim_key, one.subject): one for one in payables_of(uow.conn, mine, values)}
    debits = debit_requests.under_way(uow.conn, mine)
    _refuse_wishes(wishes, payables, debits, uow.business_day)
    latest = latest_use((payables[wish.claim_key, wish.subject] for wish in wishes), uow.business_day, values)
    if use_by > latest:
        raise Refused("slip_use_by_late", at_field="use_by", day=latest.isoformat())
    lines = [SlipLine(wish.claim_key, cast(Subject, wish.subject), wish.amount) for wish in wishes]
    sets = [[line] for line in lines] if one_each else [lines]
    if len(sets[0]) > MOST_LINES:
        raise Refused("slip_too_many_lines", most=MOST_LINES)
    if any(len({line.claim_key[:-3] for line in one}) > 1 for one in sets):
        raise Refused("slip_other_years")
    accounts = {one.account_key: one for one in levies.accounts_of(uow.conn, household_key)}
    return [(accounts[one[0].claim_key[:-3]], one) for one in sets]


def _refuse_wishes(
    wishes: Iterable[Wish], payables: Mapping[tuple[str, str], Payable], debits: Mapping[str, date], day: date
) -> None:
    """Every wrong line is named at once, each beside its field."""
    errors, seen = [], set()
    for wish in wishes:
        place = (wish.claim_key, wish.subject)
        try:
            if place not in payables or place in seen or wish.subject not in SUBJECTS:
                raise Refused("slip_claim_unknown", claim=wish.claim_key)
            if wish.seen is not None and wish.seen != payables[place].open:
                raise Refused("slip_changed", claim=wish.claim_key, yen=payables[place].open)
            refuse_line(payables[place], wish.amount, day)
            if wish.claim_key in debits:
                raise Refused("slip_being_debited", claim=wish.claim_key, day=debits[wish.claim_key].isoformat())
        except Refused as refusal:
            errors.append(FieldError(f"{wish.claim_key}.{wish.subject}", refusal.code, dict(refusal.params)))
        seen.add(place)
    if errors:
        raise InputInvalid(errors)


def _make(
    services: Services,
    uow: UnitOfWork,
    household: Mapping[str, object],
    of: LevyAccount,
    lines: Sequence[SlipLine],
    use_by: date,
    event: str,
) -> _Made:
    """The slip with its number, and its letter frozen in the same transaction."""
    slip = payment_slips.issue(uow, of, lines, use_by=use_by, by_event=event)
    key, office = of.household_key, str(household["office"])
    payer = of.payer_key or household["head_person_key"]
    keys: dict[str, JSON] = {"collection_no": slip.collection_no, "payer_key": payer}
    keys |= {"office": office, "household_key": key}
    new = letters.NewLetter(LETTER, office, key, keys, "WINDOW", person_key=of.payer_key)
    letter_id = letters.request_letter(uow, new)
    day = uow.business_day
    rev = keep_households(uow.conn, [key])[key]
    year = era_year(day)
    code = letters.take_number(uow, letter_id, series=f"{CODES}/{year}", prefix=f"C{year[1:]}-", width=7)
    data = {**build(services, uow.conn, LETTER, keys), "number": None, "letter_code": code}
    _refuse_unprintable(str(data["addressee"]["name"]))
    template = services.letters_now(uow.conn)[LETTER].on(day).template_hash
    letters.issue_letter(
        uow, letter_id, number=None, issued_on=day, data=data, template_hash=template, household_rev=rev
    )
    return _Made(slip, letter_id, data, template)


def _refuse_unprintable(name: str) -> None:
    """A slip replaces the old one, so nothing is numbered that could not be printed afterwards (外字)."""
    known = faces()
    if any(known.trouble(cluster) is not None for cluster in clusters(name)):
        sentence = "納付義務者の氏名に印刷できない文字があります"
        raise Refused(
            "letter_held", sentence_ja=sentence, sentence_en="The name has a character that cannot be printed"
        )


def _print(services: Services, caller: Caller, made: _Made) -> None:
    """Laid out outside any transaction; archived, and handed over by whoever stands at the counter."""
    rendered = print_letter(services, LETTER, made.data, made.template_hash)
    services.archive.put(rendered.pdf)

    def act(uow: UnitOfWork) -> None:
        size = len(rendered.pdf)
        letters.archive_blob(uow, rendered.sha256, media_type="application/pdf", size=size, pages=rendered.pages)
        letters.letter_rendered(
            uow, made.letter_id, pdf_hash=rendered.sha256, pages=rendered.pages, stack=rendered.fingerprint
        )
        letters.release_letters(uow, [made.letter_id])
        letters.hand_over_letters(uow, [made.letter_id])
        letters.record_print(uow, made.letter_id, "交付")
        uow.audit("letter.release", object_kind="letter", object_key=made.letter_id, detail={"way": "WINDOW"})

    run(services, caller, act)


def _printed(made: _Made) -> PrintedSlip:
    slip = made.slip
    has_code = made.data["store_digits"] is not None
    return PrintedSlip(slip.collection_no, made.letter_id, slip.amount, slip.use_by, has_code)


def _before(uow: UnitOfWork, household_key: str, event: str) -> tuple[PrintedSlip, ...]:
    """The slips that the same page made before, with their letters; nothing when it made none."""
    accounts = [one.account_key for one in levies.accounts_of(uow.conn, household_key)]
    found = {one.collection_no: one for one in payment_slips.slips_by_event(uow.conn, accounts, event)}
    if not found:
        return ()
    uow.audit("slip.again", object_kind="household", object_key=household_key, household_key=household_key)
    made = letters.find_letters(uow.conn, ALL, letter=LETTER, household_key=household_key).items
    return tuple(
        PrintedSlip(no, one.letter_id, found[no].amount, found[no].use_by, bool((one.data or {}).get("store_digits")))
        for one in reversed(made)
        if (no := str(one.request_keys.get("collection_no"))) in found
    )
