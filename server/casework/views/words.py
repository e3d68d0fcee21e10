"""Words of the codes that views show (符号の言葉): Japanese first, English second, as the office and the law say it.

A code that nobody has named yet shows itself, so that nothing is hidden; a test walks the tables for gaps.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.casework.views.audit_words import AUDIT_KINDS as AUDIT_KINDS
from server.casework.views.outside_words import INTERFACES as INTERFACES
from server.casework.views.outside_words import MESSAGES as MESSAGES
from server.casework.views.procedure_words import ACTS as ACTS
from server.casework.views.procedure_words import ACTS_BY_SLUG as ACTS_BY_SLUG
from server.casework.views.procedure_words import CHAINS as CHAINS
from server.casework.views.procedure_words import ELEMENTS as ELEMENTS
from server.casework.views.procedure_words import ENGLISH, element_words
from server.casework.views.procedure_words import FINDINGS as FINDINGS_OF_PROCEDURES
from server.casework.views.procedure_words import PAPERS as PAPERS_OF_PROCEDURES
from server.casework.views.procedure_words import PROCEDURES as PROCEDURES
from server.casework.views.procedure_words import RESULTS as OF_PROCEDURES
from server.domain.eligibility import EXCLUSION_EN, EXCLUSION_JA, Exclusion
from server.domain.forms.model import Lang, Words
from server.domain.roles import ROLES as _ROLES

Vocabulary = Mapping[str, Words]


def say(table: Vocabulary, code: str | None, lang: Lang) -> str:
    """The word of `code` in the language; nothing for None, the code itself when it has no word."""
    if code is None:
        return ""
    return table[code].of(lang) if code in table else code


def step(slug: str, element: str | None, lang: Lang) -> str:
    """The word of an element of a procedure; nothing for None, the element's own id when nobody has named it."""
    if element is None:
        return ""
    found = element_words(slug, element)
    return element if found is None else found.of(lang)


def step_named(slug: str, element: str, name: str, lang: Lang) -> str:
    """The same where the diagram's own name is at hand: it is what stands in Japanese."""
    if lang == "ja" and name:
        return name
    return ENGLISH.get(name) or step(slug, element, lang)


TABS: Vocabulary = {
    "mine": Words("自分", "Mine"),
    "all": Words("担当の全件", "All of ours"),
    "check": Words("照合待ち", "To be checked"),
    "overdue": Words("期限超過", "Overdue"),
    "returned": Words("差戻し", "Returned"),
    "follow_up": Words("再確認 今日", "Look again today"),
}

DUE_GROUPS: Vocabulary = {
    "overdue": Words("期限超過", "Overdue"),
    "today": Words("今日まで", "Due today"),
    "soon": Words("3開庁日以内", "Within 3 working days"),
    "later": Words("それより先", "Later"),
    "none": Words("期限なし", "No due date"),
}

TASK_STATES: Vocabulary = {
    "open": Words("未着手", "Not begun"),
    "work": Words("作業中", "In work"),
    "wait": Words("書類待ち", "Waiting for papers"),
    "back": Words("差戻し", "Returned"),
    "hold": Words("保留", "Put off"),
    "done": Words("済", "Done"),
    "interrupted": Words("中止", "Interrupted"),
}

ROLES: Vocabulary = {role.id: Words(role.ja, role.en) for role in _ROLES.values()}

CHANNELS: Vocabulary = {
    "COUNTER": Words("窓口", "Counter"),
    "POST": Words("郵送", "Post"),
    "EAPP": Words("電子申請", "Electronic application"),
    "LINK": Words("連携", "Linked system"),
    "EXOFFICIO": Words("職権", "Ex officio"),
}

CASE_STATES: Vocabulary = {
    "active": Words("進行中", "Open"),
    "completed": Words("終了", "Closed"),
    "cancelled": Words("取消", "Cancelled"),
}

RELATIONS: Vocabulary = {
    "HEAD": Words("世帯主", "Head"),
    "SPOUSE": Words("配偶者", "Spouse"),
    "CHILD": Words("子", "Child"),
    "PARENT": Words("父母", "Parent"),
    "OTHER": Words("その他", "Other"),
}

SEXES: Vocabulary = {"M": Words("男", "Male"), "F": Words("女", "Female"), "": Words("", "")}

