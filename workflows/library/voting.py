"""Checks of steps that several persons decide, whatever they decide on."""

from collections.abc import Iterator
from typing import Any

from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.process import guard


@guard(_("the votes say the same"))
def same_as_first_vote(facts: Facts[Any]) -> Iterator[Message]:
    """Of several ways to go on only one is taken: whoever votes later takes it, too, or refuses."""
    for vote in facts.company.cases.votes(facts.task.id) if facts.task else ():
        if vote.action != facts.action:
            name = facts.person(vote.person_id).name
            yield _("{person} has decided otherwise: do the same or refuse")(person=name)
