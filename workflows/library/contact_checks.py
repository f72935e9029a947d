"""What a call, a chat, a letter or a visit is checked for before it goes on — P34, P35, P76, P124."""

from collections.abc import Iterator

from db.message import Message, _
from workflows.engine.process import Reason, condition, guard
from workflows.library.complaining import Channel
from workflows.library.contact_groups import agents_of
from workflows.library.contacts import Contact, HandedOn, Menu, caller, free_badges, visits
from workflows.library.identity import customers_behind, why_not_proved
from workflows.posts import FRONT_DESK, SERVICE_AGENT, SERVICE_SUPERVISOR

_RECEIVED_BY = {
    Channel.PHONE: (FRONT_DESK, SERVICE_AGENT),
    Channel.VISITOR: (FRONT_DESK,),
    Channel.LETTER: (FRONT_DESK,),
    Channel.COUNTER: (SERVICE_AGENT,),
    Channel.CHAT: (SERVICE_AGENT,),
}
_SALES_TALK = (None, HandedOn.ORDER, HandedOn.CHANGE)
"""What a chat may come to that has run through all five of its steps: an answer, an order, a wish on an order."""

# --- who receives whom --------------------------------------------------------------------------------------


@guard(_("received by the desk it belongs to"))
def received_by_its_desk(facts: Contact) -> Iterator[Message | Reason]:
    """Visitors and letters come to the front desk, the counter and the chat to an agent; whoever took one over keeps it."""
    if lands_at_supervisor(facts):
        yield from has_an_account_that_receives.check(facts)
        return
    posts = _RECEIVED_BY[facts.form.channel]
    if not facts.taken("taken-over") and not facts.holds(facts.person_id, *posts):
        yield Reason(_("this channel is answered by {who}")(who=_who(*posts)), "channel")


def _who(*posts: str) -> Message:
    return _("the front desk") if posts == (FRONT_DESK,) else _("a service agent")


def lands_at_supervisor(facts: Contact) -> bool:
    """Whether whoever has it holds neither post that receives anybody, and has not taken it over either."""
    return not facts.holds(facts.person_id, FRONT_DESK, SERVICE_AGENT) and not facts.taken("taken-over")


@guard(_("not in the supervisor's account, which receives nobody"))
def has_an_account_that_receives(facts: Contact) -> Iterator[Message]:
    if lands_at_supervisor(facts):
        yield _("the supervisor's account receives nobody: transfer it to the agent on duty")


@guard(_("landed at the supervisor, and an agent is on duty"))
def can_be_passed_on(facts: Contact) -> Iterator[Message]:
    if not lands_at_supervisor(facts):
        yield _("it is yours to answer")
    elif not agents_of(facts, facts.form.menu):
        yield _("no agent of the group is on duty")


# --- what must have been said -------------------------------------------------------------------------------


@guard(_("phone: place named, identity asked, words read back"))
def phone_script_kept(facts: Contact) -> Iterator[Reason]:
    form = facts.form
    if form.channel is not Channel.PHONE:
        return
    if not form.place_named:
        yield Reason(_("name the place first: “{greeting}”")(greeting=facts.policy("contact.greeting")), "place_named")
    if not form.identity_asked:
        yield Reason(_("ask who is calling"), "identity_asked")
    if not form.read_back:
        yield Reason(_("read the caller's words back to him"), "read_back")


@guard(_("chat: welcome, promotion, goods, order, shop"))
def chat_script_kept(facts: Contact) -> Iterator[Reason]:
    """A chat that is handed on as anything but an order or a wish on one was no sales talk: there the welcome will do."""
    form = facts.form
    if form.channel is not Channel.CHAT:
        return
    if not form.welcomed:
        yield Reason(_("welcome the customer first"), "welcomed")
    if facts.action == "hand-on" and form.outcome not in _SALES_TALK:
        return
    for name, said in (
        ("promotion_told", _("tell the promotion")),
        ("goods_introduced", _("introduce the goods")),
        ("order_confirmed", _("go through the order with the customer, or ask for one")),
        ("shop_bookmarked", _("ask the customer to bookmark the shop")),
    ):
        if not getattr(form, name):
            yield Reason(said, name)


@guard(_("chat: an order or a named reason"))
def chat_has_order_or_reason(facts: Contact) -> Iterator[Reason]:
    form = facts.form
    ordered = form.order or (facts.action == "hand-on" and form.outcome is HandedOn.ORDER)
    if form.channel is Channel.CHAT and not ordered and not form.no_order:
        yield Reason(_("no order and no reason named"), "no_order")


