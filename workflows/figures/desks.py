"""Who has the dashboard of a desk."""

from workflows.posts import ADMINISTRATOR, GENERAL_MANAGER, POSTS, Desk


def at_desk(desk: Desk) -> frozenset[str]:
    """Return the posts of a desk and the general manager; administrators administer, they see no figures."""
    return frozenset(post.key for post in POSTS.values() if post.desk == desk.key) - {ADMINISTRATOR} | {GENERAL_MANAGER}
