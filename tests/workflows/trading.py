"""What a storeroom, its customers and its supplier should come to: a few lines of plain Python, and nothing of the engine.

One product, bought and sold in pieces, one shelf. `Books` is told what happened and says what should be true: where how
many pieces lie and what they cost by the moving average, what is reserved, who owes what, and what the bank holds.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
PRICE = Decimal(50)
SAFETY = 40
SUPERVISED = 500
"""What the service supervisor refunds alone, yuan."""
NOTHING = Decimal("0.00")

RESERVED = ("payment", "print", "picked")
"""Where a sale holds goods on the shelf: waiting for money, for its papers, for the picker."""
IN_DISPATCH = ("pass", "packed", "handed-over", "gate")
OUT = ("settle", "done")
HELD_BACK = ("print", "picked", "packed", "gate")
"""What of a shipment is refused while its order is being cancelled."""


@dataclass(slots=True)
class Sale:
    """An order. at: the next action of its shipment; payment before, settle, done or cancelled after."""

    order: int
    number: str
    quantity: int
    prepaid: bool
    at: str
    shipment: int = 0
    paid: Decimal = NOTHING
    returned_on_account: Decimal = NOTHING
    returned_by_bank: Decimal = NOTHING
    cancelled_by: int = 0
    """The open cancellation; 0: none."""
    cost: Decimal = NOTHING
    out: int = 0
    """What has left and not come back to a shelf: pieces, and what they cost."""
    announced: int = 0
    """Pieces of open returns."""

    @property
    def amount(self) -> Decimal:
        return self.quantity * PRICE

    @property
    def owed(self) -> Decimal:
        return self.amount - self.paid - self.returned_on_account if self.at in OUT else NOTHING

    @property
    def may_come_back(self) -> int:
        return self.out - self.announced

    @property
    def held(self) -> Decimal:
        """The deposit: paid, and neither shipped nor given back."""
        return self.paid - self.returned_by_bank if self.at not in OUT else NOTHING


@dataclass(slots=True)
class Cancellation:
    """The cancellation of an order. to_do: what is still done of it, by its actions."""

    case: int
    sale: Sale
    to_do: list[str] = field(init=False)

    def __post_init__(self) -> None:
        refund = ["paid", "arrived"] if self.sale.held else []
        match self.sale.at:
            case "print":
                self.to_do = ["voided", *refund]
            case "picked":
                self.to_do = ["hand-over", "take", *refund, "torn"]
            case at if at in IN_DISPATCH:
                self.to_do = ["hand-over", "take", *refund, "shelved", "torn"]
            case _:
                self.to_do = ["comes-back"]

    @property
    def stands(self) -> str:
        return {"voided": "void", "hand-over": "fetch", "comes-back": "after-sales"}[self.to_do[0]]

    @property
    def may_be_kept(self) -> bool:
        return self.to_do[0] in ("voided", "hand-over", "take")


@dataclass(slots=True)
class Return:
    """Pieces of a sale that come back. to_do: what is still done of it, by its actions; approved by one or two."""

    case: int
    sale: Sale
    pieces: int
    to_do: list[str] = field(init=False)

    def __post_init__(self) -> None:
        deciders = ["supervised"] if self.amount <= SUPERVISED else ["supervised", "managed"]
        self.to_do = ["arrived", "judged", *deciders, "paid", "refunded", "signed"]

    @property
    def amount(self) -> Decimal:
        return self.pieces * PRICE

    @property
    def is_here(self) -> bool:
        return self.to_do[0] != "arrived"


@dataclass(slots=True)
class Purchase:
    """An order at the supplier. delivered: stands or stood before the first gate; stored: passed both."""

    case: int
    number: str
    quantity: int
    price: Decimal
    delivered: int = 0
    stored: int = 0
    paid: bool = False

    @property
    def expected(self) -> int:
        return self.quantity - self.delivered

    @property
    def is_complete(self) -> bool:
        return self.stored == self.quantity and not self.paid


@dataclass(slots=True)
class Delivery:
    """Goods of a purchase; at: inspect, store or done."""

    case: int
    purchase: Purchase
    quantity: int
    at: str = "inspect"


@dataclass(slots=True)
class Count:
    """A stocktake of the shelf. off: found less the book quantity at that moment; the moments are numbered."""

    case: int
    off: int
    counted: int
    at: str = "review"


@dataclass(slots=True)
class Difference:
    """What a count has booked, when, and when that was taken back (0: it stands)."""

    off: int
    value: Decimal
    booked: int
    undone: int = 0


@dataclass(slots=True)
class Act:
    """Something that its person may take back, and what the books are then."""

    login: str
    undo: Callable[[], None]


@dataclass(slots=True)
class Books:
    shelf: int = 0
    dispatch: int = 0
    value: Decimal = NOTHING
    """Of everything of ours, on the shelf and in dispatch."""
    accounts: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    sales: list[Sale] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    moment: int = 0

    # --- goods ---

    @property
    def reserved(self) -> int:
        return sum(sale.quantity for sale in self.sales if sale.at in RESERVED)

    @property
    def free(self) -> int:
        return self.shelf - self.reserved

    @property
    def inspection(self) -> int:
        arrivals = sum(one.quantity for one in self.deliveries if one.at != "done")
        return arrivals + sum(one.pieces for one in self.returns if one.is_here)

    @property
    def shortage(self) -> int:
        """Goods between the gates are still on order: nobody can take them, and nobody orders them twice."""
        on_order = sum(bought.quantity - bought.stored for bought in self.purchases)
        return max(0, SAFETY - self.free - on_order)

    def cost(self, quantity: int) -> Decimal:
        """What so many pieces cost by the moving average; the last ones take what is left."""
        own = self.shelf + self.dispatch
        if quantity == own:
            return self.value
        return (self.value * quantity / own).quantize(FEN, ROUND_HALF_UP)

    def bring_in(self, quantity: int, value: Decimal) -> None:
        self.shelf, self.value = self.shelf + quantity, self.value + value

    def pick(self, quantity: int) -> None:
        self.shelf, self.dispatch = self.shelf - quantity, self.dispatch + quantity

    def leave(self, sale: Sale) -> None:
        """Past the gate: the goods at cost, and the sale."""
        cost = self.cost(sale.quantity)
        self.dispatch, self.value = self.dispatch - sale.quantity, self.value - cost
        self.accounts["cost-of-sales"] += cost
        self.accounts["sales"] += sale.amount
        sale.out, sale.cost = sale.quantity, cost
        sale.at = "settle" if sale.amount > sale.paid else "done"

    def void(self, sale: Sale) -> None:
        """Its reservation is free again, what was picked lies on the shelf."""
        if sale.at in IN_DISPATCH:
            self.pick(-sale.quantity)
        sale.at = "cancelled"

    # --- purchases ---

    def store(self, one: Delivery) -> None:
        one.at, one.purchase.stored = "done", one.purchase.stored + one.quantity
        self.bring_in(one.quantity, one.quantity * one.purchase.price)
        self.accounts["payable"] += one.quantity * one.purchase.price

    def unstore(self, one: Delivery) -> None:
        one.at, one.purchase.stored = "store", one.purchase.stored - one.quantity
        self.bring_in(-one.quantity, -one.quantity * one.purchase.price)
        self.accounts["payable"] -= one.quantity * one.purchase.price

    # --- counts ---

    def now(self) -> int:
        self.moment += 1
        return self.moment

    def is_stale(self, count: Count) -> bool:
        """Whether a difference was booked (or one booked before was undone) since it was counted, or too little is left."""
        since = count.counted
        return (
            any((one.booked > since) != (one.undone > since) for one in self.differences) or self.shelf + count.off < 0
        )

    def book_count(self, count: Count) -> Difference:
        value = self.cost(count.off) if count.off > 0 else -self.cost(-count.off)
        made = Difference(count.off, value, self.now())
        if count.off:
            self.differences.append(made)
        self._correct(count.off, value)
        count.at = "update"
        return made

    def undo_count(self, count: Count, made: Difference) -> None:
        self._correct(-made.off, -made.value)
        count.at, made.undone = "review", self.now()

    def _correct(self, off: int, value: Decimal) -> None:
        self.bring_in(off, value)
        self.accounts["differences"] -= value

    # --- returns ---

    def announce(self, one: Return) -> None:
        self.returns.append(one)
        one.sale.announced += one.pieces

    def forget(self, one: Return) -> None:
        """It has ended, or was taken back before anything came."""
        self.returns.remove(one)
        one.sale.announced -= one.pieces

    def give_back(self, one: Return) -> None:
        """Its money: on account as far as something is owed, the rest by the bank."""
        sale, on_account = one.sale, min(one.amount, one.sale.owed)
        sale.returned_on_account += on_account
        sale.returned_by_bank += one.amount - on_account
        self.accounts["refunds"] += one.amount
        self.accounts["bank"] -= one.amount - on_account
        if not sale.owed:
            sale.at = "done"

    def take_in(self, one: Return) -> Decimal:
        """To the shelf, at its share of what the pieces cost when they left; return that."""
        sale = one.sale
        cost = (sale.cost * one.pieces / sale.out).quantize(FEN, ROUND_HALF_UP)
        self.forget(one)
        self._move_in(sale, one.pieces, cost)
        return cost

    def take_out(self, one: Return, cost: Decimal) -> None:
        """What was taken in is under inspection again."""
        self._move_in(one.sale, -one.pieces, -cost)
        self.announce(one)

    def _move_in(self, sale: Sale, pieces: int, cost: Decimal) -> None:
        self.bring_in(pieces, cost)
        sale.out, sale.cost = sale.out - pieces, sale.cost - cost
        self.accounts["cost-of-sales"] -= cost
