"""`kokuho ledger`: the proof of the books, the day's 調定票, and up to which day payments are in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import click

from server.casework.assess import assess_day
from server.casework.import_receipts import state_no_payments
from server.casework.payment_notices import make_payment_notices
from server.cli.output import FOUND, OK, emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.domain.ledger.proof import Finding
from server.domain.receipts import Channel
from server.store import ledger_proof, receipts

RULES: dict[str, tuple[str, str]] = {
    "other_claim_negative": ("求償・返還の債権の未収が負です", "a recourse or recovery claim is below zero"),
    "other_claim_without_line": ("求償・返還の債権に調定の行がありません", "such a claim has no first line"),
    "other_row_changed": ("求償・返還の行が書き換えられています", "a row of such a claim was changed"),
    "levy_revision_missing": ("賦課決定の回数が飛んでいます", "a levy decision is missing from its row"),
    "levy_parts_differ": ("賦課額と期別の合計が違います", "the levy differs from its instalments"),
    "levy_not_posted": ("賦課の増減と記帳が違います", "the postings are not the levy's change"),
    "posted_without_levy": ("賦課のない記帳があります", "a posting has no levy"),
    "assessed_without_levy": ("賦課を名指さない調定があります", "an assessment names no levy"),
    "assessed_differs": ("調定額が今の賦課と違います", "what is assessed differs from the levy in force"),
    "receivable_below_zero": ("未収が0円を下回ります", "a receivable is below zero"),
    "payable_below_zero": ("過誤納が0円を下回ります", "an overpayment is below zero"),
    "owed_more_than_assessed": ("調定より多い未収があります", "more is owed than was assessed"),
    "year_not_closed": ("繰り越した年度に未収が残っています", "a closed year still has a receivable"),
    "claim_missing": ("期別のない記帳があります", "a posting names no instalment"),
    "claim_of_another": ("別の世帯の期別に記帳しています", "a posting is on another household's instalment"),
    "line_missing": ("記帳の番号が飛んでいます", "a line is missing"),
    "book_differs": ("別の帳簿の記帳です", "a line belongs to another book"),
    "sign_wrong": ("金額の正負が違います", "an amount has the wrong sign"),
    "move_not_even": ("区分間の振替の合計が0円ではありません", "a move between parts does not add up to nothing"),
    "money_without_part": ("区分のない金額の扱いが違います", "money without a part stands in the wrong book"),
    "reversal_of_nothing": ("取り消す記帳がありません", "a reversal has nothing to reverse"),
    "reversal_differs": ("取消が元の記帳と違います", "a reversal differs from its line"),
    "offset_not_even": ("充当の元と先が合いません", "set-offs do not balance"),
    "carry_not_even": ("繰越の元と先が合いません", "what was carried over does not balance"),
    "not_assessed": ("調定票に載っていません", "a line stands on no assessment slip"),
    "assessed_wrongly": ("載るはずのない調定票に載っています", "a line stands on the wrong assessment slip"),
    "slip_differs": ("調定票と記帳の合計が違います", "an assessment slip differs from its lines"),
    "slip_missing": ("調定票の番号が飛んでいます", "an assessment slip is missing"),
    "receipt_not_posted": ("収納と記帳の金額が違います", "a receipt is not posted to the yen"),
    "suspense_below_zero": ("仮受が0円を下回ります", "suspense is below zero"),
    "deposit_not_held": ("預かった金が帳簿にありません", "custody money is not in the books"),
    "deposit_not_paid_out": ("預かり金の払出しが合いません", "what left custody differs from the deposit"),
    "deposit_not_applied": ("配当と収納の額が合いません", "the share of the premium differs from its receipt"),
    "deposit_yen_lost": (
        "配当計算書の合計が預かり金と合いません",
        "the sheet does not add up to the deposit",
    ),
    "deposit_sheet_differs": ("配当の記録が計算書と違います", "the record of the distribution differs from its sheet"),
    "deposit_unknown": ("台帳にない預かり金の記帳があります", "the books know a deposit that no register has"),
    "file_differs": ("収納ファイルの件数か金額が違います", "a file differs from its receipts"),
    "credit_differs": ("収納ファイルと口座の入金が違います", "a file differs from the bank's credit"),
    "head_differs": ("帳簿の末尾が違います", "the end of a book differs"),
    "row_changed": ("書かれた後に変えられています", "a row was changed after it was written"),
}


@click.group()
def ledger() -> None:
    """収納台帳 / the ledger."""


@ledger.command()
@json_option
def verify(as_json: bool) -> int:
    """賦課・記帳・残高・調定が世帯ごとに合うことを確かめる / prove that levies, postings, balances and 調定 agree."""
    _, services = open_installation()
    with services.database.read() as conn:
        proved = ledger_proof.prove(conn, services.clock.business_day())
    data = {
        "ok": proved.ok,
        "households": proved.households,
        "lines": proved.lines,
        "receipts": proved.receipts,
        "assessments": proved.assessments,
        "findings": [_told(finding) for finding in proved.findings],
    }
    looked = f"世帯 {proved.households} 記帳 {proved.lines} 収納 {proved.receipts} 調定票 {proved.assessments}"
    lines = [f"{looked}: {'合っています' if proved.ok else f'{len(proved.findings)}か所が合いません'}"]
    lines += [_line(finding) for finding in proved.findings]
    emit(data, "\n".join(lines), as_json=as_json)
    return OK if proved.ok else FOUND


@ledger.command()
@json_option
def assess(as_json: bool) -> None:
    """その日の更正から調定票を作る / make the day's 調定票."""
    _, services = open_installation()
    made = assess_day(services, operator_caller())
    told = [asdict(one) | {"assessed_on": one.assessed_on.isoformat(), "total": one.amounts.total} for one in made]
    words = [
        f"{one.assessment_no} {one.standing} {one.direction} {one.lines}件 {one.amounts.total:,}円" for one in made
    ]
    emit({"made": told}, "\n".join(words) or "調定するものはありません / nothing to assess", as_json=as_json)


