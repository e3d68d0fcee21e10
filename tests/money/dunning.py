"""A city that duns (督促の市): officers, levies that were told, channels that are in, and runs walked step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.issue_letters import issue_requested
from server.casework.work_dunning_runs import work_dunning_runs
from server.domain.collection_number import CollectionNumber
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.acts import received
from server.domain.ledger.amounts import NONE, Amounts
from server.domain.ledger.books import SUSPENSE, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import Rules
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Outcome, Stage
from server.store import dunning_lines, dunning_runs, ledger, letters, levies, levy_due, payment_slips, receipts
from server.store import tables as t
from server.store.dunning_lines import Line
from server.store.dunning_runs import DunningRun
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.letters import NewLetter
from server.store.levies import NewInstalment
from server.store.payment_slips import SlipLine
from server.store.receipts import NewReceipt
from tests.procedures.outside import Api
from tests.shipped_values import shipped_rows
from tests.world import TREE, World

DUE = date(2026, 11, 2)  # 31 October is a Saturday
CHANNELS = (Channel.BANK_SLIP, Channel.DIRECT_DEBIT, Channel.CVS, Channel.APP, Channel.EL_QR)
NOTICE = "levy_decision/notice"


def staff(city: World) -> None:
    """Two receipts officers and one who decides; the procedure stands."""
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, "dunning_run", title="督促", findings=())
    for user in ("saeki", "okamura"):
        for function in ("work:receipts", "dunning:run", "case:view", "case:start", "letter:view", "household:view"):
            city.grant(user, function)
    for function in ("work:approver", "case:view", "daylist:view"):
        city.grant("kuroda", function)


@dataclass
class Dunning:
    """One city; `sequence` counts the files of its channels."""

    city: World
    sequence: int = 0
    claims: dict[str, str] = field(default_factory=dict)

    def owes(
        self,
        name: str,
        yen: int = 12_300,
        *,
        told: bool = True,
        due: date = DUE,
        no: int = 5,
        notice: date = date(2026, 6, 10),
    ) -> str:
        """An instalment of a household, whose notice was posted where it was told; its key."""
        key = self.city.household(name).key
        with self.city.uow() as uow:
            standing = levies.accounts_of(uow.conn, key)
            account = standing[0] if standing else levies.open_account(uow, 2026, key, key)
            (one,) = levies.open_instalments(uow, account, [NewInstalment(no, due, due, notice)])
            levied = {claim.key: claim.levied for claim in ledger.claims_of_books(uow.conn, [key]).values()}
            levied[one.claim_key] = Amounts(yen, 0, 0, 0)
            levies.state_levy(uow, account, levied, Origin("test"), cause="決定")
        self.settle(name)
        if told:
            self.tell(key)
        self.claims[name] = one.claim_key
        return one.claim_key

    def settle(self, name: str) -> None:
        """Nothing of the household's levy waits to be looked at."""
        key = self.city.household(name).key
        with self.city.uow() as uow:
            waiting = levy_due.open_of(uow.conn, [key]).get(key, ())
            levy_due.close(uow, [one.due_id for one in waiting], by="test")

    def slip(self, name: str) -> str:
        """The slip that went with the notice; its number."""
        claim, key = self.claims[name], self.city.household(name).key
        with self.city.uow() as uow:
            (account,) = levies.accounts_of(uow.conn, key)
            yen = ledger.claims(uow.conn, [claim])[claim].open.total
            lines = [SlipLine(claim, "principal", yen)]
            use_by = uow.business_day + timedelta(days=30)
            return payment_slips.issue(uow, account, lines, use_by=use_by, by_event="test").collection_no

    def unapplied(self, name: str, yen: int = 12_300) -> None:
        """Money of the household that names no instalment (仮受)."""
        day, key = self.city.clock.business_day(), self.city.household(name).key
        self.sequence += 1
        with self.city.uow() as uow:
            number = str(CollectionNumber(2026, "9999999999", 1))
            one = IncomingReceipt(1, f"9{self.sequence:015d}", Stage.FINAL, number, yen, day, day, Channel.CVS)
            first, last = day - timedelta(days=30), day - timedelta(days=1)
            file = IncomingFile("none", Channel.CVS, "test", self.sequence, day, first, last, (one,))
            mark = f"late-{self.sequence}"
            file_id = receipts.put_file(uow, file, name=mark, content_hash=mark, credited=None)
            receipt_id = uow.new_id()
            receipts.put_receipts(uow, file_id, [NewReceipt(receipt_id, one, key, Outcome.SUSPENSE)])
            year = 2026
            made = Posting(
                SUSPENSE, Kind.SUSPENSE_IN, year, Standing.CURRENT, day, NONE, unsplit=yen, receipt_id=receipt_id
            )
            ledger.write(uow, [made], Origin("test"))

    def tell(self, household_key: str) -> str:
        """The levy notice of the household is posted; the letter's id."""
        with self.city.uow() as uow:
            keys: dict[str, JSON] = {"levy_year": 2026, "payer_key": "", "household_key": household_key}
            letter_id = letters.request_letter(uow, NewLetter(NOTICE, "chuo", household_key, keys, "POST"))
            said = {"status": "posted", "posted_on": date(2026, 6, 10)}
            uow.conn.execute(update(t.letters).where(t.letters.c.letter_id == letter_id).values(said))
        return letter_id

    def in_up_to(self, day: date, *but: Channel) -> None:
        """Every channel says that its payments are in up to the day, but for some."""
        self.sequence += 1
        with self.city.uow() as uow:
            for channel in CHANNELS:
                if channel in but:
                    continue
                first = date(2026, 6, 1)
                file = IncomingFile("none", channel, "test", self.sequence, day, first, day, ())
                mark = f"{channel}-{self.sequence}"
                receipts.put_file(uow, file, name=mark, content_hash=mark, credited=None)

    def pay(self, claim_key: str, yen: int | None = None) -> None:
        """A payment of the day posted on the instalment, the whole of it where no yen are said."""
        with self.city.uow() as uow:
            claim = ledger.claims_locked(uow, [claim_key])[claim_key]
            whole = claim.open.total if yen is None else yen
            ledger.write(uow, received(claim, whole, uow.business_day, Rules()), Origin("test"))
            uow.bump_households(household_revs(uow.conn, [claim.book]))

    def run(self, due: date = DUE) -> DunningRun:
        """The run of the due date."""
        with self.city.database.read() as conn:
            found = dunning_runs.of_due(conn, dunning_runs.DUE, due)
        assert found is not None
        return found

    def lines(self, run: DunningRun | None = None) -> dict[str, Line]:
        """The lines of a run by instalment."""
        with self.city.database.read() as conn:
            return {line.claim_key: line for line in dunning_lines.of_run(conn, (run or self.run()).run_id)}

    def steps(self, run: DunningRun | None = None) -> Mapping[str, dunning_runs.RunStep]:
        """The steps of a run."""
        with self.city.database.read() as conn:
            return dunning_runs.steps_of(conn, (run or self.run()).run_id)

    def work(self) -> int:
        """The background's work, and every letter made."""
        done = work_dunning_runs(self.city.services)
        issue_requested(self.city.services, limit=500)
        return done


