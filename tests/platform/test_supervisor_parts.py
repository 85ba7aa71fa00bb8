"""The pieces of the supervisor, each alone: ports, the lock, the broker, one part as a process."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from umam.lib.errors import Conflict
from umam.studio.supervisor import ports
from umam.studio.supervisor.child import Child, Part, how_it_ended
from umam.studio.supervisor.lock import StudioLock
from umam.studio.supervisor.valkey import Valkey

PYTHON = sys.executable


def until(condition, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


# -- ports -------------------------------------------------------------------------------------------------


def test_without_a_wish_two_studios_get_different_ports():
    with ports.listen("127.0.0.1") as one, ports.listen("127.0.0.1") as two:
        assert one.getsockname()[1] != two.getsockname()[1]
        assert one.getsockname()[1] >= ports.FIRST_PORT


def test_a_wished_port_that_is_taken_is_refused_in_one_sentence():
    port = ports.free_port()
    with ports.listen("127.0.0.1", port), pytest.raises(ports.PortTaken) as refused:
        ports.listen("127.0.0.1", port)
    assert refused.value.message == (
        f"Port {port} is taken by another program: set UMAM_PORT to another one, "
        "or unset it to take the next free one."
    )


def test_a_port_is_free_again_when_its_studio_is_gone():
    port = ports.free_port()
    ports.listen("127.0.0.1", port).close()
    with ports.listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_a_host_that_is_not_ours_is_refused():
    with pytest.raises(ports.PortTaken):
        ports.listen("192.0.2.1", 8000)


# -- lock --------------------------------------------------------------------------------------------------


def test_a_second_studio_on_the_same_data_is_refused_and_told_where_the_first_is(tmp_path):
    (tmp_path / "run").mkdir()
    first, second = StudioLock(tmp_path / "run" / "lock"), StudioLock(tmp_path / "run" / "lock")
    first.take()
    first.write(address="http://127.0.0.1:8123")
    with pytest.raises(Conflict) as refused:
        second.take()
    assert "http://127.0.0.1:8123" in refused.value.message
    assert str(os.getpid()) in refused.value.message
    assert str(tmp_path) in refused.value.message
    first.release()
    second.take()
    second.release()


def test_the_lock_of_a_dead_studio_is_not_in_the_way(tmp_path):
    (tmp_path / "run").mkdir()
    path = tmp_path / "run" / "lock"
    code = f"import fcntl, time; f = open({str(path)!r}, 'w'); fcntl.flock(f, 2); print(1, flush=True)"
    holder = subprocess.Popen([PYTHON, "-c", f"{code}; time.sleep(60)"], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    lock = StudioLock(path)
    with pytest.raises(Conflict):
        lock.take()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    lock.take()
    lock.release()


# -- the broker --------------------------------------------------------------------------------------------


@pytest.fixture
def valkey(tmp_path: Path) -> Valkey:
    server = Valkey(tmp_path / "valkey", tmp_path / "redis_url")
    server.prepare()
    return server


@pytest.fixture
def broker(valkey: Valkey, tmp_path: Path) -> Iterator[Child]:
    part = Part("valkey", "The broker", valkey.command(), death_signal=signal.SIGTERM)
    child = Child(part, env=dict(os.environ), cwd=tmp_path, log_dir=tmp_path / "log")
    child.start()
    assert until(valkey.is_up)
    yield child
    child.ask_to_stop()
    child.finish(time.monotonic() + 5)


def test_the_address_of_the_broker_is_for_its_owner_only(valkey):
    for path in (valkey.url_file, valkey.config_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert valkey.url_file.read_text() == f"redis://:{valkey.password}@127.0.0.1:{valkey.port}/0\n"
    assert valkey.password not in " ".join(valkey.command())


def test_the_broker_lets_nobody_in_without_the_password(valkey, broker):
    stranger = redis.Redis(port=valkey.port, retry=Retry(NoBackoff(), 0))
    with pytest.raises(redis.AuthenticationError):
        stranger.ping()
    stranger.close()


def test_the_broker_keeps_what_it_holds_over_a_restart_on_the_same_address(valkey, broker):
    client = redis.Redis.from_url(valkey.url)
    client.rpush("queue", "message")
    client.execute_command("WAITAOF", 1, 0, 2000)
    assert broker.pid is not None
    os.kill(broker.pid, signal.SIGKILL)
    assert until(lambda: broker.look(time.monotonic()) is not None)
    assert until(lambda: (broker.look(time.monotonic()), valkey.is_up())[1])
    assert client.lrange("queue", 0, -1) == [b"message"]
    client.close()


def test_the_broker_stops_in_a_moment_and_leaves_nothing(valkey, broker):
    pid = broker.pid
    assert pid is not None
    began = time.monotonic()
    broker.ask_to_stop()
    assert broker.finish(began + 5)
    assert time.monotonic() - began < 3
    assert not is_alive(pid)


def test_damaged_data_are_set_aside(valkey):
    (valkey.data_dir / "appendonlydir").mkdir()
    moved = valkey.set_aside()
    assert moved is not None
    assert moved.is_dir()
    assert valkey.set_aside() is None


# -- one part as a process ---------------------------------------------------------------------------------


def child_of(tmp_path: Path, code: str, **part) -> Child:
    made = Part("part", "The part", (PYTHON, "-c", code), **part)
    return Child(made, env=dict(os.environ), cwd=tmp_path, log_dir=tmp_path / "log")


def test_what_a_part_says_is_in_its_log(tmp_path):
    child = child_of(tmp_path, "print('hello')")
    child.start()
    assert child.wait_for_end(10) == 0
    child.finish(time.monotonic())
    assert child.log_path.read_text() == "hello\n"


def test_a_part_that_ends_is_started_again_with_growing_pauses(tmp_path):
    child = child_of(tmp_path, "raise SystemExit(3)")
    child.start()
    said = []
    for now in (0.0, 100.0, 200.0):
        if child.pid is None:
            assert child.look(now) is None  # its pause is over: started again
        assert child.wait_for_end(10) == 3
        said.append(child.look(now + 1))
        assert child.look(now + 1) is None  # its pause is not over yet
        assert child.pid is None
    assert "exit status 3" in said[0]
    assert ["0.5 s" in said[0], "1 s" in said[1], "2 s" in said[2]] == [True, True, True]
    assert child.failures == 3


def test_a_part_that_does_not_stop_politely_is_ended_with_all_it_started(tmp_path):
    code = (
        "import os,signal,subprocess,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(subprocess.Popen(['sleep','60']).pid, flush=True); time.sleep(60)"
    )
    child = child_of(tmp_path, code)
    child.start()
    assert until(lambda: child.log_path.read_text().strip())
    grandchild = int(child.log_path.read_text())
    child.ask_to_stop()
    assert child.finish(time.monotonic() + 0.3) is False
    assert until(lambda: not is_alive(grandchild))


def test_a_part_dies_with_a_supervisor_that_was_killed(tmp_path):
    script = f"""