@ledger.command()
@json_option
def received(as_json: bool) -> None:
    """どの日までの入金が入っているか / up to which day each channel's payments are in."""
    _, services = open_installation()
    with services.database.read() as conn:
        marks = receipts.high_water(conn)
    told = [
        {
            "channel": mark.channel,
            "day": mark.day.isoformat(),
            "senders": {sender: day.isoformat() for sender, day in mark.senders.items()},
        }
        for mark in marks
    ]
    words = [f"{mark.channel} {mark.day.isoformat()}まで" for mark in marks]
    emit({"channels": told}, "\n".join(words) or "まだ何も取り込んでいません / nothing yet", as_json=as_json)


@ledger.command("no-payments")
@click.argument("channel", type=click.Choice([str(one) for one in Channel]))
@click.argument("sender")
@click.argument("through", type=click.DateTime(["%Y-%m-%d"]))
@json_option
def no_payments(channel: str, sender: str, through: object, as_json: bool) -> None:
    """SENDER から THROUGH の日まで入金がなかったことを記す / state that a sender had no payment up to a day."""
    _, services = open_installation()
    day = date.fromisoformat(str(through)[:10])
    stated = state_no_payments(services, operator_caller(), Channel(channel), sender, day)
    emit(
        {"file_id": stated.file_id, "covers_to": stated.covers_to.isoformat()},
        f"{channel} {stated.covers_to.isoformat()}まで入りました",
        as_json=as_json,
    )


def _told(finding: Finding) -> dict[str, str]:
    ja, en = RULES[finding.rule]
    return asdict(finding) | {"message_ja": ja, "message_en": en}


def _line(finding: Finding) -> str:
    ja, en = RULES[finding.rule]
    sums = f" {finding.found} ({finding.expected})" if finding.found or finding.expected else ""
    return f"{finding.row}: {ja} / {en}{sums}"


@ledger.command(name="payment-notices")
@click.argument("year", type=click.IntRange(2000, 2100))
@json_option
def payment_notices(year: int, as_json: bool) -> int:
    """YEAR年に口座振替・特別徴収で納めた額のお知らせを作る / ask for the yearly notices of what was paid."""
    _, services = open_installation()
    made = make_payment_notices(services, operator_caller(), year)
    words = f"{made.letters}通 {made.yen:,}円(前に作った分 {made.standing}通、人が見る世帯 {len(made.left)})"
    emit(asdict(made), words, as_json=as_json)
    return FOUND if made.left else OK
