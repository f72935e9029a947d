"""Fields that are asked for only where another one says so: typed, kept, shown, told, and declared."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.describe import form_schema
from db.message import _
from tests.workflows.house import House
from workflows.engine.asked import not_asked
from workflows.engine.catalogue import Catalogue
from workflows.engine.checks import check_process
from workflows.engine.errors import Invalid
from workflows.engine.form import Choice, Form, Is, IsNot, Line, Money, Text, field
from workflows.engine.manual import Manual
from workflows.engine.process import Approve, Draft, End, Process, SendBack, Step, Work
from workflows.engine.settings import ENGINE_POLICIES
from workflows.i18n import translation
from workflows.posts import SALES, SALES_MANAGER, SALES_REP


class Wish(Choice):
    GOODS = "goods", _("goods")
    ADDRESS = "address", _("address")
    NONE = "none", _("nothing")


class Piece(Line):
    name: Text = field(_("Name"))


class WishForm(Form):
    kind: Wish = field(_("Kind"))
    pieces: list[Piece] = field(_("Pieces"), default_factory=list, when=Is("kind", Wish.GOODS))
    address: Text = field(_("Address"), default="", when=Is("kind", Wish.ADDRESS))
    contact: Text = field(_("Contact"), default="unknown", when=IsNot("kind", Wish.NONE))
    paid: Money | None = field(_("Paid"), default=None, when=Is("kind", Wish.GOODS))
    counter: Text = field(_("Counter"), default="", when=IsNot("paid", None))


def wish_of(form: type[Form]) -> Process:
    return Process(
        "trial-wish", _("Wish"), desk=SALES, prefix="ZW", form=form,
        steps=[
            Draft(by=SALES_REP, to="check", edits=("kind", "pieces", "address", "contact")),
            Step("check", _("check"), SALES_MANAGER, [Approve("pay"), SendBack()]),
            Work(
                "pay", _("payment"), SALES_REP, edits=("paid", "counter", "address"),
                actions=[Approve("done", requires=["paid"])],
            ),
            End("done", _("done")), End("withdrawn", _("withdrawn"), purpose=False),
        ],
        reasons=[_("facts missing")],
    )  # fmt: skip


WISH = wish_of(WishForm)
MOVED = {"kind": "address", "address": "Hangzhou"}


@pytest.fixture
def wishes(house_template: Path, tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "wishes.db"
    shutil.copy(house_template, path)
    house = House(path, Catalogue([WISH], [], ENGINE_POLICIES))
    house.engine.install_policies()
    yield house
    house.db.close()


# --- typed --------------------------------------------------------------------------------------------------


def test_what_is_typed_where_it_is_not_asked_for_is_refused_and_not_lost(wishes: House) -> None:
    said = wishes.not_submitted("sales-rep1", "trial-wish", {**MOVED, "pieces": [{"name": "pole"}]})
    assert said == "Pieces: only where “Kind” is goods: empty it"
    with pytest.raises(Invalid, match="not where “Kind” is nothing"):
        wishes.draft("sales-rep1", "trial-wish", {"kind": "none", "contact": "Ye"})


def test_nothing_and_what_a_form_begins_with_may_be_said_anywhere(wishes: House) -> None:
    case = wishes.submit(
        "sales-rep1", "trial-wish", {"kind": "none", "pieces": [], "address": "", "contact": "unknown"}
    )
    assert wishes.stands(case.case_id) == "check"


def test_what_was_typed_before_the_answer_became_another_is_gone(wishes: House) -> None:
    case = wishes.submit("sales-rep1", "trial-wish", MOVED).case_id
    wishes.act("sales-manager", case, "send-back", reason=1)
    wishes.act("sales-rep1", case, "submit", {"kind": "goods", "pieces": [{"name": "pole"}], "address": "Hangzhou"})
    assert not wishes.form(case)["address"]


def test_a_later_step_is_asked_for_what_fits_and_for_nothing_else(wishes: House) -> None:
    case = wishes.submit("sales-rep1", "trial-wish", MOVED).case_id
    wishes.act("sales-manager", case, "approve")
    office = wishes.as_("sales-rep1")
    assert [
        part.name for part in office.entry_form(case, "approve").fields if part.name not in ("kind", "contact")
    ] == ["address"]
    (action,) = office.preview(case=case).actions
    assert action.edits == ["address"]
    assert "Paid: only where “Kind” is goods" in wishes.refusal("sales-rep1", case, "approve", {"paid": "5.00"})
    wishes.act("sales-rep1", case, "approve")
    assert (wishes.stands(case), wishes.form(case)["address"]) == ("done", "Hangzhou")


def test_one_answer_at_a_step_brings_the_next_field(wishes: House) -> None:
    case = wishes.submit("sales-rep1", "trial-wish", {"kind": "goods", "pieces": [{"name": "pole"}]}).case_id
    wishes.act("sales-manager", case, "approve")
    assert "Paid: fill this in" in wishes.refusal("sales-rep1", case, "approve")
    assert "not where “Paid” is empty" in wishes.refusal("sales-rep1", case, "approve", {"counter": "front"})
    wishes.act("sales-rep1", case, "approve", {"paid": "5.00", "counter": "front"})
    assert wishes.form(case)["counter"] == "front"


def test_the_condition_of_a_condition_counts() -> None:
    assert not_asked(WishForm, {"kind": "goods", "paid": "5.00"}) == {"address"}
    assert not_asked(WishForm, {"kind": "address", "paid": "5.00"}) == {"pieces", "paid", "counter"}
    assert not_asked(WishForm, {}) == {"pieces", "address", "paid", "counter"}


# --- shown and told -----------------------------------------------------------------------------------------


def test_what_is_not_asked_for_is_not_shown_as_if_somebody_had_said_it(wishes: House) -> None:
    shown = {}
    for kind in ("none", "address"):
        case = wishes.submit("sales-rep1", "trial-wish", {"kind": kind}).case_id
        shown[kind] = [str(view.title) for view in wishes.view(case).fields]
    assert shown == {"none": ["Kind"], "address": ["Kind", "Contact"]}


def test_schema_and_manual_say_when_a_field_is_asked_for() -> None:
    schema = form_schema(WishForm, lambda message: message.render(translation("en")))["properties"]
    assert schema["pieces"]["x-when"] == {"field": "kind", "is": ["goods"], "said": "only where “Kind” is goods"}
    assert schema["counter"]["x-when"]["is_not"] == [None]
    assert "x-when" not in schema["kind"]
    page = Manual(Catalogue([WISH], [], ENGINE_POLICIES), "zh_CN").page(WISH)
    assert "仅在“类别”为货物时填写" in page


# --- declared -----------------------------------------------------------------------------------------------


class Row(Line):
    name: Text = field(_("Name"))
    why: Text = field(_("Reason"), default="", when=Is("name", None))


class Wrong(Form):
    early: Text = field(_("Address"), default="", when=Is("kind", Wish.GOODS))
    kind: Wish = field(_("Kind"))
    needed: Text = field(_("Contact"), when=Is("kind", Wish.GOODS))
    never: Text = field(_("Note"), default="", when=Is("kind", True, None))
    rows: list[Row] = field(_("Pieces"), default_factory=list)


def test_a_condition_that_cannot_be_is_found_before_any_case_runs_by_it() -> None:
    process = Process(
        "trial-wrong", _("Wish"), desk=SALES, prefix="ZX", form=Wrong, reasons=[_("facts missing")],
        steps=[Draft(by=SALES_REP, to="done"), End("done", _("done")), End("withdrawn", _("withdrawn"), purpose=False)],
    )  # fmt: skip
    assert check_process(process, set()) == [
        "early: asked for by 'kind', which is no field before it",
        "needed: a field that is asked for on a condition needs a default",
        "never: 'kind' never is True",
        "never: 'kind' never is None",
        "rows.why: columns are asked for on every line",
    ]
