"""Places a person went to, kept for him: the last first, as they stand now, without what is no longer his to see."""

from tests.workflows.house import House


def places(house: House, login: str) -> list[tuple[str, str, str]]:
    return [(hit.kind, str(hit.title), str(hit.detail)) for hit in house.as_(login).visits.lately()]


def test_places_are_there_again_at_the_next_sign_in_each_once_the_last_first(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", {"what": "chairs", "amount": "500.00"})
    visits = trials.as_("sales-rep1").visits
    visits.went("case", case.number, "")
    visits.went("queue", "all", "sales")
    visits.went("register", "customers", "")
    visits.went("case", case.number, "")
    assert places(trials, "sales-rep1") == [
        ("case", case.number, "chairs · Trial"), ("register", "", ""), ("queue", "All", ""),
    ]  # fmt: skip
    assert places(trials, "sales-rep2") == []


def test_what_is_gone_or_not_to_be_seen_is_not_offered(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", {"what": "chairs", "amount": "500.00"})
    visits = trials.as_("storekeeper1").visits
    visits.went("case", case.number, "")
    visits.went("record", "customers/NOBODY", "")
    visits.went("queue", "view:99", "sales")
    assert places(trials, "storekeeper1") == []


def test_only_the_last_few_are_kept(trials: House) -> None:
    visits = trials.as_("sales-rep1").visits
    for number in range(9):
        visits.went("manual", f"page-{number}", "")
    assert [hit.key for hit in visits.lately()] == [f"page-{number}" for number in range(8, 0, -1)]
    assert trials.db.value("SELECT count(*) FROM visits") == 8
