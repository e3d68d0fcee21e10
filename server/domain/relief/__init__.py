"""Reliefs granted on application (減免): grounds with their tables, what they come to, what registers suggest.

National Health Insurance Act art. 77 with the city's ordinance (premiums), art. 44 (co-payments).
"""
