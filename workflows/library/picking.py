"""Goods on their way out: where they lie, who holds them, and what is moved — P66, P101.

Read from the ledger, never stored: what a shipment has in dispatch is what it holds there, and where each piece came
from is the fold of its moves. Goods are laid out to its lines first from what it holds, then from what its order or the
shipment it was split from has reserved, then from what is free; what older shipments wait for is not free.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from db.cases import Case
from db.locations import REJECTED_STORED, LocationKind, kind
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import Line
from workflows.library.goods import Place
from workflows.registers.places import warehouse_of

_NOTHING = Decimal(0)


class ToShip(Protocol):
    """A line of goods to be sent; without a location it waits for some."""

    order_line: Any
    product: Any
    quantity: Any
    location: Any
    lot: Any
    now: Any
    picked: Any
    defects: Any


L = TypeVar("L", bound=Line)


def dispatch_of(location: str) -> str:
    """Return the dispatch place of the warehouse a place is in."""
    return f"{warehouse_of(location)}/{LocationKind.DISPATCH}"


def place_of(line: ToShip) -> Place:
    return line.product, line.location or "", line.lot


def wanted(lines: Iterable[ToShip]) -> dict[Place, Decimal]:
    """Return what lines ask for, by the place it is picked from."""
    found: dict[Place, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.location:
            found[place_of(line)] += line.quantity
    return found


# --- where the goods are ------------------------------------------------------------------------------------


def claims_of(facts: CompanyFacts, case: Case, of: LocationKind = LocationKind.SHELF) -> dict[Place, Decimal]:
    """Return what a case holds on shelf places (or in dispatch)."""
    found: dict[Place, Decimal] = defaultdict(Decimal)
    for claim in facts.company.stock.reservations(case_id=case.id):
        if kind(claim.location) is of:
            found[claim.product, claim.location, claim.lot] += claim.quantity
    return found


def out_by_place(facts: CompanyFacts, case: Case) -> dict[Place, Decimal]:
    """Return what of a shipment lies in dispatch, by the shelf place it was picked from."""
    found: dict[Place, Decimal] = {}
    for move in facts.company.stock.moves(case_id=case.id, limit=10_000):
        for here, there, sign in ((move.source, move.target, 1), (move.target, move.source, -1)):
            if kind(here) is LocationKind.SHELF and kind(there) is LocationKind.DISPATCH:
                place = (move.product, here, move.lot)
                found[place] = found.pop(place, _NOTHING) + sign * move.quantity  # the newest last
    left = claims_of(facts, case, LocationKind.DISPATCH)
    for place, quantity in found.items():
        product, location, lot = place
        dispatch = (product, dispatch_of(location), lot)
        found[place] = min(quantity, left[dispatch])  # less where pieces were found bad, or missing in a count
        left[dispatch] -= found[place]
    return {place: quantity for place, quantity in found.items() if quantity > 0}


# --- laying out ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Laid:
    """Goods of one line at one place; place None: what is lacking."""

    index: int
    place: Place | None
    quantity: Decimal


class Layout:
    """Which goods serve which line of a shipment."""

    def __init__(self, facts: Facts[Any], lines: Sequence[ToShip]) -> None:
        self._facts, self._lines = facts, lines
        self._held = _held(facts)
        self._budget: dict[str, Decimal] = {}
        self._used: dict[Place, Decimal] = defaultdict(Decimal)
        self._warehouse = _warehouse(facts, lines)
        self.laid: list[Laid] = []
        rest = [self._from_its_place(index, line) for index, line in enumerate(lines)]
        rest = [self._from_anywhere(index, line, rest[index]) for index, line in enumerate(lines)]
        self.lacking = {index: missing for index, missing in enumerate(rest) if missing}
        self.laid += [Laid(index, None, missing) for index, missing in self.lacking.items()]
        self.laid.sort(key=lambda one: one.index)

    def _from_its_place(self, index: int, line: ToShip) -> Decimal:
        rest: Decimal = line.quantity
        if line.location:
            rest -= self._take(index, place_of(line), rest, free=True)
        return rest

    def _from_anywhere(self, index: int, line: ToShip, rest: Decimal) -> Decimal:
        held = sorted((place for place in self._held if place[0] == line.product), key=_oldest_lot_first)
        for free, places in ((False, held), (True, self._shelves(line.product))):
            for place in places:
                if rest and line.lot in ("", place[2]):
                    rest -= self._take(index, place, rest, free=free)
        return rest

    def _take(self, index: int, place: Place, quantity: Decimal, *, free: bool) -> Decimal:
        part = min(quantity, self._held.get(place, _NOTHING))
        if part > 0:
            self._held[place] -= part
        if free and part < quantity:
            part += self._take_free(place, quantity - part)
        if part > 0:
            self.laid.append(Laid(index, place, part))
        return max(part, _NOTHING)

    def _take_free(self, place: Place, quantity: Decimal) -> Decimal:
        product, location, lot = place
        facts = self._facts
        if facts.record("locations", location).get("blocked"):
            return _NOTHING
        if product not in self._budget:
            free = sum((facts.company.stock.free(*one) for one in self._shelves(product)), _NOTHING)
            self._budget[product] = free - waiting_before(facts, product, self._warehouse)
        there = facts.company.stock.free(product, location, lot) - self._used[place]
        part = max(min(quantity, there, self._budget[product]), _NOTHING)
        self._used[place] += part
        self._budget[product] -= part
        return part

    def _shelves(self, product: str) -> list[Place]:
        """The open shelf places of the warehouse where goods lie that may go to this customer, the oldest lot first."""
        stock, found = self._facts.company.stock, []
        for one in stock.balances(product=product, warehouse=self._warehouse, limit=1000):
            if kind(one.location) is not LocationKind.SHELF:
                continue
            if stock.lot_owner(product, one.lot) not in (None, self._facts.form.customer):
                continue
            if not self._facts.record("locations", one.location).get("blocked"):
                found.append((product, one.location, one.lot))
        return sorted(found, key=_oldest_lot_first)


def _oldest_lot_first(place: Place) -> tuple[str, str]:
    return place[2], place[1]


def _held(facts: Facts[Any]) -> dict[Place, Decimal]:
    """What the shipment has in dispatch and on shelves, and what others hold for it."""
    found: dict[Place, Decimal] = defaultdict(Decimal)
    parts = [out_by_place(facts, facts.case), claims_of(facts, facts.case)]
    for part in (*parts, *(spare_of(facts, giver) for giver in givers(facts))):
        for place, quantity in part.items():
            found[place] += quantity
    return found


def givers(facts: Facts[Any]) -> Iterator[Case]:
    """Yield the cases whose reservations serve a shipment: its order, and the shipment it was split from."""
    order = facts.find_case(facts.form.order) if facts.form.order else None
    if order and order.process == "sales-order":
        yield order
    if facts.parent and facts.parent.process == facts.process.key:
        yield facts.parent


def spare_of(facts: CompanyFacts, case: Case) -> dict[Place, Decimal]:
    """Return what a case holds on shelves and does not need itself; an order needs nothing, it ships by shipments."""
    claims = claims_of(facts, case)
    if case.process == "shipment":
        own, out = wanted(_lines(facts, case)), out_by_place(facts, case)
        for place in claims:
            claims[place] -= own[place] - out.get(place, _NOTHING)
    return {place: quantity for place, quantity in claims.items() if quantity > 0}


def waiting_before(facts: Facts[Any], product: str, warehouse: str | None) -> Decimal:
    """Return how much of a product older shipments of the warehouse wait for: goods coming in are theirs first."""
    missing = _NOTHING
    for case in facts.cases_of(facts.process.key, open_only=True):
        older = case.submitted_at and case.id < facts.case.id
        if not older or not any(task.step == "print" for task in facts.company.cases.open_tasks(case.id)):
            continue
        lines = [line for line in _lines(facts, case) if line.product == product]
        if lines and _warehouse(facts, lines, case) in (None, warehouse):
            order = facts.find_case(case.form["order"]) if case.form.get("order") else None
            held = [claims_of(facts, one) for one in (case, order) if one] + [out_by_place(facts, case)]
            here = sum((qty for part in held for place, qty in part.items() if place[0] == product), _NOTHING)
            missing += max(sum((line.quantity for line in lines), _NOTHING) - here, _NOTHING)
    return missing


def _lines(facts: CompanyFacts, case: Case) -> list[Any]:
    return list(facts.form_of(case).lines)  # type: ignore[attr-defined]


def _warehouse(facts: CompanyFacts, lines: Iterable[ToShip], case: Case | None = None) -> str | None:
    """The warehouse a shipment leaves from: its order's, else that of its goods; None: any."""
    number = (case.form if case else facts.form.model_dump()).get("order")  # type: ignore[attr-defined]
    order = facts.find_case(number) if number else None
    if order and order.form.get("warehouse"):
        return str(order.form["warehouse"])
    return next((warehouse_of(line.location) for line in lines if line.location), None)


