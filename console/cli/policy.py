"""The policies: thresholds, deadlines and rates that management changes at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.command import Group, argument, option
from console.failure import Problem
from console.rights import require
from console.run import Run
from db.message import _

if TYPE_CHECKING:
    from db.policies import PolicyValue
    from workflows.engine.process import Policy

POLICY = Group("policy", words=_("The policies: thresholds, deadlines and rates in force, and their history."))


@POLICY.add(_("List the policies with the values in force."), "list", person=True)
@option("--process", metavar="KEY", words=_("only those of one process"))
def list_(run: Run, process: str | None) -> None:
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
    rows = [(one["policy"], one["title"], _written(run, one["value"])) for one in found]
    lines = run.out.table((_("Policy"), _("What it is"), _("Value")), rows)
    run.out.give({"policies": found}, lines)


@POLICY.add(_("Show one policy and every value it has had."), person=True)
@argument("name", _("name of the policy, as “console policy list” shows it"))
def show(run: Run, name: str) -> None:
    company = run.engine.company
    require(run.database, run.person.id, run.clock.now().date(), "policy.read")
    policy = company.catalogue.policies.get(name)
    if policy is None:
        raise Problem("not-found", _("There is no policy “{name}”; “console policy list” shows them.")(name=name))
    history = company.policies.history(name)
    current = company.policies.value(name, run.clock.now())
    data = _described(policy) | {"value": current, "history": [_value(one) for one in history]}
    rows = [
        (_written(run, one.value), one.valid_from if one.valid_from.year > 1 else _("always"), one.valid_until)
        for one in history
    ]
    run.out.give(data, [
        f"{policy.name}: {run.out.say(policy.title)}",
        *run.out.table((_("Value"), _("From"), _("Until")), rows),
    ])  # fmt: skip


def _described(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "title": policy.title,
        "kind": policy.kind,
        "importance": policy.importance,
        "low": policy.low,
        "high": policy.high,
    }


def _value(value: PolicyValue) -> dict[str, Any]:
    return {
        "value": value.value,
        "valid_from": value.valid_from if value.valid_from.year > 1 else None,
        "valid_until": value.valid_until,
        "decision": value.decision_id,
    }


def _written(run: Run, value: Any) -> str:
    return value if isinstance(value, str) else run.out.dumps(value).replace("\n", " ")