import os, sys, time
from pathlib import Path
from umam.studio.supervisor.child import Child, Part
part = Part("part", "The part", ({PYTHON!r}, "-c", "import time; time.sleep(60)"))
child = Child(part, env=dict(os.environ), cwd=Path({str(tmp_path)!r}), log_dir=Path({str(tmp_path)!r}))
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""
    supervisor = subprocess.Popen([PYTHON, "-c", script], stdout=subprocess.PIPE, cwd=Path.cwd())
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())
    assert is_alive(pid)
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    assert until(lambda: not is_alive(pid))


def test_a_long_log_is_cut_and_the_part_goes_on_writing(tmp_path, monkeypatch):
    monkeypatch.setattr("umam.studio.supervisor.child.LOG_BYTES", 1000)
    code = (
        "import time; print('x'*5000, flush=True); time.sleep(1); print('after', flush=True); time.sleep(60)"
    )
    child = child_of(tmp_path, code)
    child.start()
    assert until(lambda: child.log_path.stat().st_size > 1000)
    assert child.look(time.monotonic()) is None
    assert until(lambda: child.log_path.read_text() == "after\n")
    assert child.log_path.with_suffix(".log.1").stat().st_size == 5001
    child.finish(time.monotonic())


def test_an_end_is_told_in_words():
    assert how_it_ended(-9) == "killed by SIGKILL"
    assert how_it_ended(1) == "exit status 1"
