"""Words of re-issue (再交付)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("資格確認書等の再交付", "Re-issue of certificates")

ELEMENTS: Vocabulary = {
    "received": Words("申請を受け付けた", "Application received"),
    "enter": Words("申請内容を入力する", "Enter the application"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "take_back": Words("見つかったものを戻す", "Take back what was found"),
    "found": Words("見つかり返された", "Found and handed back"),
    "precheck": Words("台帳と照らす", "Compare with the registers"),
    "wait_arrival": Words("届くのを待つ", "Wait for the post"),
    "transit_over": Words("待つ日数が過ぎた", "The days of waiting are over"),
    "arrived": Words("届いていた", "It had arrived"),
    "judge": Words("疑義を調べて判断する", "Judge a discrepancy"),
    "authority": Words("専決区分を決める", "Who decides"),
    "refuse": Words("却下を通知する", "Notify the refusal"),
    "refused": Words("却下した", "Refused"),
    "reissue": Words("再交付する", "Re-issue"),
    "reissued": Words("再交付した", "Re-issued"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "wait_arrival": Words("届いたか記録する", "Record whether it arrived"),
    "judge": Words("判断を記録する", "Record the judgement"),
}
CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決定", "Check and decision"),
    "reissue": Words("再交付", "Re-issue"),
}
PAPERS: Vocabulary = {"reissue_application": Words("再交付申請書", "Application for re-issue")}
FINDINGS: Vocabulary = {
    "IDENTITY_NOT_SEEN": Words("本人確認書類を確かめていない", "no identity document was seen"),
    "POST_WENT_ASTRAY": Words("郵送したものが届かない・戻ってきた", "what was posted did not arrive or came back"),
    "MISUSE_WATCH": Words("盗難などで見守りの期間中", "within the time in which misuse is watched"),
}
RESULTS: Vocabulary = {"reissued": Words("再交付を決定", "Re-issue decided")}
