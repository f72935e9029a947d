"""Lead intake and allocation (P88, P95): who tracks a customer, and why."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.house import House
from workflows.engine.errors import Refused

SHARES = ("sales-rep1", "60"), ("sales-rep2", "40")


def found(name: str = "宁波东方电器有限公司", phone: str = "0574-8800 1234", **more: Any) -> dict[str, Any]:
    return {"source": "network", "found_at": "1688", "name": name, "phone": phone, **more}


def own(name: str = "粤海家电有限公司", phone: str = "13700000001", **more: Any) -> dict[str, Any]:
    return {"source": "own", "name": name, "phone": phone, **more}


def contact(day: str = "2026-06-09", way: str = "phone", after: str = "2026-06-15") -> dict[str, Any]:
    return {"contact_on": day, "contact_way": way, "contact_result": "wants 400 looms a month", "next_on": after}


def customer_of(house: House, case: int) -> Mapping[str, Any]:
    data = house.company.registers.data("customers", house.form(case)["customer"])
    assert data is not None
    return data


def allocated(house: House, **more: Any) -> int:
    case = house.submit("lead-clerk1", "lead", found(**more)).case_id
    house.act("sales-manager", case, "allocate")
    return case


def tracked(house: House) -> int:
    return house.submit("sales-rep1", "lead", own()).case_id


# --- the story ----------------------------------------------------------------------------------------------


def test_a_network_lead_is_filed_allocated_tracked_and_won(house: House) -> None:
    case = house.submit("lead-clerk1", "lead", found(need="looms", expected_amount="40000")).case_id
    assert house.stands(case) == "allocation"
    filed = customer_of(house, case)
    assert (filed["state"], filed["filed_on"]) == ("prospect", "2026-06-09")
    assert filed["first_filed_by"] == house.employee("lead-clerk1")
    assert f"{house.due(case)}" == "2026-06-09 14:00:00"
    house.act("sales-manager", case, "allocate")
    rep = house.employee("sales-rep1")
    assert customer_of(house, case)["owner"] == rep
    assert f"{house.due(case)}" == "2026-06-10 09:00:00"
    house.act("sales-rep1", case, "log-contact", contact())
    assert house.form(case)["contacts"] == [
        {"on": "2026-06-09", "way": "phone", "result": "wants 400 looms a month", "by": rep}
    ]
    assert customer_of(house, case)["next_contact"] == "2026-06-15"
    assert f"{house.due(case)}".startswith("2026-06-15 ")
    assert house.refusal("sales-rep1", case, "won") == "no order of this customer is released yet"
    house.past_order(house.form(case)["customer"])
    house.act("sales-rep1", case, "won")
    assert house.stands(case) == "won"
    assert customer_of(house, case)["state"] == "active"


def test_a_quotation_begun_beside_the_lead_is_for_its_customer(house: House) -> None:
    case = tracked(house)
    office = house.as_("sales-rep1")
    assert office.new_form("quotation", case).values == {"customer": house.form(case)["customer"]}
    assert office.new_form("quotation").values == {}
    office.keep_draft(office.new_form("quotation"), {"customer": "C-0001"})
    assert office.new_form("quotation", case).values == {"customer": "C-0001"}


# --- filing first -------------------------------------------------------------------------------------------


def test_an_own_find_belongs_to_its_finder_at_once(house: House) -> None:
    case = tracked(house)
    assert house.stands(case) == "tracking"
    assert customer_of(house, case)["owner"] == house.employee("sales-rep1")
    assert "allocations" not in house.form(case) or house.form(case)["allocations"] == []


@pytest.mark.parametrize(
    "same",
    [
        {"phone": "+86 137-0000-0001", "name": "other"},
        {"name": "粤 海 家电 有限责任公司", "phone": "1"},
        {"name": "other", "phone": "1", "tax_number": "91330000ma27u00000"},
        {"name": "other", "phone": "1", "email": "BUY@yuehai.cn"},
    ],
)
def test_a_later_find_is_refused_with_who_when_and_which(house: House, same: dict[str, Any]) -> None:
    house.submit("sales-rep1", "lead", own(tax_number="91330000MA27U00000", email="buy@yuehai.cn"))
    house.at("10:05")
    said = house.not_submitted("sales-rep2", "lead", own(**same))
    assert said == "Name: filed first by sales-rep1-name, LD-2026-000001, 2026-06-09 09:00"


def test_only_salespeople_have_own_finds_and_everybody_can_be_reached(house: House) -> None:
    assert "only a salesperson" in house.not_submitted("lead-clerk1", "lead", own())
    assert "give a phone number" in house.not_submitted("lead-clerk1", "lead", {"source": "network", "name": "x"})


def test_a_lead_of_somebodys_customer_goes_to_him_and_counts_for_nobody(house: House) -> None:
    case = house.submit("lead-clerk1", "lead", found(name="恒达电器有限公司")).case_id
    assert house.stands(case) == "tracking"
    assert house.form(case)["customer"] == "C-0001"
    assert house.form(case)["allocations"] == []
    house.act("sales-rep1", case, "log-contact", contact())


def test_a_lead_of_a_customer_without_owner_is_allocated(house: House) -> None:
    case = house.submit("lead-clerk1", "lead", found(name="老余杭五金店")).case_id
    assert (house.stands(case), house.form(case)["customer"]) == ("allocation", "C-0003")


def test_what_is_sent_back_and_handed_in_again_keeps_its_file(house: House) -> None:
    case = house.submit("lead-clerk1", "lead", found()).case_id
    first = house.form(case)["customer"]
    house.act("sales-manager", case, "send-back", reason=4)
    house.act("lead-clerk1", case, "submit", found(product_group="harness"))
    assert (house.stands(case), house.form(case)["customer"]) == ("allocation", first)


def test_what_was_rejected_stands_in_nobodys_way(house: House) -> None:
    case = house.submit("lead-clerk1", "lead", found()).case_id
    house.act("sales-manager", case, "reject", reason=1)
    assert customer_of(house, case)["state"] == "lost"
    assert house.stands(house.submit("sales-rep1", "lead", own(found()["name"])).case_id) == "tracking"


def test_the_clerks_leads_are_handed_over_by_five(house: House) -> None:
    assert f"{house.due(house.draft('lead-clerk1', 'lead', found()).case_id)}" == "2026-06-09 17:00:00"
    assert house.due(house.draft("sales-rep1", "lead", own()).case_id) is None


def test_the_day_list_grows_with_every_network_lead(house: House) -> None:
    house.submit("lead-clerk1", "lead", found())
    last = house.submit("lead-clerk2", "lead", found("Second", "2"))
    papers = house.company.cases.documents(last.case_id)
    listed = next(row["content"] for row in papers if row["kind"] == "network-leads")
    assert "LD-2026-000001" in listed
    assert "LD-2026-000002" in listed


# --- allocation ---------------------------------------------------------------------------------------------


def test_each_lead_of_a_day_is_proposed_with_those_before_it_counted(house: House) -> None:
    cases = [house.submit("lead-clerk1", "lead", found(f"n{n}", f"1{n}")).case_id for n in range(3)]
    shown = [str(house.view(case, "sales-manager").preview.brief[0]) for case in cases]
    assert shown == [f"Proposed: sales-rep{number}-name" for number in (1, 2, 1)]
    for case in cases:
        house.act("sales-manager", case, "allocate")
    one, two = house.employee("sales-rep1"), house.employee("sales-rep2")
    assert [house.form(case)["rep"] for case in cases] == [one, two, one]


def test_who_knows_the_product_group_comes_first(house: House) -> None:
    rep2 = house.employee("sales-rep2")
    data = house.company.registers.data("employees", rep2) or {}
    house.record("employees", rep2, **{**data, "abilities": [{"group": "harness", "level": 2}]})
    for name in ("a", "b"):
        assert house.form(allocated(house, name=name, phone=name, product_group="harness"))["rep"] == rep2
    assert house.form(allocated(house, name="c", phone="3", product_group="toys"))["rep"] != rep2


def test_another_than_proposed_needs_a_reason_and_counts_alike(house: House) -> None:
    case = house.submit("lead-clerk1", "lead", found()).case_id
    rep2 = house.employee("sales-rep2")
    said = house.refusal("sales-manager", case, "allocate", {"rep": rep2})
    assert said == "Why another than proposed: sales-rep1-name is proposed: say why another"
    house.act("sales-manager", case, "allocate", {"rep": rep2, "why_other": "speaks their dialect"})
    assert [row["rep"] for row in house.form(case)["allocations"]] == [rep2]
    assert house.form(allocated(house, name="b", phone="2"))["rep"] == house.employee("sales-rep1")


def test_whoever_is_on_leave_is_given_nothing(house: House) -> None:
    leave = {
        "employee": house.employee("sales-rep1"), "kind": "personal", "first": "2026-06-10", "last": "2026-06-12",
        "reason": "moving",
    }  # fmt: skip
    asked = house.submit("sales-rep1", "leave", leave).case_id
    house.act("sales-manager", asked, "approve")
    house.at("2026-06-10 09:00")
    case = house.submit("lead-clerk1", "lead", found()).case_id
    said = house.refusal("sales-manager", case, "allocate", {"rep": house.employee("sales-rep1"), "why_other": "x"})
    assert said == "Salesperson: sales-rep1-name is no salesperson who is present today"
    house.act("sales-manager", case, "allocate")
    assert house.form(case)["rep"] == house.employee("sales-rep2")


def test_the_preview_shows_the_figures_of_all_candidates(house: House) -> None:
    allocated(house, name="before", phone="9")
    case = house.submit("lead-clerk1", "lead", found()).case_id
    said = [str(line) for line in house.view(case, "sales-manager").preview.brief]
    assert said[0] == "Proposed: sales-rep2-name"
    assert said[1].startswith("sales-rep2-name: 0 leads in ")
    assert said[2].startswith("sales-rep1-name: 1 lead in ")
    assert said[2].endswith("; 1 in tracking")


# --- claims -------------------------------------------------------------------------------------------------


def claimed(house: House) -> tuple[int, int]:
    """A lead of the first salesperson, and the claim of the second on it."""
    first = tracked(house)
    draft = house.draft("sales-rep2", "lead", own(claim_reason="I have known their buyer for years")).case_id
    house.act("sales-rep2", draft, "claim")
    return first, draft


def commented(house: House, case: int) -> None:
    for login in ("sales-rep1", "sales-rep2"):
        house.as_(login).comment(case, "my view", key=house.key())


def test_the_first_keeps_it_unless_the_claim_convinces(house: House) -> None:
    first, claim = claimed(house)
    assert house.stands(claim) == "dispute"
    assert "sales-rep1-name has not commented yet" in house.refusal("sales-manager", claim, "first-keeps")
    commented(house, claim)
    house.act("sales-manager", claim, "first-keeps")
    assert house.stands(claim) == "duplicate"
    assert customer_of(house, first)["owner"] == house.employee("sales-rep1")


def test_a_day_later_the_manager_decides_without_comments(house: House) -> None:
    _first, claim = claimed(house)
    house.at("2026-06-10 09:00")
    house.act("sales-manager", claim, "first-keeps")


def test_the_claimant_takes_over_with_the_lead_of_the_first(house: House) -> None:
    first, claim = claimed(house)
    commented(house, claim)
    house.act("sales-manager", claim, "to-claimant")
    assert (house.stands(first), house.stands(claim)) == ("duplicate", "tracking")
    assert customer_of(house, claim)["owner"] == house.employee("sales-rep2")
    house.act("sales-rep2", claim, "log-contact", contact())


def test_shares_are_of_both_and_make_a_hundred(house: House) -> None:
    _first, claim = claimed(house)
    commented(house, claim)
    shares = [{"employee": house.employee(login), "percent": percent} for login, percent in SHARES]
    assert "has no share" in house.refusal("sales-manager", claim, "share", {"shares": shares[:1]})
    short = [shares[0], {**shares[1], "percent": "30"}]
    assert "together 90 %" in house.refusal("sales-manager", claim, "share", {"shares": short})
    house.act("sales-manager", claim, "share", {"shares": shares})
    assert customer_of(house, claim)["shares"] == shares
    assert house.stands(claim) == "tracking"


def test_there_must_be_something_to_claim(house: House) -> None:
    draft = house.draft("sales-rep2", "lead", own()).case_id
    assert house.refusal("sales-rep2", draft, "claim") == "Special reason of the claim: fill this in"
    why = own(claim_reason="mine")
    assert "no earlier file matches" in house.refusal("sales-rep2", draft, "claim", why)
    house.submit("sales-rep2", "lead", own())
    assert "yours already" in house.refusal("sales-rep2", draft, "claim", why)


# --- tracking -----------------------------------------------------------------------------------------------


def test_a_contact_lies_behind_and_the_next_ahead(house: House) -> None:
    case = tracked(house)
    wrong = contact("2026-06-10", after="2026-06-09")
    assert house.refusal("sales-rep1", case, "log-contact", wrong) == (
        "Contacted on: lies in the future\nNext contact: name a day after today"
    )


def test_a_loss_has_reason_and_analysis(house: House) -> None:
    case = tracked(house)
    assert "Analysis of the loss" in house.refusal("sales-rep1", case, "lost", reason=5)
    asked = {action.key: list(action.edits) for action in house.view(case, "sales-rep1").preview.actions}
    assert asked["lost"] == ["analysis"]
    assert "analysis" not in asked["log-contact"]
    form = house.as_("sales-rep1").entry_form(case, "lost")
    assert form.editable == {"analysis"}
    house.act("sales-rep1", case, "lost", {"analysis": "buys from a cousin"}, reason=5)
    assert house.stands(case) == "lost"


def test_what_is_given_back_is_proposed_to_somebody_else(house: House) -> None:
    case = allocated(house)
    house.act("sales-rep1", case, "give-back", reason=2)
    house.act("sales-manager", case, "allocate")
    assert house.form(case)["rep"] == house.employee("sales-rep2")
    assert len(house.form(case)["allocations"]) == 2


def test_the_manager_reassigns_only_what_nobody_cares_for(house: House) -> None:
    case = tracked(house)
    house.act("sales-rep1", case, "log-contact", contact(after="2026-09-01"))
    house.at("2026-07-08 09:00")
    assert "last contact 2026-06-09" in house.refusal("sales-manager", case, "reassign", reason=2)
    house.at("2026-07-09 09:00")
    with pytest.raises(Refused):
        house.act("sales-rep1", case, "reassign", reason=2)
    house.act("sales-manager", case, "reassign", reason=2)
    assert house.stands(case) == "allocation"
