"""Child processes that never outlive their worker.

Each child leads its own process group, so a whole family (a browser under Node, say) ends at once, and each
asks the kernel to be killed when the thread that started it is gone (PR_SET_PDEATHSIG), so a worker that was
killed with SIGKILL leaves nothing behind. The registry belongs to one operating-system process: a fork
starts with an empty one and can never end its parent's children.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from umam.lib.errors import JobError

Child = subprocess.Popen[bytes]
PIPE = subprocess.PIPE
DEVNULL = subprocess.DEVNULL
TimeoutExpired = subprocess.TimeoutExpired

_PR_SET_PDEATHSIG = 1
# Loaded here and not after the fork: between fork and exec nothing may import, lock or allocate needlessly.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
# A parent that died before the signal was asked for sends none: then the child must not start at all.
_IF_PARENT_LIVES = 'parent=$1; shift; [ "$PPID" = "$parent" ] && exec "$@"'

_lock = threading.Lock()
_children: list[Child] = []


def _forget_after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    _children.clear()


os.register_at_fork(after_in_child=_forget_after_fork)


def start(args: Sequence[str | os.PathLike[str]], *, cwd: str | os.PathLike[str], **popen: Any) -> Child:
    """Start a program in its own process group and remember it as a child of this worker.

    The thread that calls this must outlive the child, because the kernel ends the child with it. Raises
    JobError when the program is not installed. stdin is closed unless the caller gives one.
    """
    program = _find(os.fspath(args[0]))
    command = [program, *(os.fspath(part) for part in args[1:])]
    preexec: Callable[[], None] | None = None
    launcher = _launcher()
    if launcher:
        command = [*launcher, str(os.getpid()), *command]
    elif _libc is not None:
        preexec = partial(_die_with_parent, os.getpid())
    popen.setdefault("stdin", subprocess.DEVNULL)
    if preexec is not None:
        popen["preexec_fn"] = preexec
    child = subprocess.Popen(command, cwd=cwd, start_new_session=True, **popen)
    with _lock:
        _children[:] = [other for other in _children if other.returncode is None]
        _children.append(child)
    return child


def stop(child: Child, *, grace: float = 0.0) -> None:
    """End the child and all of its group: SIGTERM first when `grace` seconds are given, then SIGKILL."""
    if grace > 0 and child.poll() is None:
        _signal_group(child, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    _signal_group(child, signal.SIGKILL)
    child.wait()
    _close_pipes(child)
    with _lock:
        if child in _children:
            _children.remove(child)


def kill_children() -> None:
    """Send SIGKILL to the groups of all children of this process. Does not wait: any thread may call it."""
    with _lock:
        children = list(_children)
    for child in children:
        _signal_group(child, signal.SIGKILL)


def children() -> list[int]:
    """Process ids of the registered children that still run."""
    with _lock:
        return [child.pid for child in _children if child.poll() is None]


def end_with_parent() -> None:
    """Ask the kernel to kill this process when the one that forked it is gone. Linux only."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _signal_group(child: Child, number: signal.Signals) -> None:
    # The child's pid is its group's id. While one member lives the number cannot belong to anybody else.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _close_pipes(child: Child) -> None:
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is None:
            continue
        # A broken pipe on flush: the reader is gone, which is why we are here.
        with contextlib.suppress(OSError):
            pipe.close()


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise JobError(
            f"The program “{Path(program).name}” is not installed on this machine.",
            suggestion="Install it, or tell the settings where it is.",
            code="missing_program",
        )
    return found


def _die_with_parent(parent: int) -> None:
    assert _libc is not None
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


@lru_cache(maxsize=1)
def _launcher() -> tuple[str, ...]:
    """A program that sets the death signal and then becomes the child, or () where there is none.

    It spares us `preexec_fn`, which runs Python between fork and exec (a deadlock waiting to happen in a
    worker with threads) and forbids vfork (dear in a process that holds a model).
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or _libc is None:
        return ()
    launcher = (setpriv, "--pdeathsig", "KILL", "--", "/bin/sh", "-c", _IF_PARENT_LIVES, "sh")
    trial = [*launcher, str(os.getpid()), "true"]
    tried = subprocess.run(trial, check=False, capture_output=True, timeout=10)
    return launcher if tried.returncode == 0 else ()
