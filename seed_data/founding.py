"""The first content of the practice company: its people, registers and policies, before its first day of work."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from db.message import Translate
from seed_data import lists
from workflows.engine.calendar import install_calendar
from workflows.engine.engine import Engine
from workflows.i18n import translation
from workflows.library.households import household_key
from workflows.posts import DEPARTMENT_HEAD
from workflows.registers.defaults import install_registers, install_warehouse
from workflows.registers.keeping import add

YEAR = timedelta(days=365)


def found(engine: Engine, *, language: str) -> None:
    """Fill an empty database with everything that is there on the first day; the clock stands at that day.

    language: of the names the program itself gives (departments, places).
    """
    with engine.company.db.write():
        _Founding(engine, translation(language)).everything()
    engine.install_policies()


class _Founding:
    """Enters the lists, in the order in which they refer to each other."""

    def __init__(self, engine: Engine, translate: Translate) -> None:
        self.company = engine.company
        self.registers = engine.company.registers
        self.at: datetime = engine.company.now()
        self.today: date = self.at.date()
        self.translate = translate
        self.random = Random("恒信/founding")
        self.customer_of_unit: dict[str, str] = {}

    def everything(self) -> None:
        self.company.db.set_meta("company", lists.read("company")["name"])
        install_calendar(self.company.db)
        install_registers(self.registers, self.at, self.translate)
        self.staff()
        self.warehouses()
        suppliers = self.suppliers()
        self.products(suppliers)
        self.agreed_prices(suppliers)
        self.customers()
        self.cards()
        self.units()
        self.policies()

    def policies(self) -> None:
        """The company's own figures; what it has not set is installed with its default afterwards."""
        known = self.company.catalogue.policies
        own = {name: one.get("rows", one.get("value")) for name, one in lists.read("policies").items() if name in known}
        self.company.policies.install(own, self.at)

    def add(self, register: str, data: Mapping[str, Any], key: str = "") -> str:
        """Add a record without its empty fields; return its key."""
        filled = {name: value for name, value in data.items() if value not in (None, "", [], {})}
        return add(self.registers, register, filled, at=self.at, key=key)

    def ago(self, years: float) -> str:
        """A day so many years before today, as records keep it."""
        return (self.today - timedelta(days=round(years * 365))).isoformat()

    # --- people -------------------------------------------------------------------------------------------------

    def staff(self) -> None:
        numbers = {one.login: one.number for one in lists.staff()}
        # A superior must be in the register before those below him.
        entered: set[str] = set()
        waiting = list(lists.staff())
        while waiting:
            ready = [one for one in waiting if not one.superior or one.superior in entered]
            for one in ready:
                self.employee(one, numbers)
                entered.add(one.login)
            waiting = [one for one in waiting if one.login not in entered]
        for one in lists.staff():
            self.person(one)

    def employee(self, one: lists.Employee, numbers: Mapping[str, str]) -> None:
        probation = one.status == "probation"
        index = int(one.number.removeprefix("E-"))
        self.add(
            "employees",
            {
                "name": one.name,
                "phone": f"1380000{2000 + index}",
                "department": one.department,
                "superior": numbers.get(one.superior),
                "status": one.status,
                "hired_on": self.ago(0.1 if probation else one.years + index / 40),
                "probation_to": (self.today + timedelta(days=270)).isoformat() if probation else None,
                "working_since": self.ago(one.years + 2 + index % 9),
                "contract_to": (self.today + timedelta(days=420 + 30 * index)).isoformat(),
                "wage": one.wage,
                "insurance_base": one.wage,
                "insured": True,
                "abilities": [{"group": group, "level": level} for group, level in one.knows.items()],
                "expert": one.expert,
            },
            key=one.number,
        )

    def person(self, one: lists.Employee) -> None:
        since = self.today - YEAR * one.years
        person = self.company.people.add(one.login, one.name, self.at, employee=one.number)
        for post in one.posts:
            for department in one.heads if post == DEPARTMENT_HEAD else ("",):
                self.company.people.appoint(person.id, post, since, department=department)

    # --- places -------------------------------------------------------------------------------------------------

    def warehouses(self) -> None:
        blocked = {one["location"]: one["note"] for one in lists.read("company")["block"]}
        for warehouse in lists.warehouses():
            install_warehouse(self.registers, warehouse["key"], warehouse["name"], self.at, self.translate)
            data = {"name": warehouse["name"], "address": warehouse["address"]}
            self.registers.put(None, "warehouses", warehouse["key"], data, at=self.at)
            for place in lists.places(warehouse):
                shelf = place.partition("/")[2]
                note = blocked.get(place)
                named = {"name": f"{warehouse['name']} {shelf}", "blocked": place in blocked, "note": note}
                self.add("locations", named, key=place)

    def units(self) -> None:
        rates = {"home": lists.read("units")["fee_home"], "office": lists.read("units")["fee_office"]}
        for index, (number, building, use, area) in enumerate(lists.read("units")["units"]):
            owner = self.customer_of_unit.get(number)
            arrears = owner is not None and self.customer_in_arrears == owner
            paid_to = self.today - timedelta(days=45) if arrears else self.today + timedelta(days=320)
            self.add(
                "units",
                {
                    "building": building,
                    "use": use,
                    "area": area,
                    "state": "occupied" if owner else "vacant",
                    "owner": owner,
                    "residents": [self.registers.name("customers", owner) or ""] if owner else [],
                    "fee_rate": rates[use],
                    "fee_paid_to": paid_to.isoformat() if owner else None,
                    "spaces": index % 2 + 1,
                },
                key=number,
            )

    # --- whom the company deals with ----------------------------------------------------------------------------

    def suppliers(self) -> dict[str, str]:
        """Enter the suppliers; return their numbers by short name."""
        return {one["short"]: self.add("suppliers", self.supplier(one)) for one in _suppliers()}

    def supplier(self, one: Mapping[str, Any]) -> dict[str, Any]:
        papers = [
            {
                "kind": kind,
                "number": f"{self.random.randrange(10**9, 10**10)}",
                "valid_until": (self.today + YEAR * years).isoformat(),
                "sealed": True,
                "kept_at": "档案室 2 柜",
            }
            for kind, years in one["papers"].items()
        ]
        return {
            "name": one["name"],
            "contacts": [{"name": one["contact"], "post": "业务", "phone": one["phone"]}],
            "bank": one["bank"],
            "bank_account": f"3302{self.random.randrange(10**11, 10**12)}",
            "product_groups": one["groups"],
            "state": one["state"],
            "until": (self.today + YEAR).isoformat() if one["state"] in ("qualified", "strategic") else None,
            "documents": papers,
            "lead_days": one["lead"],
        }

    def agreed_prices(self, numbers: Mapping[str, str]) -> None:
        """The strategic suppliers' prices, once the products are there."""
        for one in _suppliers():
            number = numbers[one["short"]]
            if "prices" in one:
                data = self.registers.data("suppliers", number) or {}
                until = (self.today + YEAR).isoformat()
                prices = [
                    {"product": product, "price": price, "valid_until": until}
                    for product, price in one["prices"].items()
                ]
                self.registers.put(None, "suppliers", number, {**data, "prices": prices}, at=self.at)

    def customers(self) -> None:
        logins = {one.login: one.number for one in lists.staff()}
        self.customer_in_arrears = ""
        for group, listed in lists.read("customers").items():
            for one in listed["customers"]:
                number = self.add("customers", self.customer(group, one, logins))
                if "unit" in one:
                    self.customer_of_unit[one["unit"]] = number
                if one.get("arrears"):
                    self.customer_in_arrears = number

    def customer(self, group: str, one: Mapping[str, Any], logins: Mapping[str, str]) -> dict[str, Any]:
        person = one.get("person", False)
        phone = one.get("phone") or f"1380000{self.random.randrange(6000, 9999)}"
        filed = timedelta(days=self.random.randrange(120, 2400))
        account = one["terms"] == "account"
        owner = logins.get(one.get("owner", ""))
        return {
            "name": one["name"],
            "legal": "person" if person else "company",
            "contacts": [] if person else [{"name": one["contact"], "post": one["post"], "phone": phone}],
            "phones": [phone],
            "contact_hours": one.get("hours"),
            "no_calls": one.get("quiet", False),
            "place": one["place"],
            "country": one.get("country"),
            "group": group,
            "state": one.get("state", "active"),
            "source": self.random.choice(("老客户介绍", "展会", "网络平台", "上门拜访", "电话咨询")),
            "first_filed_by": owner,
            "filed_on": (self.today - filed).isoformat(),
            "owner": owner,
            "agent": logins.get(one.get("agent", "")),
            "tier": one.get("tier", "D"),
            "terms": one["terms"],
            "settlement_days": one.get("days"),
            "credit_limit": one.get("limit"),
            "reduction": one.get("reduction"),
            "terms_from": self.ago(0.3) if "reduction" in one else None,
            "terms_to": (self.today + YEAR).isoformat() if "reduction" in one else None,
            "vat_title": one["name"] if account else None,
            "tax_number": f"9133{self.random.randrange(10**13, 10**14)}" if account else None,
            "bank": "中国工商银行" if account else None,
            "bank_account": f"1202{self.random.randrange(10**14, 10**15)}" if account else None,
        }

    def cards(self) -> None:
        """The members' cards, with what their ID cards say in their files, and the blanks."""
        listed = lists.read("cards")
        customers = {one.name: one for one in self.registers.every("customers")}
        for one in listed["members"]:
            holder = next(found for name, found in customers.items() if name.startswith(one["member"]))
            known = {"id_number": one.get("id"), "address": one["address"]}
            data = {**holder.data, **{name: value for name, value in known.items() if value}}
            self.registers.put(None, "customers", holder.key, data, at=self.at)
            card = {
                "kind": "member", "member": holder.key, "household_key": household_key(one["address"]),
                "id_owed": "id" not in one, "state": "active", "place": "customer",
            }  # fmt: skip
            self.add("cards", card, key=one["card"])
        for name, blank in (
            ("blanks", {"place": "service-desk"}),
            ("finance", {"place": "finance"}),
            ("void", {"state": "void"}),
        ):
            for number in listed[name]:
                self.add("cards", {"kind": "member", **blank}, key=number)

    # --- goods --------------------------------------------------------------------------------------------------

    def products(self, suppliers: Mapping[str, str]) -> None:
        valid_from = self.ago(0.6)
        members = {one.code: one.member for one in lists.on_sale()}
        for index, one in enumerate(lists.goods()):
            self.add(
                "products",
                {
                    "name": one.name,
                    "specification": one.specification,
                    "unit": one.unit,
                    "decimals": one.decimals,
                    "kind": one.kind,
                    "group": one.group,
                    "origin": one.origin,
                    "make": one.make,
                    "national_standard": one.national,
                    "barcode": f"69{index:04}{self.random.randrange(10**6, 10**7)}" if one.stock else None,
                    "safety_stock": one.safety or None,
                    "maximum": 2 * max(one.stock, Decimal(one.safety)) if one.safety else None,
                    "supplier": suppliers.get(one.supplier),
                    "durable": one.durable,
                },
                key=one.code,
            )
            if one.price:
                prices = [{"price": one.price, "valid_from": valid_from}]
                named, special = f"{one.name} {one.specification}", members.get(one.code)
                self.add("price-list", {"name": named, "prices": prices, "member_price": special}, key=one.code)


def _suppliers() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = lists.read("suppliers")["supplier"]
    return found
