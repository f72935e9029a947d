"""No box on a form only says yes: an action's name says what whoever takes it stands for, and asks for no form."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from db.message import _
from workflows.catalogue import CATALOGUE
from workflows.engine.facts import Facts
from workflows.engine.form import FieldShape, Form, Line, field, shape
from workflows.engine.process import Guard, Process, Reason, guard, unless, where


@pytest.mark.parametrize("process", CATALOGUE.processes.values(), ids=lambda process: process.key)
def test_no_guard_merely_wants_a_box_to_be_ticked(process: Process) -> None:
    """Say it in the name of the action; or, where the paper of the procedure has the box, declare it: `tick=True`."""
    guards = {one.title: one for step in process.real_steps for action in step.actions for one in action.guards}
    found = {name for one in guards.values() for name in wanted_ticked(one) if name in boxes(process.form)}
    assert found == set()


def boxes(model: type[Form]) -> set[str]:
    """Return the yes-or-no fields that are typed, begin with no, and are not on the paper."""
    parts: list[tuple[type[Form], FieldShape]] = [(model, part) for part in shape(model)]
    parts += [(part.line, one) for part in shape(model) if part.line for one in shape(part.line)]
    return {
        part.name
        for of, part in parts
        if part.kind == "flag" and not part.read and not part.label.tick and of.model_fields[part.name].default is False
    }


def wanted_ticked(rule: Guard) -> Iterator[str]:
    """Yield the fields that a guard names as what is wrong because they say no."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(_innermost(rule))))):
        if isinstance(node, ast.If):
            named = {text.rpartition(".")[2] for text in _texts(node)}
            denied = [one.operand for one in ast.walk(node.test) if isinstance(one, ast.UnaryOp)]
            yield from (one.attr for one in denied if isinstance(one, ast.Attribute) and one.attr in named)
        if isinstance(node, ast.For) and any(_is_getattr(one) for one in ast.walk(node)):
            yield from _texts(node.iter)


def _innermost(rule: Guard) -> Any:
    """Return the function a guard asks, also where it holds only on a condition."""
    inner = inspect.getclosurevars(rule.check).nonlocals.get("rule")
    return _innermost(inner) if isinstance(inner, Guard) else rule.check


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _is_getattr(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Call) and "getattr" in ast.dump(node.operand)


class Row(Line):
    seen: bool = field(_("Seen on the spot"), default=False)


class Sheet(Form):
    told: bool = field(_("Told by"), default=False)
    signed: bool = field(_("Applicant signed"), default=False, tick=True)
    rows: list[Row] = field(_("Lines"), default_factory=list)


@guard(_("told"))
def is_told(facts: Facts[Sheet]) -> Iterator[Reason]:
    if not facts.form.told:
        yield Reason(_("say why"), "told")


@guard(_("seen"))
def is_seen(facts: Facts[Sheet]) -> Iterator[Reason]:
    for index, row in enumerate(facts.form.rows):
        if index and not row.seen:
            yield Reason(_("say why"), f"rows.{index}.seen")


@guard(_("either"))
def is_either(facts: Facts[Sheet]) -> Iterator[Reason]:
    for name in ("told", "signed"):
        if not getattr(facts.form, name):
            yield Reason(_("say why"), name)


@guard(_("not both"))
def is_not_both(facts: Facts[Sheet]) -> Iterator[Reason]:
    if facts.form.told and facts.form.signed:
        yield Reason(_("say why"), "told")


def test_such_boxes_are_found_wherever_they_stand() -> None:
    from workflows.library.card_checks import is_spoiled

    assert boxes(Sheet) == {"told", "seen"}
    assert list(wanted_ticked(is_told)) == ["told"]
    assert list(wanted_ticked(where(is_spoiled, is_told))) == ["told"]
    assert list(wanted_ticked(unless(is_spoiled, is_seen))) == ["seen"]
    assert set(wanted_ticked(is_either)) == {"told", "signed"}
    assert list(wanted_ticked(is_not_both)) == []
