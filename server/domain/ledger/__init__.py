"""The ledger of premiums (収納台帳): postings that are only ever added, balances derived from them, and their proof.

`amounts` are yen by part; `kinds` says what each posting does to which account; `acts` makes the postings of an act and
refuses what would lose or invent a yen; `assessed` gathers them into 調定票; `proof` finds whatever does not agree.
Local Autonomy Act arts. 231, 231-3; Enforcement Order arts. 142, 154; National Health Insurance Act art. 76.
"""
