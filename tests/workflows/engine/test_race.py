"""Two processes decide the same task at the same moment: one does, the other is told who was first.

Where each has a vote of his own, both do.
"""

import subprocess
import sys
from pathlib import Path

from db.check import check
from tests.workflows.engine.trial import trial_house
from tests.workflows.house import House

RACER = """
import sys
from pathlib import Path
from tests.workflows.engine.trial import PROCESSES
from tests.workflows.house import House
from workflows.engine.catalogue import Catalogue
from workflows.engine.errors import CommandError
from workflows.engine.settings import ENGINE_POLICIES

path, login, action, cases = Path(sys.argv[1]), sys.argv[2], sys.argv[3], [int(case) for case in sys.argv[4:]]
house = House(path, Catalogue(PROCESSES, (), ENGINE_POLICIES))
office = house.as_(login)
print("ready", flush=True)
sys.stdin.readline()
for case in cases:
    try:
        office.act(case, action, seen=2, key=f"{login}-{case}")
        print("did", case, flush=True)
    except CommandError as problem:
        print(problem.kind, case, problem.message, flush=True)
"""


def test_one_of_two_wins_every_time_and_money_moves_once(house_template: Path, tmp_path: Path) -> None:
    house = trial_house(house_template, tmp_path)
    cases = [opened(house, index) for index in range(10)]
    lines = raced([start(house, login, "paid", cases) for login in ("finance1", "finance2")])
    assert sum(line.startswith("did") for line in lines) == 10
    lost = [line for line in lines if line.startswith("conflict")]
    assert len(lost) == 10
    assert all("is no longer there: finance" in line for line in lost)
    assert house.balance("bank") == -10 * 100
    assert check(house.db) == []


def test_both_of_two_who_have_a_vote_each_give_it(house_template: Path, tmp_path: Path) -> None:
    house = trial_house(house_template, tmp_path)
    asked = {"what": "a pump", "amount": "100.00"}
    cases = [house.submit("sales-rep1", "trial-order", asked).case_id for _index in range(10)]
    lines = raced([start(house, login, "approve", cases) for login in ("finance1", "sales-manager")])
    assert sum(line.startswith("did") for line in lines) == 20
    assert {house.stands(case) for case in cases} == {"line"}
    assert check(house.db) == []


def opened(house: House, index: int) -> int:
    return house.submit("sales-rep1", "trial-child", {"what": f"item {index}", "amount": "100.00"}).case_id


def start(house: House, login: str, action: str, cases: list[int]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", RACER, str(house.db.path), login, action, *map(str, cases)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip


def raced(racers: "list[subprocess.Popen[str]]") -> list[str]:
    """Let all begin at once when each is ready; return what they said."""
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    lines = []
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    for racer in racers:
        out, _errors = racer.communicate(timeout=60)
        lines += out.splitlines()
    return lines
