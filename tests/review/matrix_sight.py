"""What the grants deny, read from plain rows (素朴な読み方), and whether a text shows it all the same."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import text as sql

from tests.review.matrix_addresses import Address
from tests.review.matrix_city import Family, Matrix, User
from tests.world import DAY

# By which rights an address may show people; one that stands nowhere here may by any of them.
PEOPLE = (
    "case:view case:start household:view person:search document:view document:add letter:view letter:release "
    "letter:reprint daylist:view daylist:confirm incident:handle head:view task:note task:assign"
).split()
SHOWS: Mapping[str, tuple[str, ...]] = {
    "inbox": ("work", "task:assign"),
    "bulk": ("work", "task:assign"),
    "tasks": ("work", "case:view", "task:assign"),
    "cases": ("case:view", "case:start"),
    "households": ("household:view",),
    "slips": ("slip:issue",),
    "debits": ("debit:run",),
    "refunds": ("refund:pay",),
    "withholding": ("special:run", "receipt:import"),
    "estimates": ("household:view",),
    "dunning": ("dunning:run", "daylist:view"),
    "levy_months": ("daylist:view",),
    "collection": ("receipt:import", "receipt:correct", "assessment:decide"),
    "arrears": ("arrears:view",),
    "benefits": ("work:benefit", "head:view"),
    "limitation": ("arrears:view", "head:view"),
    "calls": ("call:list",),
    "guide": ("household:view",),
    "dated_work": ("household:view",),
    "documents": ("document:view", "case:view"),
    "letters": ("letter:view", "letter:release", "letter:reprint"),
    "batches": ("letter:view", "letter:release", "letter:reprint"),
    "search": ("person:search", "household:view", "case:view", "letter:view"),
    "start": ("household:view", "case:start"),
    "procedures": (),
    "workshop": (),
    "workshop_edit": (),
    "workshop_try": (),
    "small": (),
    "messages": (),
}


# Whoever took a case in hands its receipt (受付票) out on that day, with the name that he has typed himself.
RECEIPT = re.compile(r"/cases/([0-9a-f]+)/receipt(?:\.pdf)?")
# Whoever takes in notifications is told the number of a protected household (and nothing else of it): without it the
# case would begin unprotected.
INTAKE = ("search", "start")


class Sight:
    """The rows of `grants` as they stand, and eyes for what they deny."""

    def __init__(self, matrix: Matrix) -> None:
        self.families = matrix.families
        with matrix.city.database.read() as conn:
            rows = conn.execute(
                sql("select user_id, function, scope, valid_from, valid_to from grants where ended_at is null")
            ).all()
            taken_in = conn.execute(sql("select case_id, started_by from cases")).all()
        self.taken_in = {str(case_id): str(user) for case_id, user in taken_in}
        day = DAY.isoformat()
        self.held: set[tuple[str, str, str]] = {
            (str(user), str(function), str(scope))
            for user, function, scope, begins, ends in rows
            if str(begins) <= day and (ends is None or day < str(ends))
        }

    def may(self, user: User, functions: Sequence[str], family: Family) -> bool:
        """The rule: one of the functions in the family's office, and for the protected (支援措置) that right too."""
        if not any(self._holds(user, one, family.office) for one in functions):
            return False
        return not family.protected or self._holds(user, "protected:view", family.office)

    def denied(self, user: User, address: Address, text: str) -> list[str]:
        """What of the denied families the text shows; what was asked for in the address itself does not count."""
        functions = SHOWS.get(address.room, (*PEOPLE, "work"))
        raw, squeezed = _readings(text)
        asked = address.said()
        found = []
        for family in self.families.values():
            if self.may(user, functions, family):
                continue
            row = not any(self._holds(user, one, family.office) for one in functions)
            if not row and address.room in INTAKE and self._holds(user, "case:start", family.office):
                asked += f" {family.numbers[0]}"
            if not row and self._took_in(user, address, family):
                asked += f" {family.words[0]}"
            found += [f"{family.name} {what}" for what in _shown(family, raw, squeezed, asked, row=row)]
        return found

    def _took_in(self, user: User, address: Address, family: Family) -> bool:
        receipt = RECEIPT.fullmatch(address.path)
        known = receipt is not None and receipt[1] in family.cases and self.taken_in[receipt[1]] == user.owner
        return known and self._holds(user, "case:start", family.office)

    def _holds(self, user: User, function: str, office: str) -> bool:
        if user.limits and not any(self._within(limit, function, office) for limit in user.limits):
            return False
        return any(
            owner == user.owner and scope in ("all", office) and _is(function, held) for owner, held, scope in self.held
        )

    @staticmethod
    def _within(limit: str, function: str, office: str) -> bool:
        named, _, scope = limit.partition("@")
        return _is(function, named) and scope in ("all", office)


def _is(function: str, held: str) -> bool:
    return held == function or (function == "work" and held.startswith("work:"))


def _shown(family: Family, raw: str, squeezed: str, asked: str, *, row: bool) -> Iterator[str]:
    """Names, readings, addresses, numbers; of another office's also that there is a case at all (`row`)."""
    for word in family.words:
        if _squeeze(word) in squeezed and _squeeze(word) not in _squeeze(asked):
            yield _squeeze(word)
    numbers = [*family.numbers, *(family.case_numbers if row else []), *(family.cases if row else [])]
    for number in numbers:
        if number not in asked and re.search(rf"(?<![0-9a-z]){re.escape(number)}(?![0-9a-z])", raw):
            yield number


def _readings(text: str) -> tuple[str, str]:
    """The text as it reads: JSON without escapes, a page without tags but with its addresses; and without any blank."""
    if text.lstrip().startswith(("{", "[")):
        try:
            document, _ = json.JSONDecoder().raw_decode(text.lstrip())
            text = json.dumps(document, ensure_ascii=False)
        except ValueError:
            pass
    said = html.unescape(text)
    return said, _squeeze(re.sub("<[^>]*>", "", said)) + " " + _squeeze(said)


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)
