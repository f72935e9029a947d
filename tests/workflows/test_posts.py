"""The posts and where a task goes when nobody eligible holds one."""

import pytest

from workflows import posts
from workflows.catalogue import CATALOGUE
from workflows.engine.catalogue import Catalogue, DefinitionError
from workflows.engine.settings import ENGINE_POLICIES
from workflows.posts import DESKS, POSTS, fallbacks


def test_every_post_stands_on_a_desk_and_falls_back_to_a_post() -> None:
    for post in POSTS.values():
        assert post.desk in DESKS
        assert post.fallback is None or post.fallback in POSTS


def test_there_are_the_37_posts_of_the_company_by_desk() -> None:
    by_desk = {key: sum(post.desk == key for post in POSTS.values()) for key in DESKS}
    assert by_desk == {"sales": 6, "warehouse": 11, "service": 8, "management": 12}


def test_nothing_waits_where_nobody_of_that_desk_would_find_it() -> None:
    """The sales desk's orders are planned by a planner, who works at the warehouse's."""
    queues = [queue for queue in CATALOGUE.queues if queue.key != "elsewhere"]
    with pytest.raises(
        DefinitionError, match=r"sales-order.planning: no queue of the desk warehouse lists it for planner"
    ):
        Catalogue(CATALOGUE.processes.values(), queues, ENGINE_POLICIES)


def test_every_constant_names_a_post() -> None:
    names = {value for name, value in vars(posts).items() if name.isupper() and isinstance(value, str)}
    assert names == set(POSTS)


@pytest.mark.parametrize(
    ("post", "line"),
    [
        ("estimator", ("sales-manager", "general-manager", "committee")),
        ("inspector", ("quality-manager", "general-manager", "committee")),
        ("guard", ("warehouse-supervisor", "general-manager", "committee")),
        ("callback-agent", ("service-supervisor", "general-manager", "committee")),
        ("hr", ("office-director", "general-manager", "committee")),
        ("engineer", ("department-head", "general-manager", "committee")),
        ("finance", ("general-manager", "committee")),
        ("general-manager", ("committee",)),
        ("committee", ()),
        ("administrator", ()),
    ],
)
def test_a_task_climbs_the_line_of_its_post_and_waits_at_the_end(post: str, line: tuple[str, ...]) -> None:
    assert fallbacks(post) == line


def test_no_line_leads_to_the_administrator() -> None:
    assert all("administrator" not in fallbacks(post) for post in POSTS)