def lacking(facts: Facts[Any], lines: Sequence[ToShip]) -> dict[int, Decimal]:
    """Return what is neither reserved for lines nor free to be, by index; empty when nothing is missing."""
    return Layout(facts, lines).lacking


def part_that_ships(facts: Facts[Any], lines: Sequence[ToShip]) -> list[Decimal]:
    """Return what of each line ships now: as typed, else what is reserved or free."""
    missing = lacking(facts, lines)
    return [
        line.quantity - missing.get(index, _NOTHING) if line.now is None else line.now
        for index, line in enumerate(lines)
    ]


def laid_out(facts: Facts[Any], lines: Sequence[L]) -> list[L]:
    """Return the lines by place and lot; what is lacking stands on lines without a place."""
    asked: Sequence[Any] = lines
    rows: list[Any] = []
    for one in Layout(facts, asked).laid:
        _product, location, lot = one.place or ("", None, asked[one.index].lot)
        alike = next(
            (row for row in rows if row.order_line == asked[one.index].order_line
             and (row.product, row.location, row.lot) == (asked[one.index].product, location, lot)),
            None,
        )  # fmt: skip
        if alike is None:
            change = {"location": location, "lot": lot, "quantity": one.quantity, "picked": None, "defects": None}
            rows.append(lines[one.index].model_copy(update=change))
        else:
            alike.quantity += one.quantity
    return rows