PAPER_KINDS: Vocabulary = {
    "notification": Words("届書", "Notification"),
    "evidence": Words("証明書", "Certificate"),
    "identity": Words("本人確認書類", "Identity document"),
    "number": Words("番号確認書類", "Number document"),
    "other": Words("その他", "Other"),
}

PAPERS: Vocabulary = {
    **PAPERS_OF_PROCEDURES,
    "notification": Words("資格取得届", "Notification"),
    "loss_certificate": Words("資格喪失証明書", "Certificate of loss"),
    "leaving_slip": Words("離職票・退職証明書", "Slip or certificate of leaving work"),
    "lookup": Words("照会の回答", "Answer of a look-up"),
    "welfare_end_notice": Words("保護廃止決定通知書", "Notice that public assistance ended"),
    "residence_card": Words("在留カード等", "Residence card or the like"),
    "designation": Words("指定書(特定活動)", "Designation (designated activities)"),
    "tokutei_doitsu_certificate": Words("特定同一世帯所属者証明書", "Certificate of a specified same-household member"),
    "mandate": Words("委任状", "Power of attorney"),
    "identity_document": Words("本人確認書類", "Identity document"),
    "debit_request": Words("口座振替の届", "Direct debit request"),
    "other": Words("その他", "Other"),
}

GROUNDS: Vocabulary = {
    "moved_in_other_prefecture": Words("転入(県外から)", "Moved in from another prefecture"),
    "moved_in_same_prefecture": Words("転入(県内から)", "Moved in within the prefecture"),
    "left_employee_insurance": Words("社会保険の離脱", "Left employee insurance"),
    "left_kumiai": Words("国保組合の離脱", "Left a national health insurance society"),
    "birth": Words("出生", "Birth"),
    "welfare_ended": Words("生活保護の廃止", "Public assistance ended"),
    "entered_japan": Words("入国・帰国", "Entered Japan"),
    "status_changed": Words("在留資格の変更", "Change of residence status"),
    "household_separated": Words("世帯の分離", "Put into a household apart"),
    "other": Words("その他", "Other"),
}

DATE_BASES: Vocabulary = {
    "FACT_DATE": Words("事実のあった日", "Date of the fact"),
    "INSURER_LOSS_DATE": Words("前の保険の資格喪失日", "Date the former insurance was lost"),
    "BIRTH_DATE": Words("出生の日", "Date of birth"),
    "MOVE_IN_DATE": Words("転入の日", "Date of moving in"),
    "CARRIED_OVER": Words("引き継ぐ資格取得日", "Date of eligibility carried over"),
}

FINDINGS: Vocabulary = {
    **FINDINGS_OF_PROCEDURES,
    "NOT_REGISTERED": Words("住民記録に見つからない", "not found in the resident register"),
    "HOUSEHOLD_UNKNOWN": Words("世帯番号が分からない", "the household number is not known"),
    "PERSON_DIFFERS": Words("宛名番号の人とフリガナか生年月日が違う", "reading or birth date differ from the record"),
    "OTHER_HOUSEHOLD": Words("台帳ではほかの世帯の人", "of another household by the registers"),
    "EX_OFFICIO_WITHOUT_LOOKUP": Words(
        "職権なのに、ほかの保険がないことを照会で確かめていない",
        "ex officio without a look-up that rules out another insurance",
    ),
    "PROTECTED_SEND_TO": Words(
        "支援措置のある世帯の送付先を変える", "changes where letters of a protected household go"
    ),
    **{code.value: Words(EXCLUSION_JA[code], EXCLUSION_EN[code]) for code in Exclusion if code is not Exclusion.NONE},
}

IDENTITY: Vocabulary = {
    "OK": Words("番号と本人を確かめた", "Number and identity confirmed"),
    "OK_WITH_NOTE": Words("異動で説明できる違いがある", "A difference explained by a later change"),
    "NUMBER_LOOKED_UP": Words("番号は職員が住民記録から確かめる", "The number is looked up by an official"),
    "POST_ONLY": Words("本人と確かめられない。郵送だけ", "Identity not proven: by post only"),
    "COPIES_MISSING": Words("写しで確かめられない。書類を求める", "Not proven by copies: papers are asked for"),
    "NOT_NEEDED": Words("届出人がいない(連携・職権)", "Nobody notified (linked record, ex officio)"),
    "SIGNER_UNKNOWN": Words("署名した人が世帯に見つからない", "The signer is not found in the household"),
    "NO_AUTHORITY": Words("代理権か代理人の本人確認がない", "No proof of authority"),
    "NUMBER_MISMATCH": Words("番号が別の人のもの", "The number is another person's"),
}

