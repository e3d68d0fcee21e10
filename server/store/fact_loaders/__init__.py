"""The loaders of facts by kind (事実の読み出し); `server.store.facts` tells the shape of each."""

from server.store.fact_loaders import histories, insurance, levies, money, office, people, recalls, slips
from server.store.fact_loaders.asking import Loader
from server.store.fact_loaders.protections import protections, safe_addresses

LOADERS: dict[str, Loader] = {
    "person": people.persons,
    "household": people.households,
    "household_history": histories.households,
    "person_history": histories.persons,
    "heads": histories.heads,
    "protected": people.protected,
    "protections": protections,
    "safe_addresses": safe_addresses,
    "resident_record": people.resident_records,
    "resident_household": people.resident_households,
    "resident_search": people.resident_search,
    "person_eligibility": insurance.person_eligibilities,
    "household_eligibility": insurance.household_eligibilities,
    "certificates": insurance.certificates,
    "recalls": recalls.recalls,
    "certificate_watches": recalls.watches,
    "share_class": insurance.share_classes,
    "incomes_of_household": insurance.incomes,
    "other_insurance": insurance.other_insurances,
    "oqs_status": insurance.card_statuses,
    "open_cases": office.open_cases,
    "my_number": office.my_numbers,
    "levy_facts": levies.levy_facts,
    "levy_accounts": levies.levy_accounts,
    "collection_way": levies.collection_way,
    "procedure_stands": levies.procedure_stands,
    "payment": money.payments,
    "claim": money.claims,
    "paid_in_year": money.paid_in_years,
    "payment_slip": slips.slips,
    "debit_mandate": slips.mandates_now,
    "same_account": slips.same_accounts,
    "uncut_due_dates": slips.uncut_due_dates,
    "office": office.offices,
    "next_insured_number": office.insured_numbers,
    "reserved_key": office.reserved_keys,
}
