"""Member card (P111, N30): the story of Mr Qian's household, and a test a rule."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from workflows.engine.facts import CompanyFacts
from workflows.i18n import translation
from workflows.library.customers import is_member

QIAN = {
    "kind": "new", "name": "钱文海", "mobile": "13800000871", "signed": True,
    "home_address": "浙江省杭州市建设路12号2号楼501室",
}  # fmt: skip
WIFE = {**QIAN, "name": "林芳", "mobile": "13800000872", "home_address": "浙江省杭州市建设路１２号 2幢501"}
SUN = {**QIAN, "name": "孙立", "mobile": "13800000873", "home_address": "浙江省杭州市文一路3号1单元202室"}
ID, HER_ID, SUN_ID = "330102198001010026", "330102198203044427", "330102197905121015"


@pytest.fixture(autouse=True)
def _drawer(house: House) -> None:
    house.blanks("600871", "600872", "600873")


def applied(house: House, form: dict[str, Any] = QIAN, **more: Any) -> int:
    return house.submit("front-desk1", "member-card", {**form, **more}).case_id


def issued(house: House, card: str = "600871", form: dict[str, Any] = QIAN, **more: Any) -> int:
    case = applied(house, form, **more)
    house.act("service-agent1", case, "qualified")
    house.act("front-desk1", case, "issued", {"card": card} if card else {})
    return case


def refused(house: House, form: dict[str, Any] = QIAN, **more: Any) -> str:
    return house.not_submitted("front-desk1", "member-card", {**form, **more})


def card(house: House, number: str = "600871") -> dict[str, Any]:
    return dict(house.company.registers.data("cards", number) or {})


def member(house: House, customer: str) -> bool:
    return is_member(CompanyFacts(house.company, house.clock.now()), customer)


def brief(house: House, case: int, language: str = "en") -> str:
    return "\n".join(line.render(translation(language)) for line in house.view(case, "front-desk1").preview.brief)


def test_one_household_has_one_card_until_the_id_is_shown(house: House) -> None:
    """The example of the procedure."""
    case = issued(house)
    assert card(house)["id_owed"] is True
    customer = house.form(case)["customer"]
    assert member(house, customer)
    assert house.company.registers.name("customers", customer) == "钱文海"

    hers = applied(house, WIFE, id_number=HER_ID)
    assert house.refusal("service-agent1", hers, "qualified") == "Household key: household key held by card 600871"
    house.act("service-agent1", hers, "household-taken")
    house.act("service-supervisor", hers, "same-household", reason=2)
    assert house.stands(hers) == "refused"

    brought = {"in_person": False, "brought_by": "林刚", "brought_by_phone": "13800000875", "relation": "brother"}
    assert refused(house, WIFE, **brought) == "ID number: blank only in person"

    house.at("2026-06-15 10:00")
    key = card(house)["household_key"]
    completed = {"kind": "complete", "old_card": "600871", "id_number": ID, "signed": True}
    assert house.stands(issued(house, "", completed)) == "done"
    assert card(house) == {
        "kind": "member", "member": customer, "household_key": key, "id_owed": False, "state": "active",
        "place": "customer",
    }  # fmt: skip
    assert house.company.registers.data("customers", customer)["id_number"] == ID  # type: ignore[index]
    assert check(house.db) == []


# --- the application ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ({"name": ""}, "Applicant: fill this in"),
        ({"mobile": ""}, "Mobile: give a mobile or a home phone"),
        ({"home_address": ""}, "Home address: fill this in"),
        ({"home_address": "建设路12号"}, "Home address: write it as on the ID card"),
        ({"signed": False}, "Applicant signed: the applicant signs the form first"),
        ({"id_number": "330102198001010027"}, "ID number: 18 digits whose last is the check digit"),
        ({"in_person": False, "id_number": ID}, "Brought by: fill this in"),
        ({"old_card": "600871"}, "Present card: not where “Matter” is new card"),
        ({"kind": "replace"}, "Present card: name the card the member has"),
        ({"kind": "close", "old_card": "600872"}, "Present card: no member has this card"),
        ({"customer": "C-0001"}, "Customer on file: a company holds no member card"),
    ],
)
def test_an_application_is_complete_or_not_handed_in(house: House, without: dict[str, Any], said: str) -> None:
    assert said in refused(house, **without)


def test_a_home_phone_is_enough(house: House) -> None:
    assert house.stands(applied(house, mobile="", home_phone="0571-88886666")) == "check"


def test_for_somebody_else_with_full_data_it_is_made(house: House) -> None:
    brought = {"in_person": False, "brought_by": "林刚", "brought_by_phone": "13800000875", "relation": "brother"}
    case = applied(house, WIFE, id_number=HER_ID, **brought)
    assert "Brought by 林刚, brother, 13800000875" in brief(house, case)


def test_what_is_incomplete_goes_back_with_a_reason(house: House) -> None:
    case = applied(house)
    house.act("service-agent1", case, "incomplete", reason=1)
    assert house.stands(case) == "draft"
    house.act("front-desk1", case, "withdraw")
    assert house.stands(case) == "withdrawn"


def test_the_member_is_the_customer_on_file(house: House) -> None:
    house.record("customers", "C-0201", name="钱文海", legal="person", phones=["138-0000-0871"], tier="C")
    house.record("customers", "C-0202", name="孙立", legal="person", id_number=SUN_ID.upper(), phones=["0571-1"])
    assert house.form(issued(house))["customer"] == "C-0201"
    assert house.form(issued(house, "600872", SUN, id_number=SUN_ID))["customer"] == "C-0202"
    known = house.company.registers.data("customers", "C-0202") or {}
    assert (known["phones"], known["address"]) == (["0571-1", "13800000873"], SUN["home_address"])


def test_a_company_of_the_same_name_and_phone_is_not_the_member(house: House) -> None:
    house.record("customers", "C-0201", name="钱文海", legal="company", phones=["13800000871"])
    assert house.form(issued(house))["customer"] not in (None, "C-0201")


def test_a_replaced_card_still_owes_the_number(house: House) -> None:
    issued(house)
    issued(house, "600872", {"kind": "replace", "old_card": "600871", "signed": True})
    assert card(house, "600872")["id_owed"] is True


# --- the household ------------------------------------------------------------------------------------------


def test_two_households_under_one_address_are_proved(house: House) -> None:
    issued(house, id_number=ID)
    hers = applied(house, WIFE, id_number=HER_ID)
    house.act("service-agent1", hers, "household-taken")
    proof = {"household_proof": "lease"}
    assert "Copy of the proof" in house.refusal("service-supervisor", hers, "other-household", proof)
    house.act("service-supervisor", hers, "other-household", {**proof, "proof_copy": "FY-2026-17"})
    house.act("front-desk1", hers, "issued", {"card": "600872"})
    assert card(house, "600872")["other_household"] == house.company.cases.case(hers).number
    again = applied(house, SUN, home_address=QIAN["home_address"])
    assert "held by card 600871" in house.refusal("service-agent1", again, "qualified")
    for number, new in (("600872", "600873"), ("600871", "600874")):
        house.blanks(new)
        assert house.stands(issued(house, new, {"kind": "replace", "old_card": number, "signed": True})) == "done"
    assert card(house, "600873")["other_household"] == house.company.cases.case(hers).number
    assert "other_household" not in card(house, "600874")


def test_nobody_has_two_cards_whatever_the_address(house: House) -> None:
    issued(house, id_number=ID)
    moved = applied(house, SUN, id_number=ID)
    assert "this person holds card 600871" in house.refusal("service-agent1", moved, "qualified")
    house.act("service-agent1", moved, "household-taken")
    values = {"household_proof": "lease", "proof_copy": "FY-2026-17"}
    assert "one card a person" in house.refusal("service-supervisor", moved, "other-household", values)


def test_of_two_applications_of_a_household_the_one_checked_first_is_issued(house: House) -> None:
    first, second = applied(house, id_number=ID), applied(house, WIFE, id_number=HER_ID)
    house.act("service-agent1", first, "qualified")
    number = house.company.cases.case(first).number
    assert f"held by {number}, which waits" in house.refusal("service-agent1", second, "qualified")


def test_a_free_household_is_not_put_to_the_supervisor(house: House) -> None:
    case = applied(house)
    assert "take “Qualified”" in house.refusal("service-agent1", case, "household-taken")


def test_who_took_the_application_does_not_decide_about_the_household(house: House) -> None:
    issued(house)
    house.appoint("service-supervisor", "front-desk")
    hers = house.submit("service-supervisor", "member-card", {**WIFE, "id_number": HER_ID}).case_id
    house.act("service-agent1", hers, "household-taken")
    house.refusal("service-supervisor", hers, "same-household", reason=2)
    house.act("general-manager", hers, "same-household", reason=2)


# --- the card -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["600899", "600890", "600891", "600892"])
def test_only_a_blank_of_the_counter_is_issued(house: House, number: str) -> None:
    house.record("cards", "600890", kind="stored-value", state="blocked")
    house.record("cards", "600891", kind="member", state="blocked", place="finance")
    house.record("cards", "600892", kind="member", state="void")
    case = applied(house)
    house.act("service-agent1", case, "qualified")
    assert "Next blank in the drawer: 600871" in brief(house, case)
    house.refusal("front-desk1", case, "issued", {"card": number})
    assert "type the number printed" in house.refusal("front-desk1", case, "issued")


# --- blanks that were spoiled -------------------------------------------------------------------------------

SPOILED = {"kind": "spoiled", "spoiled_card": "600871", "damage": "misprinted"}


def test_a_spoiled_blank_is_void_when_the_supervisor_says_so(house: House) -> None:
    case = house.submit("front-desk1", "member-card", SPOILED).case_id
    assert house.stands(case) == "void"
    assert brief(house, case) == "Blank 600871 is to be void: misprinted"
    assert "Not your step" in house.refusal("front-desk1", case, "void")
    waiting = applied(house)
    house.act("service-agent1", waiting, "qualified")
    assert "600871 is no blank" in house.refusal("front-desk1", waiting, "issued", {"card": "600871"})
    assert "Next blank in the drawer: 600872" in brief(house, waiting)
    house.act("service-supervisor", case, "void")
    number = house.company.cases.case(case).name
    assert (card(house)["state"], card(house)["note"]) == ("void", f"{number}: misprinted")
    assert check(house.db) == []


def test_who_reports_a_blank_does_not_decide_about_it(house: House) -> None:
    house.appoint("front-desk1", "service-supervisor")
    case = house.submit("front-desk1", "member-card", SPOILED).case_id
    assert "You asked for this yourself" in house.refusal("front-desk1", case, "void")
    house.act("service-supervisor", case, "reject", reason=5)
    assert (house.stands(case), card(house)["state"]) == ("refused", "blocked")
    assert house.stands(issued(house)) == "done", "what was not spoiled after all is issued"


def test_a_blank_spoiled_while_a_card_is_issued_is_reported_and_the_next_one_taken(house: House) -> None:
    case = applied(house)
    house.act("service-agent1", case, "qualified")
    house.act("front-desk1", case, "spoiled", {"card": "600871"}, reason=5, note="ink")
    assert (house.stands(case), house.form(case).get("card")) == ("issue", None)
    (report,) = house.children(case, "member-card")
    assert (house.stands(report.id), report.form["spoiled_card"], report.form["damage"]) == ("void", "600871", "ink")
    house.act("front-desk1", case, "issued", {"card": "600872"})
    house.act("service-supervisor", report.id, "void")
    assert (card(house)["state"], card(house, "600872")["state"]) == ("void", "active")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"damage": ""}, "What is wrong with it: say what is wrong with it"),
        ({"spoiled_card": ""}, "Spoiled blank: type the number printed on the blank"),
        ({"name": "钱文海"}, "Applicant: not where “Matter” is spoiled blank"),
    ],
)
def test_a_spoiled_blank_has_a_number_a_reason_and_no_applicant(
    house: House, changes: dict[str, Any], said: str
) -> None:
    assert said in refused(house, {**SPOILED, **changes})


def test_a_card_of_a_member_and_a_blank_reported_before_are_not_reported(house: House) -> None:
    issued(house)
    assert "600871 is no blank member card" in refused(house, SPOILED)
    other = {**SPOILED, "spoiled_card": "600872"}
    number = house.submit("front-desk1", "member-card", other).number
    assert f"reported in {number} already" in refused(house, other)


def test_a_lost_card_is_blocked_at_once_and_its_replacement_keeps_the_member(house: House) -> None:
    customer = house.form(issued(house, id_number=ID))["customer"]
    lost = applied(house, {"kind": "replace", "old_card": "600871", "signed": True})
    assert card(house)["state"] == "blocked"
    assert not member(house, customer)
    assert "another application has it" in refused(house, {"kind": "close", "old_card": "600871", "signed": True})
    assert "Take 5.00 in cash" in brief(house, lost)
    hers = applied(house, WIFE, id_number=HER_ID)
    assert "held by card 600871" in house.refusal("service-agent1", hers, "qualified")

    house.act("service-agent1", lost, "qualified")
    house.act("front-desk1", lost, "issued", {"card": "600872"})
    assert member(house, customer)
    assert (card(house)["state"], card(house, "600872")["member"]) == ("closed", customer)
    assert card(house, "600872")["household_key"] == "浙江 杭州 建设路12号2栋501室"
    assert house.balance("till", "front") == Decimal("5.00") == house.balance("sales", "card")
    assert check(house.db) == []


def test_a_replacement_that_is_refused_frees_the_card(house: House) -> None:
    customer = house.form(issued(house))["customer"]
    issued(house, "600872", SUN)
    moved = {"kind": "replace", "old_card": "600871", "signed": True, "home_address": SUN["home_address"]}
    lost = applied(house, moved)
    house.act("service-agent1", lost, "household-taken")
    house.act("service-supervisor", lost, "same-household", reason=2)
    assert member(house, customer)


def test_a_replacement_that_is_withdrawn_frees_the_card(house: House) -> None:
    customer = house.form(issued(house))["customer"]
    lost = applied(house, {"kind": "replace", "old_card": "600871", "signed": True})
    house.act("service-agent1", lost, "incomplete", reason=1)
    assert member(house, customer)
    house.act("front-desk1", lost, "withdraw")
    assert card(house)["id_owed"] is True


def test_a_closed_card_makes_no_member_and_frees_the_household(house: House) -> None:
    customer = house.form(issued(house, id_number=ID))["customer"]
    closing = {"kind": "close", "old_card": "600871", "signed": True}
    assert house.stands(issued(house, "", closing)) == "done"
    assert card(house)["state"] == "closed"
    assert not member(house, customer)
    assert house.stands(issued(house, "600872", WIFE, id_number=HER_ID)) == "done"


def test_only_an_owed_number_is_completed(house: House) -> None:
    issued(house, id_number=ID)
    form = {"kind": "complete", "old_card": "600871", "signed": True, "id_number": ID}
    assert refused(house, form) == "Present card: this card owes no ID number"


def test_completing_runs_the_check_again(house: House) -> None:
    issued(house, id_number=ID)
    issued(house, "600872", SUN)
    late = applied(house, {"kind": "complete", "old_card": "600872", "signed": True, "id_number": ID})
    assert "this person holds card 600871" in house.refusal("service-agent1", late, "qualified")


def test_only_this_process_changes_what_a_card_is(house: House) -> None:
    kept = house.as_("service-supervisor").registry.record("cards", "600871").kept
    assert set(kept) >= {"member", "household_key", "id_owed", "state"}


# --- who deals with a member --------------------------------------------------------------------------------


def test_an_owed_id_number_stands_at_every_contact(house: House) -> None:
    customer = house.form(issued(house))["customer"]
    said = "Member card 600871: the ID number is owed"
    complaint = house.submit(
        "front-desk1", "complaint",
        {
            "channel": "phone", "customer": customer, "name": "钱文海", "phone": "13800000871", "about": "property",
            "nature": "valid", "what": "stairs not cleaned", "place": "3-1202", "breach": "cleaning",
            "department": "cleaning", "reply_by": "2026-06-09T11:30:00",
        },
    ).case_id  # fmt: skip
    assert said in brief(house, complaint)
    order = house.paid_order(customer, "120.00", shipped=True)
    refund = {"kind": "partial", "order": order, "amount": "30.00", "cause": "one lamp came scratched"}
    assert said in brief(house, house.submit("after-sales1", "refund", refund).case_id)
