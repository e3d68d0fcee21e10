"""The levy (賦課): what a household owes for a fiscal year, by the law and the city's ordinance of that year.

`reading` takes a household file, `parameters` the year's dated values, `assess` computes, `trace` tells why.
Pure and exact: whole yen, rates as fractions; nothing is a default, a missing row is a refusal.
National Health Insurance Act arts. 76, 76-2, 77, 81; Enforcement Order arts. 29-7, 29-7-2, supplementary art. 5.
"""
