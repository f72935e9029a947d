"""A work order as far as callbacks see one: it ends a service, waits for the call, and goes back to collecting."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.message import Message, _
from tests.workflows.house import House
from workflows.catalogue import CATALOGUE
from workflows.engine.booking import Booking
from workflows.engine.catalogue import Catalogue
from workflows.engine.facts import Facts
from workflows.engine.form import CustomerRef, Form, Text, field
from workflows.engine.process import Action, Approve, Draft, End, Process, Wait, Work, effect
from workflows.engine.settings import ENGINE_POLICIES
from workflows.library.callbacks import is_called, last_call_has_ended, open_call
from workflows.library.customers import is_member
from workflows.posts import CALLBACK_AGENT, FRONT_DESK, SERVICE


class Order(Form):
    kind: Text = field(_("Kind"), default="repair")
    customer: CustomerRef | None = field(_("Customer"), default=None)
    name: Text = field(_("Name"))
    phone: Text = field(_("Phone"))
    what: Text = field(_("What"))
    calls: bool = field(_("Opens the call"), default=True)


@effect(_("call opened"))
def ask(booking: Booking[Order]) -> None:
    form = booking.form
    if form.calls and is_called(booking, booking.case.number or "", member=is_member(booking, form.customer or "")):
        open_call(
            booking, "after-sale", customer=form.customer, name=form.name, phone=form.phone, item=form.what,
            ended=booking.now,
        )  # fmt: skip


def subject(facts: Facts[Any]) -> str:
    return facts.form.what or ""


def nothing(_facts: Facts[Any]) -> Iterator[Message]:
    yield from ()


WORK_ORDER = Process(
    "work-order", _("Work order"), desk=SERVICE, prefix="WK", form=Order, subject=subject, brief=nothing,
    customer=lambda facts: facts.form.customer or "",
    steps=[
        Draft(by=FRONT_DESK, to="collect"),
        Work("collect", _("collect"), FRONT_DESK, [Approve("callback", "signed", _("Signed"), effects=[ask])]),
        Wait(
            "callback", _("callback"), CALLBACK_AGENT,
            [
                Action("satisfied", _("Satisfied"), "done", moved_by="callback", when_it_ends=("recorded",),
                       guards=[last_call_has_ended]),
                Action("dissatisfied", _("Dissatisfied"), "collect", moved_by="callback", when_it_ends=("reopened",),
                       guards=[last_call_has_ended]),
                Action("unreached", _("Unreached"), "unreached", moved_by="callback",
                       when_it_ends=("unreached", "declined"), guards=[last_call_has_ended]),
            ],
        ),
        End("done", _("done")), End("unreached", _("unreached"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
)  # fmt: skip


def house_with_work_orders(template: Path, folder: Path) -> House:
    """The small company with its catalogue and this work order."""
    path = folder / "works.db"
    shutil.copy(template, path)
    house = House(path, Catalogue([*CATALOGUE.processes.values(), WORK_ORDER], CATALOGUE.queues, ENGINE_POLICIES))
    house.engine.install_policies()
    return house
