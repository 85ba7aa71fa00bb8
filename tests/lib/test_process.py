from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from umam.lib import process
from umam.lib.errors import JobError

# A child that starts a grandchild, says both ids and waits.
FAMILY = "sleep 60 & echo $$ $!; wait"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int], within: float = 3.0) -> bool:
    deadline = time.monotonic() + within
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def start_family(cwd: Path) -> tuple[process.Child, list[int]]:
    child = process.start(["sh", "-c", FAMILY], cwd=cwd, stdout=process.PIPE)
    assert child.stdout is not None
    return child, [int(word) for word in child.stdout.readline().split()]


def test_stop_ends_the_whole_family(tmp_path):
    child, pids = start_family(tmp_path)

    process.stop(child)

    assert gone(pids)
    assert child.pid not in process.children()


def test_kill_children_ends_all_that_run(tmp_path):
    families = [start_family(tmp_path) for _ in range(2)]

    process.kill_children()

    assert gone([pid for _, pids in families for pid in pids])
    for child, _ in families:
        process.stop(child)


def test_stop_lets_a_polite_child_finish(tmp_path):
    polite = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done"
    child = process.start(["sh", "-c", polite], cwd=tmp_path, stdout=process.PIPE)
    assert child.stdout is not None
    child.stdout.readline()

    process.stop(child, grace=5.0)

    assert child.returncode == 7


def test_stop_of_a_finished_child_is_quiet(tmp_path):
    child = process.start(["true"], cwd=tmp_path)
    child.wait()

    process.stop(child)

    assert child.returncode == 0


@pytest.mark.parametrize("launcher", ["setpriv", "preexec"])
def test_children_die_with_a_killed_worker(tmp_path, launcher):
    code = "from umam.lib import process; import sys, time\n"
    if launcher == "preexec":
        code += "process._launcher = lambda: ()\n"
    code += "child = process.start(['sleep', '60'], cwd='/'); print(child.pid, flush=True); time.sleep(60)"
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    pid = int(worker.stdout.readline())
    assert alive(pid)

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    assert gone([pid])


def test_a_fork_does_not_own_its_parent_s_children(tmp_path):
    child = process.start(["sleep", "60"], cwd=tmp_path)
    fork = os.fork()
    if fork == 0:
        process.kill_children()
        os._exit(len(process.children()))
    _, status = os.waitpid(fork, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert alive(child.pid)
    process.stop(child)


def test_a_missing_program_is_a_sentence(tmp_path):
    with pytest.raises(JobError, match="“no-such-program” is not installed"):
        process.start(["/opt/no-such-program"], cwd=tmp_path)