STOP = {"result": "stop", "reason": "やり直すため"}


def said(**answers: Any) -> dict[str, JSON]:
    """Answers with the fields of all forms, those not said empty."""
    return answers


@dataclass
class Walk:
    """A run walked through the API by its officers."""

    api: Api
    dunning: Dunning
    case_id: str = ""

    def start(self, due: date = DUE, kind: str = "DUE") -> Walk:
        day = self.api.city.clock.business_day()
        data = {"channel": "EXOFFICIO", "received_on": day.isoformat(), "kind": kind, "remarks": None}
        data["due_on"] = due.isoformat() if kind == "DUE" else None
        reply = self.api.post("saeki", "/cases", {"procedure": "dunning_run", "data": data})
        self.case_id = str(reply.done()["case_id"])
        return self

    def do(self, element: str, by: str = "saeki", **answers: Any) -> Any:
        return self.api.complete(self.case_id, element, answers, by)

    def listed(self, cut_off: date | None = None) -> Walk:
        """The list drawn, up to the day before."""
        day = cut_off or self.api.city.clock.business_day() - timedelta(days=1)
        self.do("confirm_receipts", result="list", cut_off=day.isoformat(), reason=None).done()
        self.dunning.work()
        return self

    def checked(self, due: date = DUE, **review: Any) -> Walk:
        """Reviewed, and counted by a second person."""
        self.do("review", **{"result": "propose", "owner": None, "dun_by": None, "reason": None} | review).done()
        run = self.dunning.run(due)
        lines = [one for one in self.dunning.lines(run).values() if one.verdict == "ISSUE"]
        count, yen = len(lines), sum(one.open_yen for one in lines)
        answers = {"result": "right", "count": count, "yen": yen, "samples": min(count, 10), "reason": None}
        self.do("check", "okamura", **answers).done()
        return self

    def decided(self, dispatch: str = "2026-11-20", shape: str = "demand") -> Walk:
        """Decided and issued."""
        answers = {
            "result": "release",
            "draft_no": "8国保第12号",
            "dispatch_on": dispatch,
            "shape": shape,
            "reason": None,
        }
        self.do("decide", "kuroda", **answers).done()
        self.dunning.work()
        return self

    def handed_over(self) -> Walk:
        """At the printer."""
        self.do("hand_over", result="hand_over", reason=None).done()
        return self

    def posted(self, count: int, **mail: Any) -> Any:
        """Given to the post office."""
        day = self.api.city.clock.business_day().isoformat()
        answers: dict[str, Any] = {"result": "post", "slip_no": "差出第77号", "count": count, "posted_on": day}
        return self.do("record_mail", **answers | {"reason": None} | mail)


def hold(city: World, name: str, kind: str, **more: Any) -> None:
    """A hold on the household's collection from today on."""
    home = city.household(name).key
    payload = {"hold_key": f"{kind}/{home}", "household_key": home, "kind": kind, "reason": "試験"}
    payload |= {"valid_from": city.clock.business_day().isoformat()} | more
    city.change(RegisterChange("set_hold", f"test/{kind}/{home}", payload))


def value(city: World, key: str, said: int | str) -> None:
    """A value of the city as it is from now on."""
    rows = [one for one in shipped_rows() if one.key != key]
    (old,) = [one for one in shipped_rows() if one.key == key]
    load_values(city.services, city.system("procedure:deploy"), [*rows, replace(old, value=said)], origin="shipped")
