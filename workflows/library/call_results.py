"""What a call books: the attempt, the score, and the work it asked about, which goes on or is taken up again."""

from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.process import Effect, effect
from workflows.library.callbacks import CALLBACK, action_on
from workflows.library.calling import Attempt, CallbackForm, Result, Way, source_of
from workflows.library.customers import note_contact

Booked = Booking[CallbackForm]


def attempt(result: Result) -> Effect:
    """Note the attempt with its result."""

    @effect(_("attempt noted"))
    def note(booking: Booked) -> None:
        form = booking.form
        said = Result.SENT if form.way is Way.SMS and result is Result.NOT_REACHED else result
        form.attempts = [*form.attempts, Attempt(at=booking.now, way=form.way, result=said)]
        form.way, form.customer_called = Way.PHONE, False

    return note


talked = attempt(Result.TALKED)
named_another_time = attempt(Result.ANOTHER_TIME)
not_reached = attempt(Result.NOT_REACHED)
wants_no_calls = attempt(Result.NO_CALLS)


@effect(_("score to the customer"))
def keep_score(booking: Booked) -> None:
    """Into the customer's contact log; agent and worker have theirs by standing on the call."""
    form = booking.form
    form.satisfied = {"satisfied": True, "dissatisfied": False}.get(booking.action)
    if form.customer:
        points = f"{form.score}/5 " if form.score else ""
        said = " ".join((form.opinions if form.satisfied is False else form.evaluation).split())
        note_contact(booking, form.customer, f"{points}{said}"[:200])


@effect(_("customer marked: wants no calls"))
def mark_no_calls(booking: Booked) -> None:
    if booking.form.customer:
        booking.change_record("customers", booking.form.customer, {"no_calls": True})


def tell_source(end: str) -> Effect:
    """Let a source go on whose call was opened by the evening's duty; a parent is told by the engine."""

    @effect(_("the source case goes on"))
    def tell(booking: Booked) -> None:
        source = source_of(booking)
        if booking.case.parent_id is None and source and (action := action_on(booking, source, end)):
            booking.take(source, action.key, note=booking.note)

    return tell


@effect(_("the work is taken up again"))
def reopen_work(booking: Booked) -> None:
    """A source that waits for the call goes back by itself; for any other a complaint is opened."""
    parent, form = booking.parent, booking.form
    source = parent if parent and parent.process != CALLBACK else source_of(booking)
    if source and action_on(booking, source, "reopened"):
        return
    complaint = {
        "channel": "phone", "received_at": booking.now.isoformat(), "name": form.name, "phone": form.phone,
        "customer": form.customer, "source": booking.case.number, "what": form.opinions,
    }  # fmt: skip
    booking.open_case("complaint", {name: value for name, value in complaint.items() if value})
