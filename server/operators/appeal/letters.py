"""進達書 and 弁明書 to the review board, the mayor's 裁決書 to the appellant, at their issue."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.enforcement import appeal as body_of_appeal
from server.operators.enforcement import third_party_frame
from server.operators.letter_frame import frame, frame_needs, slip_needs
from server.operators.registry import letter

_RELATIONS = {"HEAD": "世帯主", "MEMBER": "世帯員", "AGENT": "代理人", "OTHER": "その他"}
_WAYS = {"COUNTER": "文書", "POST": "文書(郵送)", "ORAL": "口頭(録取書を添付)"}
_FORWARD = (
    "case_number appellant title decision_number decided_on known_on received_on filed_on last_day late late_reason "
    "missing purport"
)
_STATEMENT = (
    "case_number appellant title decision_number decided_on board_case outcome facts reasons provision evidence"
)
_RULING = "appellant title decision_number decided_on filed_on outcome provision"


def _to_board(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The frame of a letter to the review board; raises `appeal_body_missing`."""
    board = body_of_appeal(context)
    postal = context.values.text("appeal.board_postal_code", context.today)
    to = {"name": board["appeal_body"], "postal_code": postal, "address": board["appeal_address"]}
    return third_party_frame(keys, to, context)


@letter("appeal/forward", needs=slip_needs)
def forward(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Sends an appeal on to the board: the paper itself is enclosed, no address stands in the letter."""
    told = {name: keys[name] for name in _FORWARD.split()}
    more = {"relation": _RELATIONS[str(keys["relation"])], "way": _WAYS[str(keys["way"])]}
    return {**_to_board(keys, context), **told, **more}


@letter("appeal/statement", needs=slip_needs)
def statement(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The city's statement, an original and a copy for the appellant (行政不服審査法29条)."""
    told = {name: keys[name] for name in _STATEMENT.split()}
    return {**_to_board(keys, context), **told, **_paragraphs(keys, "facts", "reasons")}


def _paragraphs(keys: JSONObject, *names: str) -> dict[str, JSON]:
    """Each text as the paragraphs that were typed; empty lines between them fall away."""
    return {name: [line.strip() for line in str(keys[name]).splitlines() if line.strip()] for name in names}


def _ruling_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


@letter("appeal/ruling", needs=_ruling_needs)
def ruling(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The mayor's ruling with the notice of suit; to an agent or another at the address that he gave.

    Raises `protected_in_letter` where it would go past a protected person of the household.
    """
    told = {name: keys[name] for name in _RULING.split()} | _paragraphs(keys, "facts", "grounds", "reasons")
    if keys["relation"] == "HEAD":
        return {**frame(keys, context), **told}
    if context.facts.get_fact("protected", str(keys["household_key"])):
        raise Refused("protected_in_letter")
    if keys["to_address"] is None:
        framed = frame(keys, context)
        addressee = framed["addressee"]
        framed["addressee"] = {**addressee, "name": keys["appellant"]}
        return {**framed, **told}
    to = {"name": keys["appellant"], "postal_code": keys["to_postal_code"], "address": keys["to_address"]}
    return {**third_party_frame(keys, to, context, honorific="様"), **told}