WAYS: Vocabulary = {
    "PERSON": Words("来た人に会って確かめる", "The person is seen"),
    "COPIES": Words("写しで確かめる", "By copies"),
    "SIGNATURE": Words("電子署名で確かめる", "By signature"),
    "NONE": Words("確かめる人がいない", "Nobody to be checked"),
    "OWN": Words("自所属で入力", "Entered here"),
    "CENTER": Words("事務センターで入力", "Typed at the centre"),
}

DECIDERS: Vocabulary = {
    "CHECKER": Words("照合者が決める", "The checker decides"),
    "SEPARATE": Words("決裁者が決める", "The approver decides"),
}

RETURN_REASONS: Vocabulary = {
    "differs": Words("書類と入力が違う", "Entry differs from the paper"),
    "missing": Words("書類が足りない", "Papers are missing"),
    "unreadable": Words("書類が読めない", "Paper cannot be read"),
    "other": Words("その他", "Other"),
}

RESULTS: Vocabulary = dict(OF_PROCEDURES) | {
    "agree": Words("一致。決定", "Agrees; decided"),
    "to_approver": Words("決裁者へ回した", "Passed on to the decider"),
    "return": Words("差し戻した", "Returned"),
    "refuse": Words("却下", "Refused"),
    "approve": Words("承認", "Approved"),
    "proceed": Words("このまま進める", "Go on"),
    "back": Words("入力へ戻した", "Back to entry"),
    "close": Words("書類が届かず終えた", "Closed: papers never came"),
    "continue": Words("続ける", "Go on"),
    "stop": Words("続けない", "Stopped"),
    "to_check": Words("照合へ回した", "Passed on to the second check"),
    "wait_documents": Words("書類を待つ", "Waits for papers"),
    "withdraw": Words("取り下げ", "Withdrawn"),
    "decided": Words("決定", "Decided"),
    "refused": Words("却下を決定", "Refusal decided"),
    "granted": Words("承認を決定", "Granted"),
    "partly": Words("一部の承認を決定", "Granted in part"),
    "revoked": Words("取消しを決定", "Revocation decided"),
    "kept": Words("そのまま残すと決定", "Kept as it is"),
}

HISTORY: Vocabulary = {
    "started": Words("受け付けた", "Received"),
    "completed": Words("済ませた", "Done"),
    "computed": Words("自動で行った", "Done automatically"),
    "decided": Words("決定表で決めた", "Decided by a table"),
    "armed": Words("期限を定めた", "Due date set"),
    "fired": Words("期限が来た", "Due date reached"),
    "received": Words("知らせが届いた", "Message received"),
    "chosen": Words("道を選んだ", "Way chosen"),
    "ended": Words("終えた", "Ended"),
    "interrupted": Words("中止した", "Interrupted"),
    "undone": Words("取り消した", "Taken back"),
    "moved": Words("手続の版を移した", "Moved to another version"),
}

LETTER_STATES: Vocabulary = {
    "requested": Words("作成待ち", "To be made"),
    "issued": Words("作成中", "Being made"),
    "rendered": Words("放行待ち", "To be released"),
    "released": Words("放行済み", "Released"),
    "handed_over": Words("引渡し済み", "Handed over"),
    "posted": Words("発送済み", "Posted"),
    "returned": Words("返戻", "Came back"),
    "held": Words("止めている", "Held"),
    "void": Words("欠番", "Void"),
}

DELIVERIES: Vocabulary = {
    "WINDOW": Words("窓口で渡す", "Over the counter"),
    "POST": Words("郵送", "By post"),
    "TRACKED": Words("特定記録で郵送", "By tracked post"),
}

CERTIFICATE_KINDS: Vocabulary = {
    "CERTIFICATE": Words("資格確認書", "Eligibility certificate"),
    "INFO_SHEET": Words("資格情報のお知らせ", "Notice of eligibility information"),
}

