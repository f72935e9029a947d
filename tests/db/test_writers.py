"""Several processes writing at once, and processes that are killed while they write."""

import signal

from db.database import Database
from tests.db.processes import run_together, started

COUNT = """
import sys
from db.database import Database
database = Database.open(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with database.write():
        database.set_meta("count", str(int(database.meta("count") or 0) + 1))
"""

ACKNOWLEDGE = """
import itertools, sys
from db.database import Database
database = Database.open(sys.argv[1])
for number in itertools.count():
    with database.write():
        database.set_meta(f"{sys.argv[2]} {number}", "kept")
    print(f"{sys.argv[2]} {number}", flush=True)
"""

HALF_WAY = """
import sys, time
from db.database import Database
database = Database.open(sys.argv[1])
with database.write():
    database.set_meta("half", "done")
    print("in the middle", flush=True)
    time.sleep(60)
"""


def test_processes_take_turns(db: Database) -> None:
    run_together(4, COUNT, db.path, 40)
    assert db.meta("count") == "160"


def test_a_killed_process_loses_nothing_it_acknowledged(db: Database) -> None:
    acknowledged: list[str] = []
    for round_ in range(3):
        with (
            started(ACKNOWLEDGE, db.path, f"{round_}a") as first,
            started(ACKNOWLEDGE, db.path, f"{round_}b") as second,
        ):
            for process, least in ((first, 20), (second, 7 * round_ + 1)):
                assert process.stdout is not None
                acknowledged += [process.stdout.readline().strip() for _ in range(least)]
                process.send_signal(signal.SIGKILL)
                # What it had printed by then was acknowledged too; a line cut short was not.
                acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    assert len(acknowledged) > 60
    kept = {row["key"] for row in db.rows("SELECT key FROM meta WHERE value = 'kept'")}
    assert set(acknowledged) <= kept
    assert db.value("PRAGMA integrity_check") == "ok"


def test_a_process_killed_half_way_leaves_no_trace_and_no_lock(db: Database) -> None:
    with started(HALF_WAY, db.path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with db.write(wait=0):
        db.set_meta("after", "at once")
    assert (db.meta("half"), db.meta("after")) == (None, "at once")
