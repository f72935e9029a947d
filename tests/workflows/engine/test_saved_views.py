"""Saved views: who has them, what they show, who may change them."""

import re
from decimal import Decimal

import pytest

from tests.workflows.house import House
from workflows.engine.errors import NotFound, Refused
from workflows.engine.office import Office
from workflows.engine.view import QueueTab
from workflows.i18n import LANGUAGES, translation


def opened(trials: House, *whats: str) -> None:
    for number, what in enumerate(whats, 1):
        trials.submit("sales-rep1", "trial-child", {"what": what, "amount": f"{number * 100}.00"})


def tab(office: Office, name: str) -> QueueTab | None:
    return next((one for one in office.queues("sales") if one.title == name), None)


def own(office: Office) -> str:
    return office.views.audiences("sales")[0][0]


def save(office: Office, name: str, text: str, *, queue: str = "all", for_whom: str = "") -> str:
    return office.views.save("sales", queue, name, text, for_whom or own(office))


def test_a_filter_kept_under_a_name_is_a_tab_of_ones_own_with_its_count(trials: House) -> None:
    opened(trials, "red chair", "blue chair", "red table")
    rep = trials.as_("sales-rep2")
    key = save(rep, "  Red  things ", "red")
    found = tab(rep, "Red things")
    assert found is not None and found.view is not None
    assert (found.key, found.count, found.more) == (key, 2, False)
    assert (found.view.filter, found.view.team, found.view.changeable) == ("red", False, True)
    assert rep.queues("sales")[-1] is not None and rep.queues("sales")[-1].key == key
    assert [row.subject for row in rep.page("sales", key).rows] == ["red chair", "red table"]
    assert tab(trials.as_("sales-rep1"), "Red things") is None


def test_what_is_typed_over_a_view_narrows_it_and_is_kept_with_it(trials: House) -> None:
    opened(trials, "red chair", "blue chair", "red table")
    rep = trials.as_("sales-rep2")
    red = save(rep, "Red", "red")
    assert [row.subject for row in rep.page("sales", red, text="chair").rows] == ["red chair"]
    save(rep, "Red chairs", "chair", queue=red)
    found = tab(rep, "Red chairs")
    assert found is not None and found.view is not None and found.view.filter == "red chair"


def test_the_same_name_changes_the_view_and_another_ones_name_is_refused(trials: House) -> None:
    rep = trials.as_("sales-rep2")
    first = save(rep, "Mine", "red")
    assert save(rep, "Mine", "blue") == first
    second = save(rep, "Other", "red")
    with pytest.raises(Refused, match="already"):
        rep.views.rename("sales", second, "Mine")
    rep.views.rename("sales", second, "Third")
    rep.views.filter_by("sales", second, "green")
    found = tab(rep, "Third")
    assert found is not None and found.view is not None and found.view.filter == "green"
    rep.views.remove("sales", second)
    assert tab(rep, "Third") is None
    with pytest.raises(NotFound):
        rep.page("sales", second)


def test_who_leads_a_desk_gives_tabs_to_his_team_and_only_he_changes_them(trials: House) -> None:
    opened(trials, "red chair")
    manager, rep = trials.as_("sales-manager"), trials.as_("sales-rep1")
    given = [key for key, _title in manager.views.audiences("sales")]
    assert given[1:3] == ["team:sales-manager", "post:sales-rep"]
    key = save(manager, "Team red", "red", for_whom="team:sales-manager")
    found = tab(rep, "Team red")
    assert found is not None and found.view is not None
    assert (found.count, found.view.team, found.view.changeable) == (1, True, False)
    for change in (
        lambda: rep.views.rename("sales", key, "Mine now"),
        lambda: rep.views.filter_by("sales", key, ""),
        lambda: rep.views.remove("sales", key),
        lambda: save(rep, "Ours", "red", for_whom="team:sales-manager"),
        lambda: save(rep, "Yours", "red", for_whom=f"person:{manager.person.id}"),
    ):
        with pytest.raises(Refused):
            change()
    trials.as_("general-manager").views.rename("sales", key, "Red of the team")
    assert tab(rep, "Red of the team") is not None


