"""What may be typed in a draft, what stays though it was left out, what a copy starts with, what a paper prints."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from db.message import _
from tests.workflows.house import House
from workflows.engine.catalogue import Catalogue
from workflows.engine.checks import check_process
from workflows.engine.durations import business_hours
from workflows.engine.errors import Invalid, Refused
from workflows.engine.facts import Facts
from workflows.engine.form import Form, Line, Money, Text, field
from workflows.engine.process import Approve, Document, Draft, End, Process, SendBack, Step, Until, While
from workflows.engine.settings import ENGINE_POLICIES
from workflows.posts import GENERAL_MANAGER, SALES, SALES_MANAGER, SALES_REP


class Piece(Line):
    name: Text = field(_("Name"))
    cost: Money | None = field(_("Cost"), default=None)


class Offer(Form):
    what: Text = field(_("What"))
    note: Text = field(_("Note"), default="")
    wanted_by: datetime | None = field(_("Wanted by"), default=None)
    bonus: Money | None = field(_("Bonus"), default=None, seen_by=(GENERAL_MANAGER,))
    pieces: list[Piece] = field(_("Pieces"), default_factory=list)
    checked: bool = field(_("Checked"), default=False)
    sum: Money | None = field(_("Sum"), read=True)
    counted: int | None = field(_("Pieces"), read=True)
    copied_from: Text = field(_("Copied from"), default="")


def add_up(facts: Facts[Offer]) -> None:
    costs = (piece.cost or Decimal() for piece in facts.form.pieces)
    facts.form.sum = sum(costs, facts.form.bonus or Decimal())


def count(facts: Facts[Offer]) -> None:
    facts.form.counted = len(facts.form.pieces)


LIMIT = Until(_("wanted by"), lambda facts: facts.form.wanted_by)
OFFER = Process(
    "trial-offer", _("Offer"), desk=SALES, prefix="ZG", form=Offer, derive=[add_up, While("draft", count)],
    steps=[
        Draft(by=SALES_REP, to="check", edits=("what", "note", "wanted_by", "bonus", "pieces", "copied_from")),
        Step(
            "check", _("check"), SALES_MANAGER, within=business_hours(4), not_after=LIMIT, edits=("checked",),
            actions=[Approve("done"), SendBack()],
        ),
        End("done", _("done")), End("withdrawn", _("withdrawn"), purpose=False),
    ],
    reasons=[_("facts missing")],
    documents=[
        Document("inside", _("Inside"), on=("approve",)),
        Document("outside", _("Outside"), on=("approve",), prints=("what", "pieces.name"), signed=False, language="en"),
    ],
    not_copied=("wanted_by", "pieces.cost"), copied_from="copied_from",
)  # fmt: skip
VALUES = {"what": "tent", "note": "n", "bonus": "5.00", "pieces": [{"name": "pole", "cost": "2.00"}]}


@pytest.fixture
def offers(house_template: Path, tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "offers.db"
    shutil.copy(house_template, path)
    house = House(path, Catalogue([OFFER], [], ENGINE_POLICIES))
    house.engine.install_policies()
    yield house
    house.db.close()


def seen(house: House, case: int) -> int:
    return house.company.cases.case(case).seq


@pytest.mark.parametrize("typed", ["0", 5, "20260630", "6.30"])
def test_a_number_is_no_moment(offers: House, typed: object) -> None:
    said = offers.not_submitted("sales-rep1", "trial-offer", {**VALUES, "wanted_by": typed})
    assert said == "Wanted by: must be a date and time, as 2026-06-30 14:30"


def test_what_belongs_to_a_later_step_is_not_typed_in_a_draft(offers: House) -> None:
    said = offers.not_submitted("sales-rep1", "trial-offer", {**VALUES, "checked": True})
    assert "Checked: cannot be changed at this step" in said
    case = offers.draft("sales-rep1", "trial-offer", VALUES).case_id
    with pytest.raises(Invalid):
        offers.as_("sales-rep1").save(case, {**VALUES, "checked": True}, seen=seen(offers, case), key=offers.key())


def test_a_draft_is_handed_in_whole_but_what_one_does_not_see_stays(offers: House) -> None:
    case = offers.submit("sales-rep1", "trial-offer", VALUES).case_id
    offers.act("sales-manager", case, "send-back", reason=1)
    offers.as_("sales-rep1").save(case, {"what": "tent", "pieces": []}, seen=seen(offers, case), key=offers.key())
    assert offers.form(case)["bonus"] == "5.00"
    assert "note" not in offers.form(case)
    offers.act("sales-rep1", case, "submit", {"what": "big tent"})
    assert (offers.form(case)["bonus"], offers.form(case)["sum"]) == ("5.00", "5.00")


def test_what_is_worked_out_while_it_stands_somewhere_stays_from_there_on(offers: House) -> None:
    office = offers.as_("sales-rep1")
    values, _errors = office.fill(office.new_form("trial-offer"), VALUES)
    assert (values["counted"], values["sum"]) == (1, "7.00"), "already while a new one is typed"
    case = offers.submit("sales-rep1", "trial-offer", VALUES).case_id
    found = offers.company.cases.case(case)
    found.form["pieces"].append({"name": "peg", "cost": "1.00"})  # as an effect of another step might do
    with offers.db.write():
        offers.company.cases.save(found)
    offers.act("sales-manager", case, "approve")
    assert (offers.form(case)["counted"], offers.form(case)["sum"]) == (1, "8.00")


def test_a_step_there_is_not_is_found_before_any_case_runs() -> None:
    wrong = replace(OFFER, derive=[While(("draft", "chekc"), count)])
    assert check_process(wrong, set()) == ["worked out while it stands at 'chekc', which is no step"]


def test_what_one_does_not_see_is_not_handed_back_filled_in(offers: House) -> None:
    case = offers.draft("sales-rep1", "trial-offer", VALUES).case_id
    office = offers.as_("sales-rep1")
    values, errors = office.fill(office.entry_form(case, "submit"), {"what": "tent", "pieces": VALUES["pieces"]})
    assert errors == []
    assert "bonus" not in values
    assert values["sum"] == "7.00"


def test_a_copy_starts_with_what_may_be_taken_over(offers: House) -> None:
    old = offers.submit("sales-rep1", "trial-offer", {**VALUES, "wanted_by": "2026-06-09 10:00"})
    form = offers.as_("sales-rep2").copy(old.case_id)
    assert form.case_id is None
    assert form.values == {"what": "tent", "note": "n", "pieces": [{"name": "pole"}], "copied_from": old.number}
    again = offers.submit("sales-rep2", "trial-offer", form.values)
    assert offers.form(again.case_id)["copied_from"] == old.number
    with pytest.raises(Refused, match="is opened by"):
        offers.as_("sales-manager").copy(old.case_id)


def test_a_step_never_ends_later_than_the_whole_case(offers: House) -> None:
    free = offers.submit("sales-rep1", "trial-offer", VALUES).case_id
    cut = offers.submit("sales-rep1", "trial-offer", {**VALUES, "wanted_by": "2026-06-09 10:00"}).case_id
    assert offers.due(free) == datetime(2026, 6, 9, 14)
    assert offers.due(cut) == datetime(2026, 6, 9, 10)


def test_a_paper_prints_what_it_is_for(offers: House) -> None:
    case = offers.submit("sales-rep1", "trial-offer", VALUES).case_id
    offers.act("sales-manager", case, "approve")
    office = offers.as_("general-manager")
    papers = {title.text: office.document(case, number) for number, title, _no in office.case(case).documents}
    inside, outside = papers["Inside"], papers["Outside"]
    assert {one.path for one in inside.fields} == {
        "what",
        "note",
        "checked",
        "sum",
        "counted",
    }  # restricted: never printed
    assert inside.signed
    assert [one.path for one in outside.fields] == ["what"]
    assert [str(title) for title in outside.tables[0].columns] == ["Name"]
    assert (outside.signed, outside.language) == ([], "en")