CERTIFICATE_STATES: Vocabulary = {
    "VALID": Words("有効", "Valid"),
    "SUPERSEDED": Words("切替済み", "Superseded"),
    "LOST": Words("紛失", "Lost"),
    "RETURNED": Words("回収済み", "Returned"),
    "VOID": Words("無効", "Void"),
    "EXPIRED": Words("期限切れ", "Expired"),
}

CARD_STATES: Vocabulary = {
    "usable": Words("マイナ保険証 有", "Card registered"),
    "not_usable": Words("マイナ保険証 無", "Card not registered"),
    "blocked": Words("マイナ保険証 停止", "Card blocked"),
    "unknown": Words("マイナ保険証 不明", "Card status unknown"),
}

EXPORT_STATES: Vocabulary = {
    "queued": Words("連携待ち", "To be sent"),
    "sent": Words("送信済み", "Sent"),
    "accepted": Words("受理", "Accepted"),
    "rejected": Words("エラー", "Rejected"),
}

INCIDENTS: Vocabulary = {
    "step_failed": Words("案件を進められない", "A case cannot go on"),
    "letter_held": Words("通知書を止めている", "A letter is held"),
    "print_stopped": Words("一括印刷が止まった", "A bulk print has stopped"),
    "print_look_at": Words("一括印刷を確かめる", "A bulk print needs a person"),
    "dunning_overdue": Words("督促期限を過ぎた除外がある", "Instalments left out and not dunned in time"),
    "letters_unposted": Words("引き渡した通知書が発送されていない", "Letters lie unposted"),
    "resident_move": Words("住基の異動の記録を扱えない", "A record of the resident register needs a person"),
    "receipt_file_refused": Words("収納データを受け入れられない", "A file of receipts was refused"),
    "feed_file_refused": Words("連携のファイルを受け入れられない", "A file of a linked system was refused"),
    "feed_look_at": Words("連携の記録に人の判断が要る", "Records of a linked system need a person"),
    "debit_look_at": Words("振替結果を確かめる", "Results of debits need a person"),
    "receipt_look_at": Words("消し込めない収納がある", "Receipts need a person"),
    "limitation_doubtful": Words("時効完成の後に承認などの記録がある", "Recorded after completion of limitation"),
    "late_charge_held": Words("延滞金を確定できない", "A late charge cannot be fixed"),
    "recourse_limit_near": Words("求償の時効が近い", "A recourse claim nears its end"),
    "recourse_limit_past": Words("求償の時効を過ぎた", "A recourse claim is past its end"),
    "recourse_insurer_watch": Words("自賠責の時効更新が要る", "The insurer's limitation is to be renewed"),
    "recourse_unanswered": Words("負傷原因の照会に答えがない", "An inquiry about an injury is unanswered"),
    "entrusted_money_differs": Words("委託求償の入金が求償額と違う", "Money of an entrusted case differs"),
    "recovery_limit_near": Words("返還金の時効が近い", "A claim for a recovery nears its end"),
    "recovery_limit_past": Words("返還金の時効を過ぎた", "A claim for a recovery is past its end"),
    "claim_excess": Words("返すべき過納金がある", "Something paid too much is to be paid back"),
    "appeal_statement_near": Words("弁明書の期限が近い", "A statement is due soon"),
    "appeal_statement_past": Words("弁明書の期限を過ぎた", "A statement is overdue"),
    "recourse_amount_changed": Words("求償額が増えた", "A recourse amount has grown"),
    "participation_period_near": Words("配当要求の終期が近い", "The end of a claim period is near"),
    "participation_period_last_day": Words("今日が配当要求の終期", "The last day of a claim period"),
    "participation_period_missed": Words("配当要求の終期を過ぎた", "A claim period was missed"),
    "seizure_of_namesake": Words("別人の財産を差し押さえた", "A namesake's property was seized"),
    "dunning_run": Words("督促の処理が止まった", "A dunning run has stopped"),
    "message_unclaimed": Words("受け取り手のない知らせ", "A message nobody takes"),
}

NOTE_KINDS: Vocabulary = {"note": Words("一言", "Note"), "phone": Words("電話の記録", "Telephone note")}

CHECK_REASONS: Vocabulary = {
    "other_number_on_record": Words("別の番号が登録されている", "Another number is on record"),
    "belongs_to_another": Words("番号が別の人のもの", "The number is another person's"),
}