def test_a_tab_for_a_post_is_for_its_holders_alone(trials: House) -> None:
    manager = trials.as_("sales-manager")
    save(manager, "Reps only", "red", for_whom="post:sales-rep")
    assert tab(trials.as_("sales-rep1"), "Reps only") is not None
    assert tab(manager, "Reps only") is not None
    assert tab(trials.as_("designer1"), "Reps only") is None


def test_a_view_shows_each_person_no_more_than_his_queue_does(trials: House) -> None:
    opened(trials, "red chair")
    trials.submit("sales-rep1", "trial-order", {"what": "red lorry", "amount": "500.00"})
    manager = trials.as_("sales-manager")
    key = save(manager, "Decide red", "red", queue="decide", for_whom="team:sales-manager")
    assert [row.subject for row in manager.page("sales", key).rows] == ["red lorry"]
    for login in ("sales-rep1", "designer1"):
        found = tab(trials.as_(login), "Decide red")
        assert found is not None and found.count == 0
        assert trials.as_(login).page("sales", key).rows == []


def test_somebody_elses_own_view_cannot_be_opened_by_its_key(trials: House) -> None:
    key = save(trials.as_("sales-rep1"), "Mine", "red")
    for login in ("sales-rep2", "sales-manager", "general-manager"):
        with pytest.raises(NotFound):
            trials.as_(login).page("sales", key)
        with pytest.raises(NotFound):
            trials.as_(login).views.remove("sales", key)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("  ", "red", "Give the view a name"),
        ("x" * 25, "red", "at most 24 characters"),
        ("a\u202eb", "red", "invisible control character"),
        ("ok", "a\x1b]0;b", "invisible control character"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(trials: House, name: str, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        save(trials.as_("sales-rep1"), name, text)


def test_a_view_of_no_queue_is_refused(trials: House) -> None:
    with pytest.raises(NotFound):
        save(trials.as_("sales-rep1"), "Nothing", "red", queue="nowhere")


def test_views_are_found_by_name_where_one_types_where_to_go(trials: House) -> None:
    rep = trials.as_("sales-rep1")
    key = save(rep, "红色椅子", "red")
    for typed in ("红色", "hsyz", "hongse", "椅"):
        assert key in [hit.key for hit in rep.goto(typed) if hit.kind == "queue"], typed
    assert key not in [hit.key for hit in trials.as_("sales-rep2").goto("红色")]


@pytest.mark.parametrize(
    ("typed", "amounts"),
    [
        ("amount:>200", [300, 400]), ("amount:>=200", [200, 300, 400]), ("amount:<200", [100]),
        ("amount:<=200", [100, 200]), ("amount:200-300", [200, 300]), ("amount:300", [300]),
        ("!amount:200-300", [100, 400]), ("金额：＞200", [300, 400]), ("金额:>300.5", [400]),
        ("amount:many", [100, 200, 300, 400]), ("amount:>", [100, 200, 300, 400]), ("amount:", [100, 200, 300, 400]),
    ],
)  # fmt: skip
def test_amounts_are_asked_for_by_their_bounds(trials: House, typed: str, amounts: list[int]) -> None:
    opened(trials, "a", "b", "c", "d")
    rows = trials.as_("sales-rep2").page("sales", "all", text=typed).rows
    assert sorted(row.amount for row in rows if row.amount is not None) == [Decimal(one) for one in amounts]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("due:late", 0), ("due:today", 1), ("due:week", 1), ("!due:today", 0), ("due:06-09", 1), ("due:2026-06-09", 1),
        ("due:06-10", 0), ("due:13-99", 1), ("期限：今天", 1), ("claimed:no", 1), ("claimed:me", 0), ("!claimed:no", 0),
    ],
)  # fmt: skip
def test_deadlines_and_claims_are_asked_for_in_words(trials: House, typed: str, count: int) -> None:
    trials.submit("sales-rep1", "trial-order", {"what": "lorry", "amount": "500.00"})
    page = trials.as_("sales-manager").page("sales", "decide", text=typed)
    assert len(page.rows) == page.total == count


_FIELDS = "No., What, From, Step, Process, Due, Amount, Claimed"


