"""The posts and where a task goes when nobody eligible holds one."""

import pytest

from workflows import posts
from workflows.posts import DESKS, POSTS, fallbacks


def test_every_post_stands_on_a_desk_and_falls_back_to_a_post() -> None:
    for post in POSTS.values():
        assert post.desk in DESKS
        assert post.fallback is None or post.fallback in POSTS


def test_there_are_the_37_posts_of_the_company_by_desk() -> None:
    by_desk = {key: sum(post.desk == key for post in POSTS.values()) for key in DESKS}
    assert by_desk == {"sales": 6, "warehouse": 11, "service": 8, "management": 12}


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
