"""Versions of a process: a case keeps the one it was opened with until somebody migrates it, by an explicit map."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db.check import check
from db.message import _
from tests.workflows.engine.trial import COMMITTEE_VOTE, trial
from tests.workflows.house import House
from workflows.engine.catalogue import Catalogue, DefinitionError
from workflows.engine.durations import business_hours
from workflows.engine.errors import NotFound, Refused
from workflows.engine.migrating import migrate, planned
from workflows.engine.process import Approve, Draft, Migration, Process, Reject, SendBack, Step
from workflows.engine.settings import ENGINE_POLICIES
from workflows.engine.who import all_of
from workflows.posts import FINANCE, GENERAL_MANAGER, SALES_MANAGER, SALES_REP

DECIDE = [Approve("done"), SendBack(), Reject("refused")]
OLD = trial(
    "trial-versions", "ZV",
    [
        Draft(by=SALES_REP, to="both"),
        Step("both", _("both"), all_of(SALES_MANAGER, FINANCE), DECIDE, within=business_hours(4)),
    ],
)  # fmt: skip


def reworded(form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "remark": f"was {form['what']}"}


def new(**more: Any) -> Process:
    """A second version: the general manager decides, and the step is called otherwise."""
    steps = [Draft(by=SALES_REP, to="boss"), Step("boss", _("boss"), GENERAL_MANAGER, DECIDE, within=business_hours(8))]
    return trial("trial-versions", "ZV", steps, version=2, **more)


WAY = Migration(1, {"draft": "draft", "both": "boss"}, reworded)
Opened = Callable[..., House]


@pytest.fixture
def opened(house_template: Path, tmp_path: Path) -> Iterator[Opened]:
    """Opens the same books with other definitions: an update of the program."""
    path, houses, keys = tmp_path / "versions.db", list[House](), count(1)
    shutil.copy(house_template, path)

    def open_(*processes: Process) -> House:
        house = House(path, Catalogue(processes, [], ENGINE_POLICIES))
        house.key = lambda: f"test-{next(keys)}"  # type: ignore[method-assign]
        house.engine.install_policies()
        houses.append(house)
        return house

    yield open_
    for house in houses:
        house.db.close()


def test_a_case_keeps_the_version_it_was_opened_with(opened: Opened) -> None:
    case = opened(OLD).submit("sales-rep1", "trial-versions", {"what": "tent"}).case_id
    house = opened(OLD, new())
    assert house.company.cases.case(case).version == 1
    house.act("sales-manager", case, "approve")
    house.act("finance1", case, "approve")
    assert house.stands(case) == "done"
    later = house.submit("sales-rep1", "trial-versions", {"what": "stove"}).case_id
    assert (house.company.cases.case(later).version, house.stands(later)) == (2, "boss")


def test_a_migration_is_tried_first_and_then_recorded(opened: Opened) -> None:
    old = opened(OLD)
    case = old.submit("sales-rep1", "trial-versions", {"what": "tent"}).case_id
    due = old.due(case)
    old.act("finance1", case, "approve")
    house = opened(OLD, new(migrations=[WAY]))
    (move,) = planned(house.company, "trial-versions")
    assert (move.version, move.steps, move.votes, move.problems) == (1, [("both", "boss")], 1, [])
    assert house.company.cases.case(case).version == 1
    assert house.stands(case) == "both"

    assert migrate(house.company, house.person("administrator"), "trial-versions", "m1") == [move]
    assert (house.company.cases.case(case).version, house.stands(case)) == (2, "boss")
    assert house.form(case)["remark"] == "was tent"
    assert house.due(case) == due
    event = house.company.cases.decisions(case)[-1]
    assert (event.kind, event.note, event.target) == ("migrate", "1 → 2", "boss")
    assert event.changes == [["remark", None, "was tent"]]
    assert planned(house.company, "trial-versions") == []
    assert check(house.db) == []
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "done"


def test_what_was_done_before_a_migration_is_not_taken_back_nor_is_the_migration(opened: Opened) -> None:
    case = opened(OLD).submit("sales-rep1", "trial-versions", {"what": "tent"}).case_id
    house = opened(OLD, new(migrations=[WAY]))
    migrate(house.company, house.person("administrator"), "trial-versions", "m1")
    with pytest.raises(Refused, match="has acted on it since"):
        house.as_("sales-rep1").take_back(key=house.key(), case=case)
    with pytest.raises(Refused, match="nothing of yours"):
        house.as_("administrator").take_back(key=house.key())


def test_drafts_go_along_unfinished(opened: Opened) -> None:
    case = opened(OLD).draft("sales-rep1", "trial-versions", {"remark": "later"}).case_id
    plain = Migration(1, {"draft": "draft", "both": "boss"})
    house = opened(OLD, new(migrations=[plain]))
    migrate(house.company, house.person("administrator"), "trial-versions", "m1")
    house.act("sales-rep1", case, "submit", {"what": "tent"})
    assert house.stands(case) == "boss"


@pytest.mark.parametrize(
    ("migrations", "said"),
    [
        ([], "version 1 has no way to version 2"),
        ([Migration(1, {"draft": "draft"})], "the migration says nothing of the step “both”"),
        ([Migration(1, {"both": "boss"}, lambda form: {**form, "amount": "much"})], "Amount: must be a number"),
    ],
)
def test_all_are_brought_over_or_none(opened: Opened, migrations: list[Migration], said: str) -> None:
    case = opened(OLD).submit("sales-rep1", "trial-versions", {"what": "tent"}).case_id
    house = opened(new(migrations=migrations))
    (move,) = planned(house.company, "trial-versions")
    assert said in str(move.problems[0])
    with pytest.raises(Refused, match=said):
        migrate(house.company, house.person("administrator"), "trial-versions", "m1")
    assert house.company.cases.case(case).version == 1


def test_a_case_whose_version_is_gone_waits_for_its_migration(opened: Opened) -> None:
    old = opened(OLD)
    case = old.submit("sales-rep1", "trial-versions", {"what": "tent"}).case_id
    ended = old.submit("sales-rep1", "trial-versions", {"what": "stove"}).case_id
    old.act("finance1", ended, "reject", reason=1)
    house = opened(new(migrations=[WAY]))
    assert "which the program no longer has; migrate it first" in house.refusal("general-manager", case, "approve")
    assert house.view(ended).number == "ZV-2026-000002"
    house.at("2026-06-12 09:00")
    house.as_("sales-rep1").tick()
    migrate(house.company, house.person("administrator"), "trial-versions", "m1")
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "done"


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (Migration(1, {"draft": "draft"}), "says nothing of the step 'both'"),
        (Migration(1, {"draft": "draft", "both": "done"}), "leads to 'done', which is no step"),
        (Migration(2, {}), "does not lead to a later one"),
    ],
)
def test_a_map_that_does_not_fit_is_found_before_anything_runs(way: Migration, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Catalogue([OLD, new(migrations=[way])], [], ENGINE_POLICIES)


def test_a_process_there_is_not(opened: Opened) -> None:
    with pytest.raises(NotFound):
        planned(opened(COMMITTEE_VOTE).company, "trial-versions")