@pytest.mark.parametrize(
    ("typed", "count", "said"),
    [
        ("foo:bar", 2, [f"No field “foo”; there are {_FIELDS}"]),
        ("!foo:bar", 2, [f"No field “foo”; there are {_FIELDS}"]),
        ("foo:", 2, [f"No field “foo”; there are {_FIELDS}"]),
        ("客户：恒达", 2, [f"No field “客户”; there are {_FIELDS}"]),
        ("chair foo:bar bar:x", 1, [f"No field “{name}”; there are {_FIELDS}" for name in ("foo", "bar")]),
        ("due:soon", 2, ["“due:soon” hides nothing: type due:late, due:today, due:week, or a day as due:06-12"]),
        ("claimed:all", 2, ["“claimed:all” hides nothing: type claimed:me or claimed:no"]),
        ("from:", 2, []), ("What:chair", 1, []), ("10:30", 0, []), ("https://example.com", 0, []),
    ],
)  # fmt: skip
def test_what_names_no_field_hides_nothing_and_is_said(trials: House, typed: str, count: int, said: list[str]) -> None:
    opened(trials, "chair", "table")
    page = trials.as_("sales-rep2").page("sales", "all", text=typed)
    assert (len(page.rows), [str(one) for one in page.problems]) == (count, said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["foo:bar", "due:soon", "claimed:all", "amount:many"])
def test_what_is_said_about_a_filter_can_be_typed_as_it_stands(trials: House, typed: str, language: str) -> None:
    page = trials.as_("sales-rep2").page("sales", "all", text=typed)
    said = page.problems[0].render(translation(language))
    for remedy in re.findall(r"[^\W\d]+:[^\s,、，”]+", said.split("”", 1)[1]):
        assert trials.as_("sales-rep2").page("sales", "all", text=remedy).problems == (), remedy
    if typed == "foo:bar":
        fields = re.split(
            r"[,、]\s?", said[len("No field “foo”; there are ") :] if language == "en" else said.split("：")[1]
        )
        assert len(fields) == 8
        for field in fields:
            assert trials.as_("sales-rep2").page("sales", "all", text=f"{field}:").problems == (), field


def test_a_view_with_a_field_there_is_not_is_refused(trials: House) -> None:
    rep = trials.as_("sales-rep1")
    with pytest.raises(Refused, match="No field “foo”"):
        save(rep, "Foo", "foo:bar")
    key = save(rep, "Red", "red")
    with pytest.raises(Refused, match="hides nothing"):
        rep.views.filter_by("sales", key, "due:soon")


def test_a_claim_moves_an_item_between_views(trials: House) -> None:
    trials.submit("sales-rep1", "trial-order", {"what": "lorry", "amount": "500.00"})
    manager = trials.as_("sales-manager")
    free, mine = (
        save(manager, name, text, queue="decide") for name, text in (("Free", "claimed:no"), ("Mine", "claimed:me"))
    )
    manager.claim(manager.page("sales", free).rows[0].task_id)
    assert [len(manager.page("sales", key).rows) for key in (free, mine)] == [0, 1]


def test_people_are_found_by_pinyin_too(trials: House) -> None:
    opened(trials, "chair")
    number = trials.employee("sales-rep1")
    data = trials.company.registers.data("employees", number) or {}
    trials.record("employees", number, **{**data, "name": "周敏"})
    rep = trials.as_("sales-rep2")
    assert [len(rep.page("sales", "all", text=text).rows) for text in ("zm", "from:zhoumin", "from:lq", "!zm")] == [
        1,
        1,
        0,
        0,
    ]


def test_colleagues_see_who_has_a_case_open(trials: House) -> None:
    opened(trials, "chair", "table")
    one, other = trials.as_("sales-rep1"), trials.as_("sales-rep2")
    first, second = other.page("sales", "all").rows
    one.look_at(first.case_id)
    assert [row.open_with for row in other.page("sales", "all").rows] == [["sales-rep1-name"], ()]
    assert [row.open_with for row in one.page("sales", "all").rows] == [(), ()]
    one.look_at(second.case_id)
    assert [row.open_with for row in other.page("sales", "all").rows] == [(), ["sales-rep1-name"]]
    trials.later(minutes=31)
    assert [row.open_with for row in other.page("sales", "all").rows] == [(), ()]
    one.look_at(first.case_id)
    one.leave()
    assert [row.open_with for row in other.page("sales", "all").rows] == [(), ()]


def test_the_colours_one_chose_are_kept(trials: House) -> None:
    rep = trials.as_("sales-rep1")
    rep.set_look("contrast")
    assert trials.company.people.by_id(rep.person.id).look == "contrast"
