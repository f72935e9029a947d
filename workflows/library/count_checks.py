"""What a stocktake is checked for: what is to be counted, the counts as they come in, the report under review — P17."""

from collections.abc import Iterable, Iterator

from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.process import Reason, guard
from workflows.library.count_sheet import TYPED, Scope, StocktakeForm, kept_lines, sheet, with_paths
from workflows.library.counting import COUNTABLE, is_off, place_of, why_stale
from workflows.library.goods import place_kinds

Count = Facts[StocktakeForm]

# --- what is to be counted ----------------------------------------------------------------------------------


@guard(_("at least one line"))
def has_lines(facts: Count) -> Iterator[Message | Reason]:
    if facts.form.scope is Scope.LOCATIONS:
        if not facts.form.places:
            yield Reason(_("name the places to be counted"), "places")
    elif not sheet(facts):
        yield _("there is nothing to count: no goods lie there by the books")


@guard(_("places of the warehouse where goods can be counted"))
def countable(facts: Count) -> Iterator[Message | Reason]:
    form = facts.form
    yield from place_kinds(facts, form.places, COUNTABLE, form.warehouse, "places")
    yield from place_kinds(facts, form.found, COUNTABLE, form.warehouse, "found")


# --- counts as they come in ---------------------------------------------------------------------------------


@guard(_("found goods are not on the sheet already"))
def found_once(facts: Count) -> Iterator[Message | Reason]:
    listed = [place_of(line) for line in facts.form.lines]
    for index, line in enumerate(facts.form.found):
        if place_of(line) in listed:
            number = listed.index(place_of(line)) + 1
            yield Reason(_("is on the sheet already, line {number}")(number=number), f"found.{index}.product")
        listed.append(place_of(line))


@guard(_("counted between the start and now"))
def counted_in_time(facts: Count) -> Iterator[Message | Reason]:
    start = facts.case.submitted_at or facts.now
    for path, line in with_paths(facts.form):
        if line.counted_at and not start <= line.counted_at <= facts.now:
            said = _("between the start of the count, {start}, and now")
            yield Reason(said(start=start), f"{path}.counted_at")


@guard(_("second counts by another person where the difference asks for one"))
def counted_twice(facts: Count) -> Iterator[Message | Reason]:
    percent = facts.money_policy("stocktake.tolerance")
    value = facts.money_policy("stocktake.tolerance-value")
    for path, line in with_paths(facts.form):
        if line.counted is None or not (is_off(line, percent, value) or line.second_count is not None):
            continue
        if line.second_count is None:
            yield Reason(_("off by more than the tolerance: another person counts it too"), f"{path}.second_count")
        elif line.second_counter in (None, line.counter):
            yield Reason(_("another person than the first counter"), f"{path}.second_counter")


@guard(_("only the marked lines are counted again"))
def others_unchanged(facts: Count) -> Iterator[Message | Reason]:
    if not any(line.recount for line in facts.form.lines):
        return
    kept = kept_lines(facts)
    for index, line in enumerate(facts.form.lines):
        before = kept[place_of(line)]
        if not line.recount and any(getattr(line, name) != getattr(before, name) for name in TYPED):
            yield Reason(_("is not to be counted again and keeps its figures"), f"lines.{index}.counted")


# --- the report ---------------------------------------------------------------------------------------------


@guard(_("lines marked for a recount"))
def has_marked(facts: Count) -> Iterator[Message | Reason]:
    if not any(line.recount for line in facts.form.lines):
        yield Reason(_("mark the lines to be counted again"), "lines.recount")


@guard(_("no line is stale"))
def none_stale(facts: Count) -> Iterator[Message | Reason]:
    yield from why_stale(facts, facts.form.lines)


def counters(facts: Count) -> Iterable[int]:
    """Whoever counted or recorded counts; none of them reviews."""
    yield from facts.who_acted("count")
    for line in facts.form.lines:
        for number in (line.counter, line.second_counter):
            if number and (person := facts.person_of_employee(number)):
                yield person
