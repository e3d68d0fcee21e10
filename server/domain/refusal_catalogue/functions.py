"""What a right is called where it is missing (権限の呼び名): the functions of `rights` in both languages.

Whoever refuses names the function by its id; `Refused` fills `{function_ja}` and `{function_en}` from here.
"""

from __future__ import annotations

from collections.abc import Mapping

_OR = " or "

NAMES: Mapping[str, tuple[str, str]] = {
    "case:start": ("届の受付", "taking in notifications"),
    "case:view": ("案件の閲覧", "seeing cases"),
    "task:assign": ("担当の割当て", "assigning tasks"),
    "task:note": ("一言の記入", "writing notes"),
    "household:view": ("世帯の閲覧", "seeing households"),
    "person:search": ("人の検索", "searching for people"),
    "my_number:enter": ("個人番号の入力", "entering My Numbers"),
    "my_number:reveal": ("個人番号の閲覧", "seeing My Numbers"),
    "protected:view": ("支援措置の閲覧", "seeing protected persons"),
    "document:add": ("書類の取込み", "taking in papers"),
    "document:view": ("書類の閲覧", "seeing papers"),
    "letter:view": ("通知書の閲覧", "seeing letters"),
    "letter:release": ("通知書の放行", "releasing letters"),
    "letter:reprint": ("通知書の再印刷", "reprinting letters"),
    "daylist:view": ("確認一覧の閲覧", "seeing the day's list"),
    "daylist:confirm": ("確認一覧の確認", "confirming the day's list"),
    "incident:handle": ("障害の処理", "handling incidents"),
    "procedure:view": ("手続の閲覧", "seeing procedures"),
    "procedure:deploy": ("手続の公開", "deploying procedures"),
    "user:request": ("利用者の申請", "requesting users"),
    "user:issue": ("利用者の登録", "registering users"),
    "audit:view": ("閲覧記録の閲覧", "seeing the audit"),
    "audit:verify": ("閲覧記録の検証", "verifying the audit"),
    "head:view": ("所属長の画面", "the head's page"),
    "message:send": ("知らせの送信", "sending messages"),
    "receipt:import": ("収納データの取込み", "taking in receipts"),
    "receipt:correct": ("収納の訂正", "correcting receipts"),
    "assessment:decide": ("調定の決裁", "deciding assessments"),
    "slip:issue": ("納付書の再発行", "printing payment slips"),
    "debit:run": ("口座振替の請求", "requesting direct debits"),
    "dunning:run": ("督促の処理", "running dunning letters"),
    "refund:pay": ("還付金の振込", "transferring refunds"),
    "arrears:view": ("滞納の閲覧", "seeing arrears"),
    "call:list": ("架電一覧", "the list of calls"),
    "special:run": ("特別徴収の依頼", "requesting to withhold from pensions"),
    "work": ("タスクの処理", "working tasks"),
    "work:counter": ("窓口担当の仕事", "work of counter clerks"),
    "work:protection": ("支援措置担当の仕事", "work of officers for protection"),
    "work:qualification": ("資格担当の仕事", "work of eligibility officers"),
    "work:approver": ("決裁者の仕事", "work of approvers"),
    "work:head": ("所属長の仕事", "work of heads of office"),
    "work:manager": ("手続管理者の仕事", "work of procedure managers"),
    "work:typing": ("事務センターの仕事", "work of the typing centre"),
    "work:security": ("情報システム責任者の仕事", "work of information system officers"),
    "work:caller": ("納付案内員の仕事", "work of contracted callers"),
    "work:levy": ("賦課担当の仕事", "work of levy officers"),
    "work:receipts": ("収納担当の仕事", "work of receipts officers"),
    "work:arrears": ("徴収職員の仕事", "work of collection officers"),
    "work:benefit": ("給付担当の仕事", "work of benefit officers"),
}


def words_of(function: str, lang: str) -> str:
    """The words of one function, or of several joined by "or"; an id without words stands for itself."""
    place = 1 if lang == "en" else 0
    named = [NAMES[one][place] if one in NAMES else one for one in function.split(_OR)]
    return (_OR if lang == "en" else "・").join(named)
