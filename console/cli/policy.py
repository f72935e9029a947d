"""The policies: thresholds, deadlines and rates that management changes at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.command import Group, argument, option
from console.failure import Problem
from console.run import Run
from db.message import _
from workflows.engine.functions import require

if TYPE_CHECKING:
    from db.policies import PolicyValue
    from workflows.engine.company import Company
    from workflows.engine.process import Policy

POLICY = Group("policy", words=_("The policies: thresholds, deadlines and rates in force, and their history."))


@POLICY.add(_("List the policies with the values in force."), "list", person=True)
@option("--process", metavar="KEY", words=_("only those of one process"))
@option("--history", is_flag=True, words=_("every value each of them has had, and who decided it"))
def list_(run: Run, process: str | None, history: bool) -> None:
    company = run.engine.company
    require(run.database, run.person.id, run.clock.now().date(), "policy.read")
    declared = company.catalogue.policies
    if process is not None and process not in company.catalogue.processes:
        raise Problem("not-found", _("There is no process “{key}”. There are: {keys}")(
            key=process, keys=", ".join(company.catalogue.processes)
        ))  # fmt: skip
    found = [
        _described(policy) | {"value": company.policies.value(name, run.clock.now())}
        for name, policy in sorted(declared.items())
        if process is None or name.startswith(f"{process}.")
    ]
    if history:
        for one in found:
            one["history"] = [_value(company, value) for value in company.policies.history(one["policy"])]
        rows = [
            (
                one["policy"], _written(run, value["value"]), value["valid_from"] or _("always"), value["valid_until"],
                value["by"], value["case"],
            )
            for one in found
            for value in one["history"]
        ]  # fmt: skip
        headings = (_("Policy"), _("Set to"), _("Since"), _("Until"), _("Decided by"), _("Case"))
        run.out.give({"policies": found}, run.out.table(headings, rows))
        return
    lines = run.out.table(
        (_("Policy"), _("What it is"), _("Set to")),
        [(one["policy"], one["title"], _written(run, one["value"])) for one in found],
    )
    run.out.give({"policies": found}, lines)


@POLICY.add(_("Show one policy and every value it has had."), person=True)
@argument("name", _("name of the policy, as “console policy list” shows it"))
def show(run: Run, name: str) -> None:
    company = run.engine.company
    require(run.database, run.person.id, run.clock.now().date(), "policy.read")
    policy = company.catalogue.policies.get(name)
    if policy is None:
        raise Problem("not-found", _("There is no policy “{name}”; “console policy list” shows them.")(name=name))
    history = [_value(company, one) for one in company.policies.history(name)]
    data = _described(policy) | {"value": company.policies.value(name, run.clock.now()), "history": history}
    run.out.give(data, [
        f"{policy.name}: {run.out.say(policy.title)}",
        *run.out.table((_("Set to"), _("Since"), _("Until"), _("Decided by"), _("Case")), [
            (
                _written(run, one["value"]), one["valid_from"] or _("always"), one["valid_until"], one["by"], one["case"],
            )
            for one in history
        ]),
    ])  # fmt: skip


@POLICY.add(
    _("Propose another value: hands in a policy change, which management decides. Nobody sets a value by himself."),
    "set",
    person=True,
)
@argument("name", _("name of the policy, as “console policy list” shows it"))
@argument("value", _("the new value, as “console policy show” writes it; lists and tables as JSON"))
@option("--from", "effective", metavar="DATE", required=True, words=_("the day from 0:00 of which it holds"))
@option("--until", metavar="DATE", words=_("the last day it holds; then the old value returns"))
@option("--reason", metavar="TEXT", required=True, words=_("why"))
@option(
    "--key", metavar="KEY", words=_("idempotency key: repeat the same one when you are not sure that a command arrived")
)
def set_(run: Run, name: str, value: str, effective: str, until: str | None, reason: str, key: str | None) -> None:
    from console.shown import outcome_lines
    from workflows.library.policy_values import CHANGE

    values = {"policy": name, "new": value, "effective": effective, "until": until, "reason": reason}
    outcome = run.office.open(CHANGE, values, submit=True, key=run.key(key))
    run.out.give(outcome, outcome_lines(run.out, outcome))


def _described(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "title": policy.title,
        "kind": policy.kind,
        "importance": policy.importance,
        "low": policy.low,
        "high": policy.high,
    }


def _value(company: Company, value: PolicyValue) -> dict[str, Any]:
    """One row of a policy's history: the value, when it holds, who decided it, in which case, and why."""
    made = None if value.decision_id is None else company.cases.decision(value.decision_id)
    case = company.cases.case(made.case_id) if made and made.case_id else None
    return {
        "value": value.value,
        "valid_from": value.valid_from if value.valid_from.year > 1 else None,
        "valid_until": value.valid_until,
        "set_at": value.set_at,
        "decision": value.decision_id,
        "by": company.people.by_id(made.person_id).name if made else None,
        "case": case.name if case else None,
        "reason": case.form.get("reason") if case else None,
    }


def _written(run: Run, value: Any) -> str:
    return value if isinstance(value, str) else run.out.dumps(value, indent=None)
