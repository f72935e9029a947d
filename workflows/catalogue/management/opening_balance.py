"""Opening balances (期初余额): how a company's first stock and balances come into the books.

Not a procedure of the source but of the installation: every entry needs a decision by a person, the first ones too.
Finance lists what was counted, what the old books say, and the compensatory leave people have not yet taken; the
general manager approves, and all of it is booked, goods and balances against the account `opening`. It may be used
again while a company moves in, warehouse by warehouse, and when money comes in or goes out for what the old books say.
"""

from db.money import ACCOUNTS, UnknownAccount
from workflows.engine.language import *
from workflows.engine.ledger_names import register_of
from workflows.library.goods import place_kinds
from workflows.library.leave_slip import LeaveKind
from workflows.posts import FINANCE, GENERAL_MANAGER, MANAGEMENT


class OpeningGoods(Line):
    product: ProductRef = field(_("Product"))
    lot: Text = field(_("Lot"), default="")
    location: LocationRef = field(_("Location"))
    quantity: Quantity = field(_("Quantity"))
    value: Money = field(_("Value"), total=True)


class OpeningAccount(Line):
    account: Text = field(_("Account"))
    dimension: Text = field(_("Of"), default="", hint=_("customer, supplier, counter …"))
    amount: SignedMoney = field(_("Balance, debit positive"), total=True)


class OpeningLeave(Line):
    employee: EmployeeRef = field(_("Employee"))
    days: Days = field(_("Days"))


class OpeningForm(Form):
    title: Text = field(_("What it covers"))
    goods: list[OpeningGoods] = field(_("Goods"), default_factory=list)
    accounts: list[OpeningAccount] = field(_("Accounts"), default_factory=list)
    leave: list[OpeningLeave] = field(_("Compensatory leave not yet taken"), default_factory=list)


def account_of(line: OpeningAccount) -> Account:
    """Raises UnknownAccount."""
    return Account(line.account, *line.dimension.split("/")) if line.dimension else Account(line.account)


def total(facts: Facts[OpeningForm]) -> Decimal:
    """The value of the goods and the balances together, yuan."""
    goods = sum((line.value for line in facts.form.goods or ()), Decimal("0.00"))
    return goods + sum((line.amount for line in facts.form.accounts or ()), Decimal("0.00"))


@guard(_("there is something to book"))
def has_lines(facts: Facts[OpeningForm]) -> Iterator[Message | Reason]:
    if not (facts.form.goods or facts.form.accounts or facts.form.leave):
        yield _("add goods, accounts or leave")


@guard(_("goods lie on places of a warehouse"))
def on_places(facts: Facts[OpeningForm]) -> Iterator[Message | Reason]:
    places = {"shelf", "shop", "service-desk", "scrap-yard"}
    yield from place_kinds(facts, facts.form.goods, places, field="goods")


@guard(_("every account is one of the chart"))
def accounts_known(facts: Facts[OpeningForm]) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.accounts):
        try:
            account_of(line)
        except UnknownAccount:
            names = ", ".join(sorted(ACCOUNTS))
            yield Reason(_("no account of that form; the chart has {names}")(names=names), f"accounts.{index}.account")
        if line.account == "stock":
            yield Reason(_("stock comes from the goods listed, not from here"), f"accounts.{index}.account")
        register, key = register_of(line.account), line.dimension.partition("/")[0]
        if register and key and not facts.record(register, key):
            yield Reason(
                _("{key} is not in the register; look it up by name, pinyin initials or code")(key=key),
                f"accounts.{index}.dimension",
            )


@effect(_("goods and balances booked against the opening account, days of leave granted"))
def book_opening(booking: Booking[OpeningForm]) -> None:
    for goods in booking.form.goods:
        value = booking.move(
            goods.product, "supplier", goods.location, goods.quantity, lot=goods.lot, value=goods.value
        )
        booking.post(Account("stock"), Account("opening"), value)
    for line in booking.form.accounts:
        account, opening = account_of(line), Account("opening")
        debit, credit = (account, opening) if line.amount > 0 else (opening, account)
        booking.post(debit, credit, abs(line.amount))
    for days in booking.form.leave:
        booking.grant_leave(days.employee, LeaveKind.COMPENSATORY.value, booking.now.year, days.days)


def brief(facts: Facts[OpeningForm]) -> Iterable[Message]:
    yield _("{goods} and {accounts}, together {total}")(
        goods=plural("{count} line of goods", "{count} lines of goods")(count=len(facts.form.goods)),
        accounts=plural("{count} account", "{count} accounts")(count=len(facts.form.accounts)),
        total=total(facts),
    )


OPENING_BALANCE = Process(
    "opening-balance", _("Opening balances"), desk=MANAGEMENT, prefix="OB", form=OpeningForm,
    subject=lambda facts: facts.form.title or "",
    amount=total,
    brief=brief,
    seen_by=(FINANCE, GENERAL_MANAGER),
    steps=[
        Draft(by=FINANCE, to="approval", guards=[has_lines, on_places, accounts_known]),
        Step(
            "approval", _("approval"), GENERAL_MANAGER, within=business_days(2),
            actions=[Approve("done", effects=[book_opening]), SendBack("draft"), Reject("refused")],
        ),
        DONE, REFUSED, WITHDRAWN,
    ],
    reasons=[_("figures differ from the old books"), _("not counted"), _("place or account wrong")],
    documents=[Document("opening-balance", _("Opening balance sheet"))],
)  # fmt: skip
