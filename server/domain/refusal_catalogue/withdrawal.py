"""Refusals of withdrawal, re-issue and recall (資格喪失、資格確認書の再交付・回収)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_BACK = "国民健康保険法施行規則11条・12条"

TEXTS: dict[str, RefusalText] = {
    "loss_basis_unknown": RefusalText(
        "喪失日の決め方「{basis}」を扱えません。手続管理者に知らせてください",
        'There is no way "{basis}" to find the day of loss. Tell the procedure manager.',
        500,
    ),
    "loss_fact_in_future": RefusalText(
        "事実の日が受付の日より後です。転出の予定だけは{days}日先まで入れられます。事実のあった日を確かめてください",
        "The day of the fact lies after the day of receipt. Only a planned move away may lie ahead, up to {days} days.",
        422,
        "国民健康保険法8条・9条5項",
    ),
    "loss_before_acquisition": RefusalText(
        "{person}さんの喪失日{lost}は取得日{acquired}より後でなければなりません。両方の日付を確かめてください",
        "The day of loss {lost} of {person} must lie after the day of acquisition {acquired}. Check both dates.",
        422,
        "国民健康保険法7条・8条",
    ),
    "not_insured_then": RefusalText(
        "{person}さんは{day}に加入していません。対象の人と日付を確かめてください",
        "{person} was not insured on {day}. Check the person and the day.",
        422,
        "国民健康保険法8条",
    ),
    "already_lost": RefusalText(
        "{person}さんの資格は{lost}にもう喪失しています。台帳を確かめてください",
        "The eligibility of {person} was lost on {lost} already. Check the register.",
        409,
        "国民健康保険法8条",
    ),
    "person_twice": RefusalText(
        "{person}さんが二度入っています。一人は一行にしてください",
        "{person} stands there twice. One person is one row.",
        422,
    ),
    "not_whole_household": RefusalText(
        "世帯全員とありますが、加入中の{person}さんが入っていません。加えるか「一部の人」にしてください",
        "The whole household is said to leave, but {person} is not among them. Add the person or choose some members.",
        422,
    ),
    "whole_household_leaves": RefusalText(
        "一部の人とありますが、加入中の全員が入っています。「世帯全員」にしてください",
        "Some members are said to leave, but all insured are named. Choose the whole household.",
        422,
    ),
    "document_not_issued": RefusalText(
        "{person}さんに有効な資格確認書は出ていません。「持っていない」にしてください",
        "No valid certificate is on record for {person}. Choose that there is none.",
        422,
        _BACK,
    ),
    "addressee_died": RefusalText(
        "世帯主が亡くなった世帯です。知らせを受け取る人の宛名と住所を「別の所」に入れてください",
        "The head has died. Give the name and address of whoever receives the letter.",
        422,
    ),
    "insurer_number_invalid": RefusalText(
        "保険者番号は6桁か8桁の数字です。資格確認書などの番号を確かめてください",
        "An insurer number has 6 or 8 digits. Check it on the certificate.",
        422,
    ),
    "forward_address_same": RefusalText(
        "変更後の住所が市内の今の住所と同じです。転出先の住所を入れてください",
        "The new address equals the present one in the city. Enter the address moved to.",
        422,
    ),
    "not_yet_of_age": RefusalText(
        "{person}さんが75歳になる日は{day}です。その日から受け付けます",
        "{person} turns 75 on {day}. It is taken in from that day on.",
        422,
        "国民健康保険法6条8号",
    ),
    # Re-issue
    "reissue_for_deceased": RefusalText(
        "{person}さんは亡くなった人として記録されています。再交付はできません。返納を案内してください",
        "{person} is on record as deceased. Nothing is re-issued; ask for the return of the document.",
        409,
        "国民健康保険法施行規則7条",
    ),
    "reissue_not_insured": RefusalText(
        "{person}さんは今日加入していません。加入の届を先に受け付けてください",
        "{person} is not insured today. Take in the enrolment first.",
        409,
        "国民健康保険法施行規則7条",
    ),
    "nothing_to_reissue": RefusalText(
        "{person}さんに有効な{document}は出ていません。交付の申請として受け付けてください",
        "No valid {document} is on record for {person}. Take it in as an application for issue.",
        409,
        "国民健康保険法施行規則6条・7条",
    ),
    "nothing_found_again": RefusalText(
        "{person}さんに亡失とした資格確認書はありません。再交付の理由を確かめてください",
        "No certificate of {person} is on record as lost. Check the reason.",
        409,
        "国民健康保険法施行規則7条",
    ),
    "number_or_symbol_needed": RefusalText(
        "個人番号か、記号・番号のどちらかが要ります。申請書を確かめてください",
        "Either the My Number or symbol and number are needed. Check the application.",
        422,
        "国民健康保険法施行規則7条1項",
    ),
    "identity_paper_needed": RefusalText(
        "個人番号の記載がないときは、本人確認書類が要ります。見たものを選んでください",
        "Without a My Number an identity document is needed. Choose what was seen.",
        422,
        "国民健康保険法施行規則7条3項",
    ),
    "insured_number_differs": RefusalText(
        "記号・番号が台帳の{person}さんのものと違います。申請書と台帳を確かめてください",
        "Symbol and number differ from those on record for {person}. Check application and register.",
        422,
        "国民健康保険法施行規則7条1項",
    ),
    "lost_day_in_future": RefusalText(
        "失くした日が受付の日より後です。日付を確かめてください",
        "The day of the loss lies after the day of receipt. Check the day.",
        422,
    ),
    "old_document_reason_needed": RefusalText(
        "破損・汚損では前の資格確認書を添えます。添えられない理由を書いてください",
        "A damaged certificate is handed in with the application. Write why it cannot be.",
        422,
        "国民健康保険法施行規則7条2項",
    ),
    # Recall
    "recall_nothing_out": RefusalText(
        "この世帯に返納を待つ資格確認書はありません。台帳を確かめてください",
        "No certificate of this household waits to be returned. Check the register.",
        409,
        _BACK,
    ),
    "recall_branch_unknown": RefusalText(
        "枝番{branch}の資格確認書は返納を待っていません。一覧の枝番から選んでください",
        "No certificate with branch number {branch} waits to be returned. Choose from the list.",
        422,
        _BACK,
    ),
    "recall_branch_twice": RefusalText(
        "枝番{branch}に「返った」と「失くした」の両方の印があります。どちらかにしてください",
        "Branch number {branch} is marked both returned and lost. Choose one.",
        422,
    ),
    "recall_returned_early": RefusalText(
        "返納の日が、返納を求めた日より前です。日付を確かめてください",
        "The day of return lies before the day it was asked for. Check the day.",
        422,
    ),
}
