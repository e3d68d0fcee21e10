"""Money of entrusted recourse cases (委託求償の入金): the federation's list, the account, the case, the rest."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from server.casework.entrusted_money import TakenIn, settle_line, take_in_remittance
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import entrusted_receipts, feeds, incidents
from tests.benefit_files import CITY
from tests.procedures.outside import Api
from tests.procedures.test_third_party_recourse import claimed, follow, money, ready, standing

NUMBER = "R8-000001"


@pytest.fixture
def desk(town_api: Api) -> Api:
    for right in ("receipt:import", "work:benefit"):
        ready_right(town_api, right)
    return ready(town_api)


def ready_right(api: Api, right: str) -> None:
    api.city.grant("saeki", right)


def line(number: str = NUMBER, collected: int = 272_160, fee: int = 13_608, **more: Any) -> dict[str, Any]:
    said = {"case_number": number, "payer": "若葉損害保険株式会社", "paid_on": "2026-11-10", "collected": collected}
    return said | {"fee": fee, "remitted": collected - fee, "state": "LAST"} | more


def listed(*rows: dict[str, Any], sequence: int = 1, **header: Any) -> bytes:
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows).encode()
    head: dict[str, Any] = {"interface": "recourse_remittance", "sequence_no": sequence, "city_code": CITY}
    head |= {"charset": "UTF-8", "generated_at": "2026-11-18T05:00:00+09:00", "remitted_on": "2026-11-17"}
    head |= {f"{name}_total": sum(one[name] for one in rows) for name in ("collected", "fee", "remitted")}
    head |= {"record_count": len(rows), "sha256": hashlib.sha256(body).hexdigest()} | header
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body


def taken(api: Api, content: bytes, credited: int | None = 258_552, by: str = "saeki") -> TakenIn:
    services, caller = api.city.services, api.city.caller(by)
    return take_in_remittance(services, caller, content, name="送金明細.jsonl", credited=credited)


def refused(api: Api, content: bytes, credited: int | None = 258_552, by: str = "saeki") -> str:
    with pytest.raises(Refused) as found:
        taken(api, content, credited, by)
    return found.value.code


def entrusted(api: Api) -> str:
    """A case with a dispute, entrusted to the federation: 272,160 yen by the register."""
    case_id = claimed(api, dispute="YES")
    assert (standing(api, case_id).state, money(api, case_id)) == ("ENTRUSTED", [])
    return case_id


def told(api: Api) -> list[str]:
    with api.city.database.read() as conn:
        return sorted(one.kind for one in incidents.open_incidents(conn, ALL))


def test_what_the_federation_collected_is_fixed_receipted_and_ends_the_case(desk: Api) -> None:
    case_id = entrusted(desk)
    done = taken(desk, listed(line()))
    assert (done.posted, done.waiting, done.collected, done.fee, done.remitted) == (1, (), 272_160, 13_608, 258_552)
    assert money(desk, case_id) == [("1", "RECOURSE_CLAIM", 272_160), ("1", "RECEIPT", -272_160)]
    with desk.city.database.read() as conn:
        (kept,) = entrusted_receipts.of_case(conn, case_id)
    assert (kept.collected, kept.fee, kept.remitted, kept.final) == (272_160, 13_608, 258_552, True)
    assert told(desk) == []
    assert follow(desk, case_id, "CLOSE", how="ENTRUSTED_CLOSED").done()["outcome"] == "entrusted_closed"


@pytest.mark.parametrize(("collected", "state"), [(272_161, "PART"), (272_159, "LAST")])
def test_money_that_is_more_than_the_amount_or_less_at_the_end_is_told_to_the_head(
    desk: Api, collected: int, state: str
) -> None:
    entrusted(desk)
    taken(desk, listed(line(collected=collected, state=state)), collected - 13_608)
    assert told(desk) == ["entrusted_money_differs"]


def test_parts_come_in_lists_one_after_another_each_once(desk: Api) -> None:
    case_id = entrusted(desk)
    first = listed(line(collected=100_000, fee=5_000, state="PART"))
    taken(desk, first, 95_000)
    assert refused(desk, first, 95_000) == "feed_file_twice"
    rest = line(collected=172_160, fee=8_608)
    assert refused(desk, listed(rest, sequence=3), 163_552) == "feed_file_out_of_sequence"
    taken(desk, listed(rest, sequence=2), 163_552)
    assert [kind for _, kind, _ in money(desk, case_id)] == ["RECOURSE_CLAIM", "RECEIPT"] * 2
    assert sum(yen for *_, yen in money(desk, case_id)) == 0
    assert "entrusted_money_differs" not in told(desk)


def test_a_line_that_names_no_entrusted_case_waits_and_is_posted_to_the_one_a_person_names(desk: Api) -> None:
    case_id = entrusted(desk)
    done = taken(desk, listed(line("R8-999999")))
    assert (done.posted, done.waiting, told(desk)) == (0, (2,), ["feed_look_at"])
    with desk.city.database.read() as conn:
        (item,) = feeds.waiting(conn, "recourse_remittance")
    services, caller = desk.city.services, desk.city.caller("saeki")
    with pytest.raises(Refused, match="remittance_case_unknown"):
        settle_line(services, caller, item.item_id, case_number="R8-888888")
    settle_line(services, caller, item.item_id, case_number=NUMBER)
    assert money(desk, case_id)[-1] == ("1", "RECEIPT", -272_160)
    with pytest.raises(Refused, match="feed_item_unknown"):
        settle_line(services, caller, item.item_id, case_number=NUMBER)


def test_the_list_is_held_against_the_account_and_against_itself_and_nothing_is_posted_otherwise(desk: Api) -> None:
    case_id = entrusted(desk)
    wrong = [
        (listed(line()), None, "saeki", "receipt_credit_missing"),
        (listed(line()), 258_551, "saeki", "receipt_credit_differs"),
        (listed(line()), 258_552, "kitano", "no_right"),
        (listed(line(), fee_total=1), 258_552, "saeki", "feed_file_invalid"),
        (listed(line(remitted=1)), 1, "saeki", "feed_file_invalid"),
        (listed(line(collected=0, fee=0, remitted=0)), 0, "saeki", "feed_file_invalid"),
        (listed(line("123")), 258_552, "saeki", "feed_file_invalid"),
        (listed(line(paid_on="2027-01-01")), 258_552, "saeki", "feed_file_invalid"),
        (listed(line(state="SOON")), 258_552, "saeki", "feed_file_invalid"),
        (listed(line(payer="")), 258_552, "saeki", "feed_file_invalid"),
        (listed(line(), sha256="0"), 258_552, "saeki", "feed_file_invalid"),
        (listed(line(), city_code="999999"), 258_552, "saeki", "feed_file_invalid"),
        (b"", 0, "saeki", "feed_file_invalid"),
    ]
    for content, credited, by, code in wrong:
        assert refused(desk, content, credited, by) == code
    assert money(desk, case_id) == []


def test_a_case_that_the_city_collects_itself_takes_no_money_of_a_list(desk: Api) -> None:
    case_id = claimed(desk)
    assert taken(desk, listed(line())).waiting == (2,)
    assert money(desk, case_id) == [("1", "RECOURSE_CLAIM", 272_160)]
