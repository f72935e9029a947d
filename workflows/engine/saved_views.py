"""Saved views: a queue with a filter, under a name, as a tab of one person, of a post, or of everybody one leads.

A view shows nothing that its queue would not show to the person who looks: it is a filter over that queue, read with
his sight, and has no tab where he does not have the queue. A person keeps his own views. Who leads posts (they fall
back to his) gives them views too, and may change those, whoever made them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from db.message import Message, _
from db.views import View
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.errors import NotFound, Refused
from workflows.engine.filtering import read_filter
from workflows.engine.rights import text_problems
from workflows.posts import COMMITTEE, GENERAL_MANAGER, POSTS, fallbacks

_LONGEST = 24
_PREFIX = "view:"
_NO_VIEW = _("There is no such view any more")
_NOT_YOURS = _("This view is for others, and you do not lead them")
_NO_NAME = _("Give the view a name")
_TOO_LONG = _("Name of the view: at most {most} characters")(most=_LONGEST)
_TAKEN = _("There is a view “{name}” already. Choose another name.")

_FOR_ME = _("For me")
_FOR_TEAM = _("For everybody led by {post}")
_FOR_POST = _("For {post}")


def key_of(view: View) -> str:
    """Return what a view is called where a queue is named by its key."""
    return f"{_PREFIX}{view.id}"


def led_by(posts: frozenset[str]) -> frozenset[str]:
    """Return the posts that fall back to one of these, near or far. The committee decides, it leads nobody."""
    leading = posts - {COMMITTEE}
    return frozenset(post for post in POSTS if leading.intersection(fallbacks(post)))


def seen_by(standing: Standing) -> frozenset[str]:
    """Return for whom the views are that a person has as tabs: himself, his posts, the teams he is in or leads."""
    above = {one for post in standing.posts for one in fallbacks(post)} - {COMMITTEE}
    posts = standing.posts | led_by(standing.posts)
    return frozenset(
        {_person(standing)}
        | {f"post:{post}" for post in posts}
        | {f"team:{post}" for post in posts | above}
    )  # fmt: skip


def may_change(standing: Standing, for_whom: str) -> bool:
    """Say whether a person may change views that are for these."""
    kind, _colon, whom = for_whom.partition(":")
    led = led_by(standing.posts)
    return for_whom == _person(standing) or whom in led or (kind == "team" and whom in standing.posts and bool(led))


def find_view(company: Company, standing: Standing, desk: str, key: str) -> View | None:
    """Return the view of a desk with this key, if the person has it as a tab."""
    number = key.removeprefix(_PREFIX)
    view = company.views.get(int(number)) if key.startswith(_PREFIX) and number.isdecimal() else None
    return view if view is not None and view.desk == desk and view.for_whom in seen_by(standing) else None


class SavedViews:
    """The saved views, as one person may make and change them."""

    def __init__(self, company: Company, reading: Callable[[], AbstractContextManager[Standing]]) -> None:
        self._company = company
        self._reading = reading

    def audiences(self, desk: str) -> list[tuple[str, Message]]:
        """For whom the person may save a view of a desk: himself; the teams and posts he leads at it."""
        with self._reading() as standing:
            return list(_audiences(standing, desk))

    def save(self, desk: str, queue: str, name: str, text: str, for_whom: str) -> str:
        """Keep a filter over a queue (or over another view) under a name; return its key.

        The same name for the same people changes that view. Raises Refused, NotFound.
        """
        with self._company.db.write(), self._reading() as standing:
            name = _checked(name, text, self._unread(standing, text))
            if for_whom not in dict(_audiences(standing, desk)):
                raise Refused([_NOT_YOURS])
            queue, text = self._below(standing, desk, queue, text)
            if self._company.catalogue.queue(desk, queue) is None:
                raise NotFound(_("There is no queue “{key}” on this desk")(key=queue))
            views = self._company.views
            known = views.named(for_whom, desk, name)
            if known is not None:
                views.change(known.id, name, queue, text)
                return key_of(known)
            made = views.add(for_whom, desk, queue, name, text, standing.person_id, self._company.now())
            return f"{_PREFIX}{made}"

    def rename(self, desk: str, key: str, name: str) -> None:
        """Give a view another name. Raises Refused, NotFound."""
        with self._company.db.write(), self._reading() as standing:
            view = self._own(standing, desk, key)
            name = _checked(name, "")
            other = self._company.views.named(view.for_whom, desk, name)
            if other is not None and other.id != view.id:
                raise Refused([_TAKEN(name=name)])
            self._company.views.change(view.id, name, view.queue, view.filter)

    def filter_by(self, desk: str, key: str, text: str) -> None:
        """Give a view another filter. Raises Refused, NotFound."""
        with self._company.db.write(), self._reading() as standing:
            view = self._own(standing, desk, key)
            _checked(view.name, text, self._unread(standing, text))
            self._company.views.change(view.id, view.name, view.queue, text.strip())

    def remove(self, desk: str, key: str) -> None:
        """Take a view away from everybody who has it. Raises Refused, NotFound."""
        with self._company.db.write(), self._reading() as standing:
            self._company.views.remove(self._own(standing, desk, key).id)

    def _own(self, standing: Standing, desk: str, key: str) -> View:
        view = find_view(self._company, standing, desk, key)
        if view is None:
            raise NotFound(_NO_VIEW)
        if not may_change(standing, view.for_whom):
            raise Refused([_NOT_YOURS])
        return view

    def _unread(self, standing: Standing, text: str) -> Sequence[Message]:
        """What of a filter could not be read, and would hide nothing."""
        return read_filter(self._company, standing.person_id, (), text).problems

    def _below(self, standing: Standing, desk: str, queue: str, text: str) -> tuple[str, str]:
        """Return the queue itself and the whole filter, where a filter was typed over a view."""
        view = find_view(self._company, standing, desk, queue)
        if view is None:
            return queue, text.strip()
        return view.queue, f"{view.filter} {text}".strip()


def _audiences(standing: Standing, desk: str) -> Iterator[tuple[str, Message]]:
    yield _person(standing), _FOR_ME
    led = led_by(standing.posts)
    for key, post in POSTS.items():
        here = post.desk == desk or key == GENERAL_MANAGER
        leads_here = any(POSTS[one].desk == desk and key in fallbacks(one) for one in POSTS)
        if here and key in standing.posts - {COMMITTEE} and leads_here:
            yield f"team:{key}", _FOR_TEAM(post=post.title)
    yield from (
        (f"post:{key}", _FOR_POST(post=POSTS[key].title)) for key in POSTS if key in led and POSTS[key].desk == desk
    )


def _checked(name: str, text: str, unread: Sequence[Message] = ()) -> str:
    """Return a name without needless spaces. Raises Refused where name or filter cannot be kept."""
    name = " ".join(name.split())
    problems = [*([] if name else [_NO_NAME]), *([_TOO_LONG] if len(name) > _LONGEST else [])]
    problems += [one for typed in (name, text) for one in text_problems(typed)] + [*unread]
    if problems:
        raise Refused(problems)
    return name


def _person(standing: Standing) -> str:
    return f"person:{standing.person_id}"
