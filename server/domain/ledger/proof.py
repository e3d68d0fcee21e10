"""The proof of the ledger (台帳の検証): levies, postings, balances and 調定 of a household agree, each row by its name.

What must hold is said once more here, from the rows themselves and not by way of the acts that made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.domain.ledger.amounts import COLUMNS, NONE, Amounts, total_of
from server.domain.ledger.assessed import group_of
from server.domain.ledger.books import SUSPENSE, Posting
from server.domain.ledger.kinds import EFFECTS, SIGNED, Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree: the `rule`, the row by table and key, whose book, what was found and what should be."""

    rule: str
    row: str
    book: str
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class LevyRow:
    """A levy decision as it stands: its parts and what it puts on each instalment."""

    levy_id: str
    account: str
    revision: int
    parts: Amounts
    lines: Mapping[str, Amounts]


@dataclass(frozen=True, slots=True)
class Household:
    """The rows of one household: `claims` are its instalments by account, `lines` its book in order."""

    book: str
    claims: Mapping[str, str]
    levies: Sequence[LevyRow]
    lines: Sequence[Posting]


def prove_household(rows: Household) -> Iterator[Finding]:
    """Every finding about one household."""
    yield from _levies(rows)
    yield from _claims(rows)
    yield from prove_book(rows.book, rows.lines)


def prove_book(book: str, lines: Sequence[Posting]) -> Iterator[Finding]:
    """Findings about the lines of a book by themselves."""
    yield from _numbers(book, lines)
    yield from _signs(lines)
    yield from _reversals(book, lines)
    yield from _pairs(book, lines)


def _levies(rows: Household) -> Iterator[Finding]:
    """Revisions without a gap; parts add up; each decision posted exactly its difference from the one before."""
    posted: dict[tuple[str, str], Amounts] = {}
    for line in rows.lines:
        if line.levy_id is not None and line.claim is not None:
            place = (line.levy_id, line.claim)
            posted[place] = posted.get(place, NONE) + line.signed(EFFECTS[line.kind].assessed)
        elif line.kind in (Kind.ASSESS, Kind.REDUCE):
            yield _at(line, "assessed_without_levy")
    before: dict[str, LevyRow] = {}
    for levy in sorted(rows.levies, key=lambda one: (one.account, one.revision)):
        yield from _levy(rows.book, levy, before.get(levy.account), posted)
        before[levy.account] = levy
    for levy_id, claim in posted:
        yield Finding("posted_without_levy", f"levies {levy_id} {claim}", rows.book)


def _levy(book: str, levy: LevyRow, last: LevyRow | None, posted: dict[tuple[str, str], Amounts]) -> Iterator[Finding]:
    row = f"levies {levy.levy_id}"
    revision = 1 if last is None else last.revision + 1
    if levy.revision != revision:
        yield Finding("levy_revision_missing", row, book, str(levy.revision), str(revision))
    sums = total_of(levy.lines.values())
    if sums != levy.parts:
        yield Finding("levy_parts_differ", row, book, _say(sums), _say(levy.parts))
    old: Mapping[str, Amounts] = {} if last is None else last.lines
    for claim in sorted({*old, *levy.lines}):
        change = levy.lines.get(claim, NONE) - old.get(claim, NONE)
        found = posted.pop((levy.levy_id, claim), NONE)
        if found != change:
            yield Finding("levy_not_posted", f"{row} {claim}", book, _say(found), _say(change))


def _claims(rows: Household) -> Iterator[Finding]:
    """No account below zero; the premium assessed is the levy in force; each year's part is closed but the present."""
    newest: dict[str, LevyRow] = {}
    for levy in rows.levies:
        if levy.account not in newest or levy.revision > newest[levy.account].revision:
            newest[levy.account] = levy
    by_claim: dict[str, list[Posting]] = {claim: [] for claim in rows.claims}
    for line in rows.lines:
        if line.claim is None:
            yield _at(line, "claim_missing")
        elif line.claim not in by_claim:
            yield _at(line, "claim_of_another", line.claim)
        else:
            by_claim[line.claim].append(line)
    for claim, lines in by_claim.items():
        in_force = newest.get(rows.claims[claim])
        levied = NONE if in_force is None else in_force.lines.get(claim, NONE)
        yield from _accounts(rows.book, claim, levied, lines)


def _accounts(book: str, claim: str, levied: Amounts, lines: Sequence[Posting]) -> Iterator[Finding]:
    row = f"instalments {claim}"
    sums = {
        name: total_of(line.signed(getattr(EFFECTS[line.kind], name)) for line in lines)
        for name in ("assessed", "receivable", "payable")
    }
    if sums["assessed"].principal != levied:
        yield Finding("assessed_differs", row, book, _say(sums["assessed"].principal), _say(levied))
    for name in ("receivable", "payable"):
        if sums[name].under:
            yield Finding(f"{name}_below_zero", row, book, _say(sums[name]))
    owed = sums["receivable"]
    if owed.principal.total > levied.total or any(owed.of(c) > sums["assessed"].of(c) for c in COLUMNS[4:]):
        yield Finding("owed_more_than_assessed", row, book, _say(owed), _say(sums["assessed"]))
    years: dict[int, Amounts] = {}
    for line in lines:
        now = years.get(line.accounting_year, NONE)
        years[line.accounting_year] = now + line.signed(EFFECTS[line.kind].receivable)
    for year in sorted(years)[:-1]:
        if years[year]:
            yield Finding("year_not_closed", f"{row} {year}", book, _say(years[year]))


def _numbers(book: str, lines: Sequence[Posting]) -> Iterator[Finding]:
    for expected, line in enumerate(lines, 1):
        if line.line_no != expected:
            yield _at(line, "line_missing", str(line.line_no), str(expected))
            return
    for line in lines:
        if line.book != book:
            yield _at(line, "book_differs", line.book, book)


