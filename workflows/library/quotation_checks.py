"""What a quotation is checked for: what is handed in, the prices given and asked, the offer sent, the answer — P96, P97."""

from collections.abc import Iterator

from db.message import Message, _, plural
from workflows.engine.process import Reason, condition, guard
from workflows.library import pricing, quoting
from workflows.library.quotation_figures import experience
from workflows.library.quoting import Market, Method, Quote

# --- what is handed in --------------------------------------------------------------------------------------


@guard(_("every line says what is quoted"))
def lines_say_what(facts: Quote) -> Iterator[Message | Reason]:
    if not facts.form.lines:
        yield Reason(_("add what the customer asks for"), "lines")
    for index, line in enumerate(facts.form.lines):
        if not line.product and not line.description:
            yield Reason(_("choose a product or describe it"), f"lines.{index}.product")


@guard(_("the customer has an owner"))
def customer_has_owner(facts: Quote) -> Iterator[Message | Reason]:
    if not facts.record("customers", facts.form.customer).get("owner"):
        yield Reason(_("belongs to no salesperson yet; the sales manager names the owner first"), "customer")


@guard(_("times of the request fit"))
def request_times_fit(facts: Quote) -> Iterator[Message | Reason]:
    asked, wanted = facts.form.requested_at or facts.now, facts.form.customer_deadline
    if asked > facts.now:
        yield Reason(_("lies in the future"), "requested_at")
    if wanted and wanted <= asked:
        yield Reason(_("lies before the request"), "customer_deadline")


@guard(_("a fee within the limit, with its payee"))
def fee_is_justified(facts: Quote) -> Iterator[Message | Reason]:
    form, most = facts.form, facts.money_policy("quotation.fee-max")
    if form.fee > most:
        yield Reason(_("at most {most} %")(most=most), "fee")
    if form.fee and not form.payee:
        yield Reason(_("name who gets the fee"), "payee")


# --- guide prices -------------------------------------------------------------------------------------------


@guard(_("every price given is above 0"))
def prices_given(facts: Quote) -> Iterator[Message | Reason]:
    for index, given in enumerate(facts.form.given_prices):
        if given.price == 0:
            yield Reason(_("must be more than {gt}")(gt=0), f"given_prices.{index}.price")


@guard(_("consumption for every line"))
def every_line_consumes(facts: Quote) -> Iterator[Message | Reason]:
    count = len(facts.form.lines)
    for index, one in enumerate(facts.form.consumptions):
        if one.line > count:
            yield Reason(
                plural("there is only {count} line", "there are only {count} lines")(count=count),
                f"consumptions.{index}.line",
            )
    for number in sorted(set(range(1, count + 1)) - {one.line for one in facts.form.consumptions}):
        yield Reason(_("line {number} has no material yet")(number=number), "consumptions")


@guard(_("every material once, with its price"))
def materials_priced(facts: Quote) -> Iterator[Message | Reason]:
    form = facts.form
    if not form.material_prices:
        yield Reason(_("the designer has named no material yet"), "material_prices")
    listed = [one.material for one in form.material_prices]
    for index, material in enumerate(listed):
        if material in listed[:index]:
            yield Reason(_("is listed twice"), f"material_prices.{index}.material")
    for material in quoting.materials_without_price(form):
        name = facts.name_of("products", material)
        yield Reason(_("{material} has no price yet")(material=name), "material_prices")


@guard(_("costs from the experience table, or with a note"))
def costs_explained(facts: Quote) -> Iterator[Message | Reason]:
    for index, row in enumerate(facts.form.build_up):
        usual = experience(facts, row.group)
        given = {"labour": row.labour, "freight": row.freight, "quota_fee": row.quota_fee}
        for name, cost in given.items():
            if cost is None:
                yield Reason(_("the experience table has none: type it"), f"build_up.{index}.{name}")
        if None not in given.values() and given != usual and not row.note:
            yield Reason(_("other than in the experience table: say why"), f"build_up.{index}.note")


@guard(_("every material is priced"))
def build_up_complete(facts: Quote) -> Iterator[Message | Reason]:
    for material in quoting.materials_without_price(facts.form):
        yield _("{material} has no price yet")(material=facts.name_of("products", material))


# --- prices asked -------------------------------------------------------------------------------------------


@guard(_("every line keeps the floor"))
def floor_is_kept(facts: Quote) -> Iterator[Message | Reason]:
    """P6: all reductions and the fee counted together; nobody can approve less."""
    rules, fee = pricing.price_rules(facts), facts.form.fee
    for index, line in enumerate(facts.form.lines):
        guide, price = line.guide_price, line.price
        if not guide or price is None or fee >= 100 or pricing.keeps_floor(guide, price, fee, rules):
            continue
        said = _("floor {floor}")(floor=pricing.floor_net(guide, rules))
        if fee:
            said = _("net {net} after the fee is below the floor {floor}; the least price is {least}")(
                net=pricing.rounded_down(pricing.net_price(price, fee)),
                floor=pricing.floor_net(guide, rules),
                least=pricing.least_price(guide, fee, rules),
            )
        yield Reason(said, f"lines.{index}.price")


@condition(_("special price or fee"))
def is_special(facts: Quote) -> bool:
    return bool(facts.form.fee) or bool(quoting.special_lines(facts))


@condition(_("precise"))
def is_precise(facts: Quote) -> bool:
    return facts.form.method is Method.PRECISE


@condition(_("quick"))
def is_quick(facts: Quote) -> bool:
    return facts.form.method is Method.QUICK


@condition(_("a line without guide price"))
def lacks_guide_price(facts: Quote) -> bool:
    return any(line.guide_price is None for line in facts.form.lines)


@condition(_("a material came after the prices"))
def came_after_prices(facts: Quote) -> bool:
    open_steps = {task.step for task in facts.company.cases.open_tasks(facts.case.id)}
    return "material-prices" not in open_steps and bool(quoting.materials_without_price(facts.form))


# --- sending and answering ----------------------------------------------------------------------------------


@guard(_("abroad: pictures, currency, trade term"))
def foreign_offer_complete(facts: Quote) -> Iterator[Message | Reason]:
    form = facts.form
    if form.market is not Market.FOREIGN:
        return
    for name in ("pictures", "currency", "trade_term"):
        if not getattr(form, name):
            yield Reason(_("an offer abroad needs it"), name)
    if form.currency and not all(line.price_abroad for line in form.lines):
        yield Reason(_("needed to say the prices in {currency}")(currency=form.currency), "rate")


@guard(_("in time, or with the reason"))
def late_with_reason(facts: Quote) -> Iterator[Message | Reason]:
    form = facts.form
    if form.quote_deadline and facts.now > form.quote_deadline and not form.late_reason:
        yield Reason(_("the quote deadline was {time}: say why it is late")(time=form.quote_deadline), "late_reason")


@guard(_("within its validity"))
def is_valid(facts: Quote) -> Iterator[Message]:
    until = facts.form.valid_until
    if until and facts.today > until:
        yield _("the quotation was valid until {day}")(day=until)


@guard(_("its validity is over"))
def is_expired(facts: Quote) -> Iterator[Message]:
    until = facts.form.valid_until
    if until and facts.today <= until:
        yield _("the quotation is valid until {day}")(day=until)


@guard(_("a round was sent to the customer"))
def was_sent(facts: Quote) -> Iterator[Message]:
    if not facts.taken("send"):
        yield _("the customer has no quotation yet: withdraw it instead")
