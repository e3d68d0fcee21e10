"""Succession to a dead payer's debts and credits (納付義務の承継, P29): who are heirs, by what share, for how much."""