def _signs(lines: Sequence[Posting]) -> Iterator[Finding]:
    """Amounts are never below zero but in reversals and moves; a move between parts adds up to nothing."""
    for line in lines:
        values = (*line.amounts.values(), line.unsplit)
        wrong = min(values) < 0 if line.reverses is None else max(values) > 0
        if wrong and line.kind not in SIGNED:
            yield _at(line, "sign_wrong", _say(line.amounts))
        if line.kind is Kind.REALLOCATED and line.amounts.total:
            yield _at(line, "move_not_even", _say(line.amounts))
        if (line.unsplit != 0) != (line.book == SUSPENSE):
            yield _at(line, "money_without_part", str(line.unsplit))


def _reversals(book: str, lines: Sequence[Posting]) -> Iterator[Finding]:
    by_number = {line.line_no: line for line in lines}
    for line in lines:
        if line.reverses is None:
            continue
        undone = by_number.get(line.reverses)
        if undone is None or undone.reverses is not None or undone.line_no >= line.line_no:
            yield _at(line, "reversal_of_nothing", str(line.reverses))
        elif (undone.kind, undone.claim, -undone.amounts, -undone.unsplit, undone.receipt_id) != (
            line.kind,
            line.claim,
            line.amounts,
            line.unsplit,
            line.receipt_id,
        ):
            yield Finding("reversal_differs", f"postings {book}/{line.line_no}", book, _say(line.amounts))


def _pairs(book: str, lines: Sequence[Posting]) -> Iterator[Finding]:
    """What goes out of one claim or year goes into another of the same book."""
    offset = {kind: sum(line.yen for line in lines if line.kind is kind) for kind in (Kind.OFFSET_OUT, Kind.OFFSET_IN)}
    if offset[Kind.OFFSET_OUT] != offset[Kind.OFFSET_IN]:
        out, into = offset[Kind.OFFSET_OUT], offset[Kind.OFFSET_IN]
        yield Finding("offset_not_even", f"postings {book} OFFSET", book, str(into), str(out))
    carried: dict[str, Amounts] = {}
    for line in lines:
        if line.kind is Kind.CARRY_OVER and line.claim is not None:
            carried[line.claim] = carried.get(line.claim, NONE) + line.amounts
    for claim, left in carried.items():
        if left:
            yield Finding("carry_not_even", f"instalments {claim}", book, _say(left))


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A 調定票 as it stands, with its lines."""

    assessment_no: str
    accounting_year: int
    standing: str
    direction: str
    amounts: Amounts
    lines: int


@dataclass(slots=True)
class SlipSum:
    """What the lines on a 調定票 add up to, gathered book by book."""

    count: int = 0
    amounts: Amounts = NONE

    def add(self, line: Posting) -> None:
        """One line more."""
        self.count += 1
        self.amounts += line.amounts.times(EFFECTS[line.kind].assessed or 1)


def prove_line_assessed(
    line: Posting, slip: SlipRow | None, named: str | None, *, still_open: bool
) -> Iterator[Finding]:
    """A line that assesses stands on the 調定票 of its year, class and direction; `still_open`: its day is not over."""
    group = group_of(line)
    if group is None:
        if named is not None:
            yield _at(line, "assessed_wrongly", named)
        return
    if named is None:
        if not still_open:
            yield _at(line, "not_assessed")
    elif slip is None or (slip.accounting_year, slip.standing, slip.direction) != (
        group.accounting_year,
        str(group.standing),
        str(group.direction),
    ):
        yield _at(line, "assessed_wrongly", named)


def prove_slips(slips: Iterable[SlipRow], sums: Mapping[str, SlipSum]) -> Iterator[Finding]:
    """Each 調定票 says what its lines add up to, and none is missing from the numbers of its year."""
    last: dict[int, int] = {}
    for slip in sorted(slips, key=lambda one: one.assessment_no):
        row = f"assessments {slip.assessment_no}"
        found = sums.get(slip.assessment_no, SlipSum())
        amounts = -found.amounts if slip.direction == "REDUCE" else found.amounts
        if (amounts, found.count) != (slip.amounts, slip.lines):
            said, counted = f"{_say(slip.amounts)} / {slip.lines}", f"{_say(amounts)} / {found.count}"
            yield Finding("slip_differs", row, "", counted, said)
        number = int(slip.assessment_no[-6:])
        if number != last.get(slip.accounting_year, 0) + 1:
            yield Finding("slip_missing", row, "", str(number), str(last.get(slip.accounting_year, 0) + 1))
        last[slip.accounting_year] = number


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt as it stands: `money` when it is final, else nothing may be posted for it."""

    receipt_id: str
    household: str | None
    amount: int
    money: bool


def prove_receipt(row: ReceiptRow, posted: int, suspense: int) -> Iterator[Finding]:
    """The money of a receipt stands on claims and in suspense, to the yen, and suspense is not below zero."""
    name = f"receipts {row.receipt_id}"
    expected = row.amount if row.money else 0
    if posted != expected:
        yield Finding("receipt_not_posted", name, row.household or SUSPENSE, str(posted), str(expected))
    if suspense < 0:
        yield Finding("suspense_below_zero", name, SUSPENSE, str(suspense))


def _at(line: Posting, rule: str, found: str = "", expected: str = "") -> Finding:
    return Finding(rule, f"postings {line.book}/{line.line_no}", line.book, found, expected)


def _say(amounts: Amounts) -> str:
    """The columns that are not zero, in words of the table."""
    said = [f"{name} {value}" for name, value in amounts.as_dict().items() if value]
    return " ".join(said) or "0"
