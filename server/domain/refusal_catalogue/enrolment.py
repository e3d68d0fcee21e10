"""Refusals and warnings of enrolment, certificates and identity checks (資格取得、資格確認書、本人確認)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "fact_date_in_future": RefusalText(
        "事実の日が受付の日より後です。事実のあった日を入れてください。届は事実のあとに受け付けます",
        "The date of the fact lies after the day of receipt. A notification is taken in after the fact.",
        422,
        "国民健康保険法7条・9条1項",
    ),
    "loss_date_is_last_working_day": RefusalText(
        "資格喪失日が最後の勤務日と同じです。資格喪失日は退職日の翌日です。証明書を確かめてください",
        "The date of loss equals the last working day. It is the day after leaving. Check the certificate.",
        422,
        "健康保険法36条、国民健康保険法7条",
    ),
    "loss_date_missing": RefusalText(
        "前の保険の資格喪失日が要ります。証明書を見るか照会して入れてください",
        "The date of loss of the former insurance is needed. See the certificate or ask the insurer.",
        422,
        "国民健康保険法7条",
    ),
    "carried_over_date_missing": RefusalText(
        "県内で引き継ぐ資格取得日が要ります。国保情報集約システムに照会してから進めてください",
        "The carried-over date of eligibility is needed. Ask the prefecture's hub, then go on.",
        422,
        "国民健康保険法7条",
    ),
    "birth_date_missing": RefusalText(
        "生年月日が要ります。住民票を見て入れてください", "The birth date is needed. See the resident record.", 422
    ),
    "birth_date_incomplete": RefusalText(
        "生年月日の月か日が分かりません。年齢で決まる扱いは資格担当に回してください",
        "Month or day of birth is unknown. Pass what depends on age to the eligibility officer.",
        422,
    ),
    "move_in_date_missing": RefusalText(
        "転入した日が要ります。住民票を見て入れてください",
        "The day of moving in is needed. See the resident record.",
        422,
    ),
    "acquisition_basis_unknown": RefusalText(
        "取得日の決め方「{basis}」を扱えません。手続管理者に知らせてください",
        'There is no way "{basis}" to find the date. Tell the procedure manager.',
        500,
    ),
    "already_insured": RefusalText(
        "{person}さんはその日にもう加入しています。台帳を確かめてください",
        "{person} is already insured on that day. Check the register.",
        409,
        "国民健康保険法5条・7条",
    ),
    "person_of_another_household": RefusalText(
        "{person}さんは台帳ではほかの世帯の人です。何も変えていません。世帯の異動を先に確かめてください",
        "By the registers {person} belongs to another household. Nothing was changed; settle the household first.",
        409,
        "国民健康保険法9条",
    ),
    "other_insurance_found": RefusalText(
        "{person}さんはその日にほかの健康保険に入っています。資格担当が確かめます",
        "{person} has another health insurance on that day. The eligibility officer will look into it.",
        409,
        "国民健康保険法6条",
    ),
    "excluded_by_law": RefusalText(
        "{person}さんは{reason}ので加入できません。該当しなくなった日から加入できます",
        "{person} cannot be insured here: {reason}. It is possible from the day on which this ends.",
        409,
        "国民健康保険法6条",
    ),
    "age_75_or_over": RefusalText(
        "{person}さんは取得日に75歳以上です。後期高齢者医療の窓口に案内してください",
        "{person} is 75 or over on that day. Show the way to the medical care for the older elderly.",
        409,
        "国民健康保険法6条、高齢者の医療の確保に関する法律50条",
    ),
    "head_unknown": RefusalText(
        "世帯主が住民記録に見つかりません。住民記録の担当に確かめてから進めてください",
        "The head of household is not in the resident records. Ask the resident records section, then go on.",
        409,
        "国民健康保険法9条",
    ),
    "head_not_in_household": RefusalText(
        "この人はその日にこの世帯の世帯主ではありません。世帯を確かめてください",
        "This person is not the head of that household on that day. Check the household.",
        409,
        "国民健康保険法9条",
    ),
    "member_not_in_household": RefusalText(
        "{person}さんはその日にこの世帯にいません。世帯を確かめてください",
        "{person} does not belong to the household on that day. Check the household.",
        409,
    ),
    "case_duplicate": RefusalText(
        "{person}さんの同じ届が受付番号{number}で進んでいます。そちらを開いてください",
        "The same notification for {person} is under way as {number}. Open that case.",
    ),
    "move_in_not_registered": RefusalText(
        "転入が住民記録にまだありません。転入届の処理を待つか、住民記録の担当に確かめてください",
        "The move-in is not in the resident records yet. Wait for it, or ask the resident records section.",
        409,
        "住民基本台帳法22条・28条",
    ),
    "previous_address_same": RefusalText(
        "前の住所が今の住所と同じです。転入前の住所を入れてください",
        "The former address equals the present one. Enter the address before the move.",
        422,
    ),
    "acquisition_before_birth": RefusalText(
        "取得日が生年月日より前です。両方の日付を確かめてください",
        "The date of acquisition is before the birth date. Check both dates.",
        422,
    ),
    # Identity and My Number
    "number_of_another_person": RefusalText(
        "この個人番号はほかの人のものです。使わずに、番号確認書類を確かめて上司に知らせてください",
        "This My Number belongs to another person. Do not use it; check the document and tell your superior.",
        409,
        "番号法16条",
    ),
    "number_already_other": RefusalText(
        "この人には別の個人番号が登録されています。上書きせず、確認の一覧に載せました",
        "Another My Number is on record for this person. It was not overwritten; it stands on the list to be checked.",
        409,
        "番号法16条",
    ),
    "number_not_compared": RefusalText(
        "個人番号を住民記録と突き合わせていません。突き合わせてから登録してください",
        "The My Number was not compared with the resident records. Compare it first.",
        409,
        "番号法16条",
    ),
    "identity_method_missing": RefusalText(
        "本人確認の方法が入っていません。方法を選んでください",
        "The way of checking identity is missing. Choose it.",
        422,
        "番号法16条",
    ),
    "identity_method_not_for_channel": RefusalText(
        "この受付方法では使えない本人確認です。ほかの方法を選んでください",
        "This way of checking identity does not go with the channel. Choose another.",
        422,
        "番号法16条",
    ),
    "mandate_missing": RefusalText(
        "代理の権限を示す書類がありません。委任状か戸籍の証明を求めてください",
        "There is no proof of the mandate. Ask for the letter of authority or the family register.",
        422,
        "番号法施行令12条2項",
    ),
    "identity_not_proven": RefusalText(
        "本人確認ができていないので窓口では渡せません。登録の住所に転送不要で郵送してください",
        "Identity is not proven, so nothing is handed over. Send it to the registered address, not to be forwarded.",
    ),
    # Documents, certificates, shares
    "insured_number_exhausted": RefusalText(
        "被保険者番号が{digits}桁に収まりません。情報システム責任者に知らせてください",
        "The insured number no longer fits {digits} digits. Tell the information system officer.",
    ),
    "branch_number_exhausted": RefusalText(
        "この世帯の枝番が99を超えます。資格担当に知らせてください",
        "The branch number of this household would exceed 99. Tell the eligibility officer.",
    ),
    "certificate_already_valid": RefusalText(
        "{person}さんには有効な資格確認書があります。再交付か差し替えとして受け付けてください",
        "{person} has a valid certificate. Take it in as a re-issue or a replacement.",
        409,
        "国民健康保険法施行規則6条",
    ),
    "certificate_no_validity": RefusalText(
        "交付日より前に期限が切れる資格確認書は作れません({reason})。資格を確かめてください",
        "A certificate that ends before its issue cannot be made ({reason}). Check the eligibility.",
        409,
        "国民健康保険法施行規則6条",
    ),
    "certificate_not_insured": RefusalText(
        "{person}さんはその日に加入していません。加入の届を先に受け付けてください",
        "{person} is not insured on that day. Take in the enrolment first.",
        409,
        "国民健康保険法9条2項",
    ),
    "share_income_unknown": RefusalText(
        "所得が分からないので負担割合を決められません({persons})。簡易申告を受けるか税の連携を待ってください",
        "The share cannot be found because incomes are unknown ({persons}). Take the income declaration or wait.",
        409,
        "国民健康保険法42条1項、同施行令27条の2",
    ),
    "share_not_for_age": RefusalText(
        "この負担割合の判定は年齢に合いません。生年月日と判定の日を確かめてください",
        "This test of the share does not go with the age. Check the birth date and the day.",
        409,
        "国民健康保険法42条1項",
    ),
}
