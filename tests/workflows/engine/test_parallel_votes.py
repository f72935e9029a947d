"""Who votes beside others is not stopped by their votes, and never decides about something that has changed."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.check import check
from db.message import _
from tests.effort import examples
from tests.workflows.engine.trial import ENDS, PROCESSES, trial, trial_house
from tests.workflows.house import House
from workflows.engine.catalogue import Catalogue
from workflows.engine.errors import CommandError, Conflict
from workflows.engine.process import Approve, Draft, Fork, Join, Reject, SendBack, Step, Work
from workflows.engine.settings import ENGINE_POLICIES
from workflows.engine.who import all_of
from workflows.posts import DESIGNER, FINANCE, GENERAL_MANAGER, PURCHASER, SALES_MANAGER, SALES_REP

SMALL = {"what": "chairs", "amount": "500.00"}

REVIEW = trial(
    "trial-review", "ZR",
    [
        Draft(by=SALES_REP, to="review"),
        Step(
            "review", _("both"), all_of(SALES_MANAGER, FINANCE, GENERAL_MANAGER), edits=("remark", "amount"),
            actions=[Approve("done"), SendBack("draft"), Reject("refused")],
        ),
    ],
)  # fmt: skip
"""Three vote, and each may change the form while he does."""

BESIDE = trial(
    "trial-beside", "ZS",
    [
        Draft(by=SALES_REP, to=Fork(("draw", "price"))),
        Work("draw", _("draw"), (DESIGNER, PURCHASER), [Approve(Join("sum"))]),
        Work("price", _("price"), PURCHASER, [Approve(Join("sum"))]),
        Work("sum", _("sum"), SALES_REP, [Approve("done", key="add", title=_("Add"))]),
    ],
    ends=[ENDS[0], ENDS[2]],
)  # fmt: skip
"""Two steps beside each other, both left by the same action; one of them is for two posts."""

CATALOGUE = Catalogue((*PROCESSES, REVIEW, BESIDE), (), ENGINE_POLICIES)


class Elsewhere(House):
    """The same company at another place: its keys are not those of the first."""

    def key(self) -> str:
        return f"elsewhere-{super().key()}"


@pytest.fixture
def votes(house_template: Path, tmp_path: Path) -> Iterator[Sequence[House]]:
    both = two_sessions(house_template, tmp_path)
    yield both
    for house in both:
        house.db.close()


def two_sessions(template: Path, folder: Path) -> Sequence[House]:
    """The same company at two places: its own connection and its own memory at each."""
    trial_house(template, folder).db.close()
    here, there = House(folder / "trial.db", CATALOGUE), Elsewhere(folder / "trial.db", CATALOGUE)
    here.engine.install_policies()
    return here, there


def seen_by(house: House, login: str, case: int) -> int:
    return house.view(case, login).seq


def test_the_second_vote_is_taken_though_it_was_read_before_the_first(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-order", SMALL).case_id
    seen = seen_by(there, "finance1", case)
    here.act("sales-manager", case, "approve", seen=seen)
    there.act("finance1", case, "approve", seen=seen)
    assert here.stands(case) == "line"
    assert check(here.db) == []


def test_a_vote_taken_back_meanwhile_leaves_the_other_what_it_was(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-review", SMALL).case_id
    seen = seen_by(there, "finance1", case)
    here.act("sales-manager", case, "approve", seen=seen)
    here.as_("sales-manager").take_back(key=here.key())
    there.act("finance1", case, "approve", seen=seen)
    assert here.stands(case) == "review"


def test_a_vote_against_the_changed_form_is_refused_and_says_who_changed_it(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-review", SMALL).case_id
    seen = seen_by(there, "finance1", case)
    here.act("sales-manager", case, "approve", {"remark": "oak", "amount": "500.00"}, seen=seen)
    with pytest.raises(Conflict) as problem:
        there.act("finance1", case, "approve", seen=seen)
    assert "has changed since you read it; sales-manager-name: Approve" in str(problem.value)
    there.act("finance1", case, "approve", seen=seen_by(there, "finance1", case))


def test_a_new_round_of_the_same_step_is_not_the_one_that_was_read(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-review", SMALL).case_id
    seen = seen_by(there, "finance1", case)
    here.act("sales-manager", case, "send-back", reason=1)
    here.act("sales-rep1", case, "submit", SMALL)
    with pytest.raises(Conflict):
        there.act("finance1", case, "approve", seen=seen)


def test_whose_vote_waited_for_another_reads_it_first(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-order", {"what": "lorry", "amount": "5000.00"}).case_id
    for login in ("sales-manager", "finance1"):
        here.act(login, case, "approve")
    seen = seen_by(there, "general-manager", case)
    here.act("sales-manager", case, "approve")
    with pytest.raises(Conflict):
        there.act("general-manager", case, "approve", seen=seen)


def test_withdrawing_is_no_vote_and_is_told_of_those_given(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-review", SMALL).case_id
    seen = seen_by(there, "sales-rep1", case)
    here.act("sales-manager", case, "approve")
    with pytest.raises(Conflict):
        there.act("sales-rep1", case, "withdraw", seen=seen)


def test_work_beside_another_step_goes_on_when_that_one_is_done(votes: Sequence[House]) -> None:
    here, there = votes
    case = here.submit("sales-rep1", "trial-beside", SMALL).case_id
    seen = seen_by(there, "purchaser1", case)
    here.act("designer1", case, "approve", seen=seen)
    with pytest.raises(Conflict):  # he may have meant the step that has just been done, which was his as well
        there.act("purchaser1", case, "approve", seen=seen)
    case = here.submit("sales-rep1", "trial-parallel", SMALL).case_id
    seen = seen_by(there, "purchaser1", case)
    here.act("designer1", case, "give", seen=seen)
    there.act("purchaser1", case, "give", seen=seen)
    assert here.stands(case) == "sum"


OTHERS = ("finance1", "finance2", "general-manager")
stories = st.lists(
    st.tuples(
        st.sampled_from(("vote", "vote", "change", "dearer", "back", "take back", "urge", "comment")),
        st.sampled_from(OTHERS),
    ),
    max_size=5,
)


@settings(max_examples=examples(30))
@given(story=stories)
def test_a_vote_is_taken_while_what_was_read_holds_and_never_after(
    house_template: Path, story: list[tuple[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here, there = two_sessions(house_template, Path(folder))
        case = here.submit("sales-rep1", "trial-review", SMALL).case_id
        seen, read = seen_by(there, "sales-manager", case), picture(here, case)
        held = True
        for what, login in story:
            happen(here, case, what, login)
            held = held and picture(here, case) == read
        as_read = picture(here, case) == read
        taken = voted(there, case, seen)
        assert taken or not held, "others have changed nothing that was read"
        assert as_read or not taken, "a vote on what had changed"
        assert check(here.db) == []
        for house in (here, there):
            house.db.close()


Picture = tuple[dict[str, object], object, list[int]]


def picture(house: House, case: int) -> Picture:
    """What somebody who votes goes by: the form, the amount, the tasks that are open."""
    found = house.company.cases.case(case)
    return dict(found.form), found.amount, [task.id for task in house.company.cases.open_tasks(case)]


def happen(house: House, case: int, what: str, login: str) -> None:
    """Let a person do something; what he may not do leaves everything as it is."""
    office, house_key = house.as_(login), house.key()
    with suppress(CommandError):
        match what:
            case "vote":
                office.act(case, "approve", key=house_key)
            case "change":
                office.act(case, "approve", values={"remark": login, "amount": "500.00"}, key=house_key)
            case "dearer":
                office.act(case, "approve", values={"remark": "", "amount": "900.00"}, key=house_key)
            case "back":
                office.act(case, "send-back", reason=1, key=house_key)
                house.act("sales-rep1", case, "submit", SMALL)
            case "take back":
                office.take_back(key=house_key)
            case "urge":
                office.urge(case, key=house_key)
            case _:
                office.comment(case, "looks good", key=house_key)


def voted(house: House, case: int, seen: int) -> bool:
    """Whether the vote of somebody who read a version of the case is taken."""
    try:
        house.act("sales-manager", case, "approve", seen=seen)
    except CommandError as problem:
        assert isinstance(problem, Conflict), problem
        return False
    return True
