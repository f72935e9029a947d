"""Sales in line mode: a lead that becomes a customer who is asked afterwards, and a sample whose fee the order takes."""

from decimal import Decimal
from typing import Any

from tests.console.walking import Walk
from tests.workflows.house import House

D = Decimal
NAME = "宁波海川电器有限公司"


# --- from the lead to the callback --------------------------------------------------------------------------


def found(house: House, walk: Walk) -> tuple[str, str]:
    """A lead of the web, allocated and spoken to: its number, and the key its customer is filed under."""
    lead = walk.open(
        "lead-clerk1", "lead", source="network", name=NAME, phone="13912340001", place="in-city", need="lamps"
    )
    assert walk.told == f"{lead}: Submit → allocation · waits for Sales manager"
    walk.act("sales-manager", lead, "allocate", rep=house.employee("sales-rep1"), why_other="knows the trade")
    assert walk.told == f"{lead}: Allocate → tracking · waits for sales-rep1-name"
    assert "fill this in" in walk.refused("sales-rep1", lead, "log-contact")
    said: dict[str, Any] = {"contact_on": "2026-06-09", "contact_way": "phone", "contact_result": "wants a quotation"}
    assert walk.act("sales-rep1", lead, "log-contact", **said, next_on="2026-06-12") == "tracking"
    assert walk.refused("sales-rep1", lead, "won") == "no order of this customer is released yet"
    return lead, walk.values(lead)["customer"]


def prepaid(walk: Walk, customer: str) -> str:
    """A new customer in the city pays before delivery what is below 1,500.00; return the number of the order."""
    lamps = {"product": "LAMP", "quantity": "20", "price": "50.00"}
    quotation = walk.open("sales-rep1", "quotation", customer=customer, invoice="vat", lines=[lamps])
    walk.act("sales-rep1", quotation, "send")
    walk.act("sales-rep1", quotation, "accept")
    terms: dict[str, Any] = {
        "customer": customer, "basis": "quotation", "invoice": "vat", "warehouse": "MAIN", "address": "海曙区 5 号",
        "lines": [{**lamps, "quotation": quotation}],
    }  # fmt: skip
    said = walk.not_opened("sales-rep1", "sales-order", **terms, terms="cod")
    assert said == "Terms of payment: the rule says “prepaid”: choose it, or say why it should be easier"
    order = walk.open("sales-rep1", "sales-order", **terms, terms="prepay")
    assert walk.act("sales-manager", order, "release") == "payment before delivery"
    assert walk.refused("finance1", order, "received", amount_received="999.99", means="bank") == (
        "Amount received: 0.01 short; book it as a part, or wait for the rest"
    )
    assert walk.act("finance1", order, "received", amount_received="1000.00", means="bank") == "delivery"
    return order


def test_a_lead_becomes_a_customer_who_pays_is_served_and_asked(house: House, walk: Walk) -> None:
    house.goods("LAMP", "MAIN/A-01", "50", "1500.00")
    lead, customer = found(house, walk)
    house.member(customer)
    order = prepaid(walk, customer)
    assert walk.act("sales-rep1", lead, "won") == "won"
    walk.ship(order)
    assert walk.stands(order) == "done"
    assert walk.money("deposit") == walk.money("receivable") == 0
    assert walk.money("commission", house.employee("sales-rep1")) == D("30.00")

    call = walk.child(order, "CB")
    agent = house.login_of(walk.values(call)["agent"])
    walk.at("2026-06-10 12:30")
    good: dict[str, Any] = {"score": 5, "evaluation": "came in two days"}
    assert walk.refused(agent, call, "satisfied", **good) == "rest time 12:00–14:00"
    walk.at("2026-06-10 14:10")
    assert walk.act(agent, call, "satisfied", **good) == "recorded"
    walk.sound()


# --- a sample -----------------------------------------------------------------------------------------------

BEAR = {
    "style": "bear", "pieces": 6, "specification": "plush", "size": "30 cm", "materials": "plush", "colour": "brown",
    "accessories": "none",
}  # fmt: skip
RIGHT: dict[str, Any] = {
    "photo_front": "F1", "photo_side": "S1", "photo_back": "B1",
}  # fmt: skip


