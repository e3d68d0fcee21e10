"""Cases over the API, their parts and papers: page by page, within scope, taken in whole or not at all."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from server.store import tables as t
from tests.procedures.outside import Api, Reply

SCAN = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def paper(content: bytes = SCAN, **changes: object) -> dict[str, Any]:
    return {"kind": "evidence", "name": "a.png", "content": base64.b64encode(content).decode(), **changes}


def rows_of(api: Api, table: Any) -> int:
    with api.city.database.read() as conn:
        return len(conn.execute(table.select()).all())


# -- lists ------------------------------------------------------------------------------------------------------------


def test_a_list_of_cases_is_walked_to_its_end_by_its_cursor(api: Api) -> None:
    made = []
    for _ in range(5):
        made.append(api.start("single"))
        api.city.clock.wait(seconds=1)
    found: list[str] = []
    after: str | None = None
    while True:
        query = {"limit": "2", **({} if after is None else {"after": after})}
        page = api.get("saeki", "/cases", **query).done()
        found += [one["case_id"] for one in page["cases"]]
        after = page["next"]
        if after is None:
            break
    assert found == made[::-1]


def test_the_filters_of_cases_find_what_they_say(api: Api) -> None:
    single, family = api.start("single"), api.start("family", by="okamura")
    north = api.start("north", by="kitano")
    day = api.city.clock.business_day().isoformat()

    def found(by: str = "okamura", **query: str) -> set[str]:
        return {one["case_id"] for one in api.get(by, "/cases", **query).done()["cases"]}

    assert found() == {single, family}
    assert found("sakai") == {single, family, north}
    assert found("sakai", office="kita") == {north}
    assert found(kana="ホンマ") == {single}
    assert found(household_key="0000000102") == {family}
    assert found(procedure="withdrawal") == set()
    assert found(status="active") == {single, family}
    assert found(status="completed") == set()
    assert found(received_from=day, received_to=day) == {single, family}
    assert found(received_from="2027-01-01") == set()
    assert found(number=api.city.case(single).number) == {single}
    assert found(kana="%") == set()


def test_an_office_of_others_is_no_filter(town_api: Api) -> None:
    assert town_api.get("saeki", "/cases", office="kita").code == "out_of_scope"
    assert town_api.get("center1", "/cases").code == "no_right"


WRONG_FILTERS = (
    ("after", "x"),
    ("after", "WyJhIiwiYiJd"),
    ("after", base64.urlsafe_b64encode(b'["0001-01-01T00:00:00+23:00","' + b"0" * 32 + b'"]').decode()),
    ("after", base64.urlsafe_b64encode(b'["2026-01-01T00:00:00","' + b"0" * 32 + b'"]').decode()),
    ("after", base64.urlsafe_b64encode(b'["2026-01-01T00:00:00Z","\\u0000"]').decode()),
    ("after", base64.urlsafe_b64encode(b"[" * 290).decode()),
    ("limit", "0"),
    ("limit", "201"),
    ("limit", "٣"),
    ("received_from", "2026-02-30"),
    ("received_from", "20260201"),
    ("status", "open"),
    ("kana", "カ\x00"),
    ("everything", "1"),
)


def test_a_filter_that_cannot_be_is_named_on_every_list(api: Api) -> None:
    for path in ("/cases", "/tasks"):
        for name, value in WRONG_FILTERS:
            reply = api.get("saeki", path, **{name: value})
            assert (reply.status, reply.code, reply.body["field"]) == (422, "query_invalid", name), (path, value)


def test_the_inbox_is_walked_by_its_cursor_too(api: Api) -> None:
    made = {api.start("single") for _ in range(5)}
    found: list[str] = []
    after: str | None = None
    for _ in range(5):
        query = {"limit": "2", **({} if after is None else {"after": after})}
        page = api.get("saeki", "/tasks", **query).done()
        found += [row["case_id"] for group in page["groups"] for row in group["rows"]]
        after = page["next"]
        if after is None:
            break
    assert len(found) == 5
    assert set(found) == made
    assert api.get("saeki", "/tasks", page="2", after="x").body["field"] == "page"


def test_a_protected_persons_case_is_listed_without_her_and_not_found_by_who_she_is(api: Api) -> None:
    case_id = api.start("protected", by="okamura")
    household = api.city.household("protected")
    (line,) = api.get("saeki", "/cases").done()["cases"]
    told = (line["case_id"], line["restricted"], line["name"], line["kana"], line["household_key"])
    assert told == (case_id, True, None, None, None)
    who = {"kana": household.head.kana, "household_key": household.key, "person_key": household.head.key}
    for name, value in who.items():
        assert api.get("saeki", "/cases", **{name: value}).done()["cases"] == []
    for name in ("kana", "household_key"):
        (seen,) = api.get("okamura", "/cases", **{name: who[name]}).done()["cases"]
        assert seen["name"] == household.head.name
    for part in ("", "/history", "/letters", "/documents"):
        assert api.get("saeki", f"/cases/{case_id}{part}").code == "protected_person"


# -- parts of a case --------------------------------------------------------------------------------------------------


def test_the_history_of_a_case_is_told_page_by_page_oldest_first(api: Api) -> None:
    case_id = api.entered("single")
    whole = api.get("saeki", f"/cases/{case_id}/history").done()["events"]
    assert whole[0]["kind"] == "started"
    assert [one["seq"] for one in whole] == sorted(one["seq"] for one in whole)
    found = []
    after = "0"
    while after is not None:
        page = api.get("saeki", f"/cases/{case_id}/history", limit="2", after=after).done()
        found += page["events"]
        after = page["next"]
    assert found == whole
    assert api.get("saeki", f"/cases/{case_id}/history", after="-1").body["field"] == "after"
    assert api.get("kitano", f"/cases/{case_id}/history").code == "out_of_scope"


def test_the_letters_of_a_case_are_listed_with_the_ids_of_their_pdfs(api: Api) -> None:
    case_id = api.entered("single")
    api.check(case_id).done()
    letters = api.get("saeki", f"/cases/{case_id}/letters").done()["letters"]
    assert letters
    assert {one["status"] for one in letters} == {"requested"}
    waits = api.get("saeki", f"/letters/{letters[0]['letter_id']}")
    assert (waits.status, waits.code) == (409, "letter_not_released")


# -- papers -----------------------------------------------------------------------------------------------------------


def test_a_scan_is_filed_in_a_case_listed_and_given_back_unchanged(api: Api) -> None:
    case_id = api.start("single")
    made = api.post("saeki", f"/cases/{case_id}/documents", paper(paper_location="受付箱 3"))
    assert made.status == 201
    (listed,) = api.get("saeki", f"/cases/{case_id}/documents").done()["documents"]
    assert (listed["document_id"], listed["paper_location"]) == (made.body["document_id"], "受付箱 3")
    back = api.get("saeki", f"/documents/{made.body['document_id']}")
    assert (back.content, back.headers["Content-Type"]) == (SCAN, "image/png")
    assert back.headers["Content-Disposition"].startswith("attachment")
    assert api.get("kitano", f"/documents/{made.body['document_id']}").code == "out_of_scope"
    assert api.get("saeki", "/documents/" + "0" * 32).code == "document_not_found"


def test_the_same_scan_again_or_under_its_key_stays_one_paper(api: Api) -> None:
    case_id = api.start("single")
    first = api.post("saeki", f"/cases/{case_id}/documents", paper(), key="p-1").done()
    for key in ("p-1", "p-2", None):
        assert api.post("saeki", f"/cases/{case_id}/documents", paper(), key=key).done() == first
    other = api.post("saeki", f"/cases/{case_id}/documents", paper(SCAN + b"1"), key="p-1")
    assert (other.status, other.code) == (409, "idempotency_mismatch")
    assert rows_of(api, t.documents) == 1


WRONG_SCANS: tuple[tuple[dict[str, Any], str | None, str], ...] = (
    (paper(content=b""), None, "upload_missing"),
    (paper(content=b"MZ program"), None, "upload_kind_unknown"),
    ({**paper(), "content": "not base64!"}, "content", "content_not_base64"),
    ({**paper(), "content": "全角"}, "content", "content_not_base64"),
    ({**paper(), "content": 5}, "content", "content_not_base64"),
    (paper(kind="photo"), "kind", "not_an_option"),
    (paper(kind=None), "kind", "wrong_type"),
    (paper(name="x" * 256), "name", "too_long"),
    (paper(name="123456789018.png"), None, "upload_name_my_number"),
    (paper(paper_location="箱 123456789018"), "location", "my_number_in_text"),
    (paper(paper_location="箱" * 61), "paper_location", "too_long"),
    (paper(sealed=False), "sealed", "unknown_field"),
    ({"kind": "evidence"}, "name", "required"),
)


def test_a_scan_that_is_none_is_refused_and_nothing_is_filed(town_api: Api) -> None:
    case_id = town_api.start("single")
    for sent, field, code in WRONG_SCANS:
        reply = town_api.post("saeki", f"/cases/{case_id}/documents", sent)
        assert (reply.status, reply.code, reply.body["field"]) == (422, code, field), sent
    assert rows_of(town_api, t.documents) == 0


def with_papers(api: Api, *papers: object, by: str = "saeki", key: str | None = None) -> Reply:
    data = api.city.answers_start("single")
    return api.post(by, "/cases", {"procedure": "enrolment", "data": data, "documents": list(papers)}, key=key)


def test_a_case_comes_with_its_papers_in_one(api: Api) -> None:
    made = with_papers(api, paper(), paper(SCAN + b"2", kind="identity"), key="k-1").done()
    assert len(made["documents"]) == 2
    listed = api.get("saeki", f"/cases/{made['case_id']}/documents").done()["documents"]
    assert [one["document_id"] for one in listed] == made["documents"]
    assert [one["sealed"] for one in listed] == [False, True]
    again = with_papers(api, paper(), paper(SCAN + b"2", kind="identity"), key="k-1").done()
    assert again == made
    assert (rows_of(api, t.cases), rows_of(api, t.documents)) == (1, 2)


WRONG_PAPERS: tuple[tuple[list[Any], str | None, str], ...] = (
    ([paper(), paper(content=b"MZ")], None, "upload_kind_unknown"),
    ([paper(), {"kind": "evidence", "name": "x", "content": "!"}], "documents.1.content", "content_not_base64"),
    ([paper(kind="photo")], "kind", "not_an_option"),
    (["scan"], "documents.0", "wrong_type"),
    ([paper()] * 11, "documents", "too_many_papers"),
)


def test_a_case_with_a_wrong_paper_is_not_started(api: Api) -> None:
    for papers, field, code in WRONG_PAPERS:
        reply = with_papers(api, *papers)
        assert (reply.status, reply.code, reply.body["field"]) == (422, code, field), papers
    assert (rows_of(api, t.cases), rows_of(api, t.documents)) == (0, 0)


def test_wrong_answers_file_no_paper(town_api: Api) -> None:
    data = town_api.city.answers_start("single", head_kana="abc")
    reply = town_api.post("saeki", "/cases", {"procedure": "enrolment", "data": data, "documents": [paper()]})
    assert reply.status == 422
    assert rows_of(town_api, t.documents) == 0


def test_many_threads_with_one_key_start_one_case_with_its_papers(api: Api) -> None:
    api.token("saeki")
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: with_papers(api, paper(), key="k-1"), range(4)))
    assert {reply.status for reply in replies} == {201}
    assert len({str(reply.body) for reply in replies}) == 1
    assert (rows_of(api, t.cases), rows_of(api, t.documents)) == (1, 1)


def test_papers_need_the_right_to_file_them(api: Api) -> None:
    api.system("portal", "case:start@chuo", "household:view@chuo")
    assert with_papers(api, paper(), by="portal").code == "no_right"
    assert with_papers(api, by="portal").status == 201


def test_a_subject_that_contradicts_the_answers_is_refused(town_api: Api) -> None:
    data = town_api.city.answers_start("single")
    body = {"procedure": "enrolment", "data": data, "subject": {"household_key": "0000000102"}}
    assert town_api.post("saeki", "/cases", body).code == "subject_differs"


def test_a_body_beyond_its_limit_names_the_limit_of_its_address(town_api: Api) -> None:
    headers = {"Authorization": f"Bearer {town_api.token('saeki')}"}
    for path, most in (("/messages", 1), ("/cases", 28), ("/cases/x/documents", 28)):
        sent = {"data": b" " * (most * 1_000_000 + 1), "content_type": "application/json"}
        reply = town_api.call("POST", path, headers, **sent)
        assert (reply.status, reply.code) == (413, "body_too_large")
        assert f"{most} MB" in reply.body["message_en"]
