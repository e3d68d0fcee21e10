"""Overpayments (過誤納): against which debts they are set off, what interest they bear, when the right to them lapses.

Local Tax Act arts. 17, 17-2, 17-4 and 20-4-2, applied to premiums (Local Autonomy Act art. 231-3(4)).
"""