@guard(_("menu B: handed on, or the caller says it is neither"))
def is_no_complaint(facts: Contact) -> Iterator[Reason]:
    if facts.form.menu is Menu.COMPLAINT and not facts.form.neither:
        yield Reason(_("menu B: hand it on, or note that the caller says it is neither"), "neither")


@guard(_("a fact of the register proves who it is"))
def identity_is_a_fact(facts: Contact) -> Iterator[Reason]:
    """Who is nobody's customer is proved by nothing; whoever is asked for no proof need not give one."""
    form = facts.form
    known = customers_behind(facts, caller(facts), form.unit)
    if form.identity_by and known:
        for why in why_not_proved(facts, known, form.identity_by, form.identity_fact):
            yield Reason(why, "identity_fact")


# --- handed on ----------------------------------------------------------------------------------------------


@guard(_("what the process that takes over cannot do without"))
def fits_its_outcome(facts: Contact) -> Iterator[Reason]:
    form, known = facts.form, caller(facts)
    if form.outcome is HandedOn.LEAD and known:
        yield Reason(
            _("{name} is filed already: nobody files him anew")(name=facts.name_of("customers", known)), "outcome"
        )
    if form.outcome in (HandedOn.LEAD, HandedOn.ORDER) and not known:
        for name in ("name", "phone"):
            if not getattr(form, name):
                yield Reason(_("fill this in"), name)
    if form.wish and form.outcome is HandedOn.CHANGE and not form.order:
        yield Reason(_("name the order the wish is about"), "order")


# --- visitors -----------------------------------------------------------------------------------------------


@guard(_("a host, and a badge nobody wears"))
def visitor_has_host_and_badge(facts: Contact) -> Iterator[Reason]:
    form = facts.form
    if form.channel is not Channel.VISITOR:
        yield Reason(_("only a visitor is let in"), "channel")
    if not form.host and not form.unit:
        yield Reason(_("name whom he visits, or the unit"), "host")
    free = list(free_badges(facts))
    if form.badge is None:
        yield Reason(_("no visitor badge is left: wait until one comes back"), "badge")
    elif form.badge not in free:
        wears = next((case for case in visits(facts) if case.form.get("badge") == form.badge), None)
        said = _("badge {badge} is worn by {name}") if wears else _("there is no badge {badge}")
        yield Reason(said(badge=form.badge, name=wears.form.get("name", "") if wears else ""), "badge")


@guard(_("badge back"))
def badge_is_back(facts: Contact) -> Iterator[Reason]:
    if facts.form.badge_missing:
        badge = facts.form.badge or 0
        yield Reason(_("badge {badge} is not back: the visit stays open until it is")(badge=badge), "badge_missing")


# --- technical department, letter, help ---------------------------------------------------------------------


@guard(_("told to the customer, not ahead of time"))
def was_told(facts: Contact) -> Iterator[Reason]:
    if facts.form.told_at and facts.form.told_at > facts.now:
        yield Reason(_("that time has not come yet"), "told_at")


@guard(_("who can be called about a running service"))
def can_be_called(facts: Contact) -> Iterator[Reason]:
    if facts.form.running_service and not facts.form.phone:
        yield Reason(_("without a phone number nobody can ask whether it is settled"), "running_service")


@guard(_("every question answered"))
def every_point_is_answered(facts: Contact) -> Iterator[Reason]:
    if not facts.form.points:
        yield Reason(_("write down what is asked, a line a question"), "points")
    for index, point in enumerate(facts.form.points):
        if not point.answer:
            yield Reason(_("answer this question"), f"points.{index}.answer")


@guard(_("nobody but the agent signs it yet"))
def is_plain(facts: Contact) -> Iterator[Message]:
    if facts.form.delicate:
        yield _("the supervisor signs it already")


@guard(_("a letter the supervisor signs"))
def is_delicate(facts: Contact) -> Iterator[Message]:
    if not facts.form.delicate:
        yield _("the agent signs this letter alone")


@guard(_("a later time than now"))
def new_time_is_ahead(facts: Contact) -> Iterator[Reason]:
    if facts.form.new_time and facts.form.new_time <= facts.now:
        yield Reason(_("that time is past"), "new_time")


@guard(_("somebody else is asked"))
def asks_another(facts: Contact) -> Iterator[Reason]:
    helper = facts.form.helper
    if helper and facts.person_of_employee(helper) == facts.person_id:
        yield Reason(_("ask somebody else"), "helper")
    if not helper and facts.holds(facts.person_id, SERVICE_SUPERVISOR):
        yield Reason(_("name the colleague who is to help"), "helper")


@condition(_("a problem during a running service"))
def is_running_service(facts: Contact) -> bool:
    return facts.form.running_service
