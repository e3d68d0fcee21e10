"""The workshop over the API: drawn by one token, released by another person's; a token of one's own making is none."""

from __future__ import annotations

from server.casework.issue_token import issue_token
from tests.casework.moving_world import changed
from tests.casework.workshop_people import DIAGRAM, manager
from tests.procedures.outside import Api
from tests.world import TREE

WAIT, LETTER = "period.document_wait", "letters/enrolment/certificate.html.j2"


def test_a_draft_is_released_by_a_second_persons_token_and_cases_move(town_api: Api) -> None:
    api, city = town_api, town_api.city
    case_id = city.identified("single")
    old = city.case(case_id).procedure_hash
    draft = api.post("mizuno", "/drafts", {"procedure": "enrolment"}).done()
    at, day = f"/drafts/{draft['draft_id']}", city.clock.business_day().isoformat()
    stands = api.post("hayashi", "/drafts", {"procedure": "enrolment"})
    assert (stands.status, stands.code) == (409, "draft_stands")
    with city.database.read() as conn:
        files = city.services.catalogue.get(conn, old).files
    edits = {path: None if data is None else data.decode() for path, data in changed(files).items()}
    saved = api.post("mizuno", f"{at}/files", {"rev": draft["rev"], "files": edits}).done()
    assert [one for one in saved["findings"] if one["severity"] == "error"] == []
    assert api.post("hayashi", f"{at}/files", {"rev": 1, "files": {DIAGRAM: "<x/>"}}).code == "draft_stale"
    assert api.get("mizuno", at).done()["difference"]["changes"]
    rev = saved["draft"]["rev"]
    wrong = api.post("mizuno", f"{at}/propose", {"rev": rev, "valid_from": "tomorrow", "reason": "x"})
    assert (wrong.status, wrong.body["field"]) == (422, "valid_from")
    body = {"rev": rev, "valid_from": day, "reason": "もう一度見る"}
    rev = api.post("mizuno", f"{at}/propose", body).done()["rev"]
    assert api.post("mizuno", f"{at}/release", {"rev": rev}).code == "draft_same_person"
    kept = api.token("hayashi")
    api.tokens["hayashi"] = own_made(api)
    assert api.post("hayashi", f"{at}/release", {"rev": rev}).code == "draft_same_person"
    api.tokens["hayashi"] = kept
    assert api.post("saeki", f"{at}/release", {"rev": rev}).code == "no_right"
    new = api.post("hayashi", f"{at}/release", {"rev": rev}).done()["version"]["hash"]
    move = {"procedure": "enrolment", "from": old, "to": new}
    assert api.post("hayashi", "/moves/dry-run", move).done()["movable"] == 1
    planned = api.post("hayashi", "/moves", move).done()
    done = api.post("hayashi", f"/moves/{planned['move_id']}/go").done()
    assert (done["left"], city.case(case_id).procedure_hash) == (0, new)
    assert api.post("hayashi", f"/moves/{planned['move_id']}/undo").done()["outcomes"] == {"undone": 1}
    assert city.case(case_id).procedure_hash == old


def test_a_value_and_a_letters_text_are_changed_by_token_and_released_by_another(town_api: Api) -> None:
    api, city = town_api, town_api.city
    draft = api.post("mizuno", "/drafts", {"procedure": "enrolment"}).done()
    at, day = f"/drafts/{draft['draft_id']}", city.clock.business_day().isoformat()
    row = {"key": WAIT, "first": day, "value": "20", "article": "市要領5条", "source": "決裁"}
    row |= {"confirm_again_by": "2028-03-31"}
    assert api.post("saeki", f"{at}/values", {"rev": draft["rev"], **row}).code == "no_right"
    wrong = api.post("mizuno", f"{at}/values", {"rev": draft["rev"], **row, "value": "twenty", "first": "2020-01-01"})
    assert wrong.status == 422
    unknown = api.post("mizuno", f"{at}/values", {"rev": draft["rev"], **row, "key": "period.nobodys"})
    assert unknown.code == "value_unknown"
    saved = api.post("mizuno", f"{at}/values", {"rev": draft["rev"], **row}).done()
    letter = (TREE / LETTER).read_text(encoding="utf-8").replace("資格", "資格 ", 1)
    saved = api.post("mizuno", f"{at}/files", {"rev": saved["draft"]["rev"], "files": {LETTER: letter}}).done()
    assert [one for one in saved["findings"] if one["severity"] == "error"] == []
    assert {LETTER, "values/city.yaml"} <= set(saved["draft"]["files"])
    body = {"rev": saved["draft"]["rev"], "valid_from": day, "reason": "要領の改正"}
    rev = api.post("mizuno", f"{at}/propose", body).done()["rev"]
    assert api.post("mizuno", f"{at}/release", {"rev": rev}).code == "draft_same_person"
    api.post("hayashi", f"{at}/release", {"rev": rev}).done()
    with city.database.read() as conn:
        assert city.services.values(conn).on(WAIT, city.clock.business_day()) == 20


def own_made(api: Api) -> str:
    """A token for hayashi that mizuno, who drew, made."""
    return issue_token(api.city.services, manager(api.city, "mizuno"), "hayashi", label="borrowed", days=1)
