"""The addresses of the screens (画面の道筋): small blueprints, each calling one use case and drawing one page."""

from __future__ import annotations

from server.web.routes import (  # noqa: F401  # their pages
    workshop_forms,
    workshop_letters,
    workshop_pictures,
    workshop_tables,
    workshop_values,
)
from server.web.routes.arrears import arrears
from server.web.routes.benefits import benefits
from server.web.routes.bulk import bulk
from server.web.routes.calls import calls
from server.web.routes.cases import cases
from server.web.routes.collection import collection
from server.web.routes.dated_work import dated_work
from server.web.routes.debits import debits
from server.web.routes.decisions import decisions
from server.web.routes.deputies import deputies
from server.web.routes.documents import documents
from server.web.routes.dunning import dunning
from server.web.routes.estimates import estimates
from server.web.routes.guide import guide
from server.web.routes.head import head, incidents
from server.web.routes.household_money import households
from server.web.routes.inbox import inbox
from server.web.routes.letters import letters
from server.web.routes.levy_months import levy_months
from server.web.routes.limitation import limitation
from server.web.routes.mail import mail
from server.web.routes.night import night
from server.web.routes.own import own
from server.web.routes.phone import phone
from server.web.routes.print_batches import batches
from server.web.routes.procedures import procedures
from server.web.routes.refunds import refunds
from server.web.routes.search import search
from server.web.routes.searches import searches
from server.web.routes.slips import slips
from server.web.routes.small import small
from server.web.routes.start import start
from server.web.routes.tasks import tasks
from server.web.routes.undo import undo
from server.web.routes.withholding import withholding
from server.web.routes.workshop import workshop
from server.web.routes.workshop_edit import workshop_edit
from server.web.routes.workshop_try import workshop_try

BLUEPRINTS = (
    own,
    small,
    inbox,
    bulk,
    searches,
    phone,
    undo,
    start,
    tasks,
    decisions,
    cases,
    documents,
    households,
    estimates,
    slips,
    search,
    collection,
    arrears,
    limitation,
    benefits,
    calls,
    guide,
    debits,
    refunds,
    dunning,
    withholding,
    dated_work,
    levy_months,
    letters,
    mail,
    head,
    deputies,
    night,
    batches,
    incidents,
    procedures,
    workshop,
    workshop_edit,
    workshop_try,
)