# --- moving -------------------------------------------------------------------------------------------------


def hold(booking: Booking[Any], lines: Sequence[ToShip]) -> None:
    """Let the shipment hold exactly what its lines still want from the shelves.

    What its order has reserved is taken over, the rest is claimed. Raises NotEnough.
    """
    out, own, asked = out_by_place(booking, booking.case), claims_of(booking, booking.case), wanted(lines)
    still = {place: asked[place] - out.get(place, _NOTHING) for place in asked}
    for place in own:
        if own[place] > max(still.get(place, _NOTHING), _NOTHING):
            product, location, lot = place
            booking.release(product, location, lot=lot)
            own[place] = _NOTHING
    for (product, location, lot), quantity in still.items():
        missing = quantity - own.get((product, location, lot), _NOTHING)
        for giver in givers(booking):
            part = min(missing, spare_of(booking, giver).get((product, location, lot), _NOTHING))
            if part > 0:
                booking.take_over(giver, product, location, part, lot=lot)
                missing -= part
        if missing > 0:
            booking.reserve(product, location, missing, lot=lot, promise=booking.form.promise)


def bring_out(booking: Booking[Any], found: Mapping[Place, Decimal]) -> None:
    """Location → dispatch, up to these quantities; the reservation goes along."""
    out = out_by_place(booking, booking.case)
    for (product, location, lot), quantity in found.items():
        more = quantity - out.get((product, location, lot), _NOTHING)
        if more > 0:
            booking.move(product, location, dispatch_of(location), more, lot=lot)
            booking.reserve(product, dispatch_of(location), more, lot=lot, promise=booking.form.promise)


def put_back(booking: Booking[Any], keep: Mapping[Place, Decimal] | None = None) -> None:
    """Dispatch → the places the goods came from, all but what is kept."""
    for (product, location, lot), quantity in out_by_place(booking, booking.case).items():
        back = quantity - (keep or {}).get((product, location, lot), _NOTHING)
        if back > 0:
            booking.move(product, dispatch_of(location), location, back, lot=lot)


def set_aside(booking: Booking[Any], lines: Iterable[ToShip]) -> list[tuple[Place, Decimal]]:
    """Dispatch → rejected, the pieces found bad; return which."""
    bad = [(place_of(line), line.defects) for line in lines if line.defects]
    for (product, location, lot), quantity in bad:
        booking.move(product, dispatch_of(location), REJECTED_STORED, quantity, lot=lot)
    return bad


def let_out(booking: Booking[Any], lines: Iterable[ToShip]) -> Decimal:
    """Dispatch → customer; return what it cost, yuan."""
    cost = Decimal("0.00")
    for line in lines:
        cost += booking.move(line.product, dispatch_of(line.location), "customer", line.quantity, lot=line.lot)
    return cost


def block_until_counted(booking: Booking[Any], places: Iterable[str]) -> None:
    """Keep places from being reserved until they are counted: a stocktake of each warehouse waits as a draft."""
    by_warehouse: dict[str, list[str]] = defaultdict(list)
    for location in dict.fromkeys(places):
        booking.change_record("locations", location, {"blocked": True, "blocked_by": booking.case.name})
        by_warehouse[warehouse_of(location)].append(location)
    for warehouse, found in by_warehouse.items():
        listed = [{"location": one} for one in found]
        sheet = {"warehouse": warehouse, "scope": "locations", "places": listed}
        booking.open_case("stocktake", sheet, as_draft=True)