def ordered_from(walk: Walk, quotation: str) -> str:
    """The sample the customer wants to see of what he was quoted, its fee paid: in the designer's hands."""
    walk.act("sales-rep1", quotation, "sample-wanted")
    (draft,) = walk.opened
    drawn = walk.values(draft, "sales-rep1")
    assert (drawn["customer"], drawn["quotation"]) == ("C-0001", quotation)
    wanted = {**drawn, "kind": "product", "quotation_line": 1, "due": "2026-06-25", "lines": [BEAR]}
    walk.act("sales-rep1", draft, "submit", **wanted)
    sample = walk.child(quotation, "SA")
    assert walk.act("sales-manager", sample, "sign") == "fee"
    assert walk.refused("finance1", sample, "received", fee_received="300.00", means="bank") == (
        "Fee received: 2 blocks, 600.00 in all"
    )
    assert walk.act("finance1", sample, "received", fee_received="600.00", means="bank") == "making"
    return sample


def made(walk: Walk, sample: str, cost: str) -> None:
    """Made for what was quoted, looked at and sent."""
    walk.act("designer1", sample, "first-ready", actual_finish=f"{walk.clock.now():%Y-%m-%d}")
    walk.act("estimator1", sample, "equal", cost=cost)
    walk.act("sales-rep1", sample, "right", **RIGHT)
    walk.act("shipping-clerk1", sample, "send", courier="SF1")


def test_a_sample_is_revised_three_times_and_its_fee_goes_to_the_order(house: House, walk: Walk) -> None:
    house.goods("LAMP", "MAIN/A-01", "50", "1500.00")
    lamps = {"product": "LAMP", "quantity": "20", "price": "50.00"}
    quotation = walk.open("sales-rep1", "quotation", customer="C-0001", invoice="vat", lines=[lamps])
    walk.act("sales-rep1", quotation, "send")
    sample = ordered_from(walk, quotation)
    walk.act("designer1", sample, "first-ready", actual_finish="2026-06-09")
    assert walk.refused("estimator1", sample, "equal", cost="53.20") == "Cost price: 3.20 above the quote"
    walk.act("estimator1", sample, "gap", cost="53.20", target="50.00")
    made(walk, sample, "49.90")
    assert walk.values(sample)["sample_price"] == "50.00"
    for revision in (1, 2, 3):
        walk.act("sales-rep1", sample, "changes", changes=f"ears {revision} cm longer")
        assert walk.act("sales-rep1", sample, "forward", planned_days=5) == "making"
        assert walk.values(sample)["planned_finish"] == "2026-06-14"
        assert not walk.values(sample)["courier"], "each round is sent under a number of its own"
        if revision < 3:
            house.act("designer1", sample, "first-ready", {"actual_finish": "2026-06-09"})
            house.act("estimator1", sample, "equal", {"cost": "50.00"})
            house.act("sales-rep1", sample, "right", RIGHT)
            house.act("shipping-clerk1", sample, "send", {"courier": "SF1"})
    made(walk, sample, "50.00")
    approved: dict[str, Any] = {"approval": "PW-1", "approved_at": "2026-06-09T09:00:00"}
    assert walk.act("sales-rep1", sample, "approved", **approved) == "order"

    walk.act("sales-rep1", quotation, "accept")
    order = walk.open(
        "sales-rep1", "sales-order", customer="C-0001", basis="quotation", terms="prepay", invoice="vat",
        warehouse="MAIN", address="Hangzhou", lines=[{**lamps, "quotation": quotation, "sample": sample}],
    )  # fmt: skip
    walk.act("sales-manager", order, "release")
    assert "The sample fee of 600.00 counts towards it" in walk.show(order, "finance1")["preview"]["brief"]
    assert walk.act("finance1", order, "received", amount_received="400.00", means="bank") == "delivery"
    assert walk.stands(sample) == "done"
    assert walk.money("deposit", f"C-0001/{order}") == D("1000.00")
    walk.sound()
