"""The one way ffmpeg runs: builders elsewhere make argument lists, `run_ffmpeg` runs them.

Nothing a stranger uploaded is opened except through `input_args`, which looks at the first bytes, forces the
demuxer that belongs to them and lets ffmpeg read local files only. So a playlist under a film's name is never
followed, whatever this build of ffmpeg would make of it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import selectors
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from umam.lib import process, sniff
from umam.lib.errors import Cancelled, JobError
from umam.lib.transactions import refuse_in_transaction

Chunk = bytes | memoryview

TAIL_LINES = 400
_POLL_SECONDS = 0.1
_PIPE_BYTES = 1024 * 1024
_EMPTY_WORDS = ("Conversion failed", "Error opening output", "Error opening input files")
_SPEAKER = re.compile(r"^(?:\[[^\]]* @ 0x[0-9a-f]+\] ?)+")
_PATHS = re.compile(r"(?:file:)?(?:/[^\s:'\"]+)+/")


class FfmpegError(JobError):
    """ffmpeg ended with an error. `tail` holds its last lines, for the private log only: they are a note of
    the exception, so that they stand in its traceback and not in its message."""

    code = "ffmpeg_failed"

    def __init__(self, message: str, *, tail: str, suggestion: str = "", code: str | None = None) -> None:
        super().__init__(message, suggestion=suggestion, code=code)
        self.tail = tail
        self.add_note(tail)


def ffmpeg_path() -> str:
    """The binary: the setting or variable FFMPEG_BIN, else the system's, else the one of a package."""
    chosen = str(_setting("FFMPEG_BIN") or os.environ.get("FFMPEG_BIN", "") or shutil.which("ffmpeg") or "")
    if chosen:
        return chosen
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def input_args(path: Path, *kinds: str) -> list[str]:
    """Arguments that open an untrusted file and nothing else.

    Raises Invalid when its first bytes are not of one of these kinds ("audio", "image", "video"; all three
    when none is given).
    """
    found = sniff.expect(path, *(kinds or ("audio", "image", "video")))
    local = ["-protocol_whitelist", "file,pipe", "-format_whitelist", found.demuxer, "-f", found.demuxer]
    return [*local, "-i", file_url(path)]


def file_url(path: Path) -> str:
    """A path as ffmpeg takes it, whatever its name looks like (leading dash, colon, percent sign)."""
    return f"file:{path}"


def run_ffmpeg(
    args: Sequence[str],
    *,
    cwd: Path,
    duration: float | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    timeout: float = 3600.0,
    stdin: Iterable[Chunk] | None = None,
    on_stdout: Callable[[bytes], None] | None = None,
    environ: Mapping[str, str] | None = None,
    loglevel: str = "error",
    tail_lines: int = TAIL_LINES,
) -> str:
    """Run ffmpeg to its end and return the last lines of what it said (stderr).

    args: everything but the binary and the global options. duration: seconds of output, with which
    `on_progress` gets a fraction in 0..1. Both callbacks are called in the calling thread. stdin: chunks for
    `-i pipe:0`. on_stdout: takes what ffmpeg writes to `pipe:1`; there is no progress then.

    Raises Cancelled soon after should_stop() says so, FfmpegError when ffmpeg fails or takes longer than
    `timeout` seconds, JobError "no_space" when the disk is full. No child is left in any case.
    """
    refuse_in_transaction("ffmpeg")
    if should_stop is not None and should_stop():
        raise Cancelled
    progress = [] if on_stdout else ["-progress", "pipe:1"]
    command = [ffmpeg_path(), "-nostdin", "-hide_banner", "-nostats", "-v", loglevel, *progress, "-y", *args]
    child = process.start(
        command,
        cwd=cwd,
        stdin=process.PIPE if stdin is not None else process.DEVNULL,
        stdout=process.PIPE,
        stderr=process.PIPE,
        env=_environment(environ),
        bufsize=0,
    )
    watch = _Watch(
        child,
        tail_lines=tail_lines,
        duration=duration,
        on_progress=on_progress,
        should_stop=should_stop,
        deadline=time.monotonic() + timeout,
        on_stdout=on_stdout,
    )
    try:
        watch.follow(iter(stdin) if stdin is not None else None)
        code = child.wait()
        watch.join()  # its last words may still be in the pipe, which stopping closes
    finally:
        process.stop(child)
        watch.join()
    tail = watch.tail()
    _raise_for(code, tail)
    return tail


def _raise_for(code: int, tail: str) -> None:
    if "No space left on device" in tail:
        raise FfmpegError(
            "The disk is full, so the file could not be written.",
            suggestion="Free some space and try again.",
            code="no_space",
            tail=tail,
        )
    if code < 0:
        words = f"ffmpeg was ended from outside (signal {-code})."
        raise FfmpegError(words, tail=tail, suggestion="Try again.")
    if code:
        raise FfmpegError(
            f"ffmpeg could not finish: {_last_line(tail)}",
            tail=tail,
            suggestion="Check that the source file plays, and try again.",
        )


def _last_line(tail: str) -> str:
    """The line that says most, without the paths of this machine."""
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(_EMPTY_WORDS)]
    return _PATHS.sub("", _SPEAKER.sub("", (telling or lines or ["it gave no reason."])[-1]))[:300]


def _setting(name: str) -> str:
    try:
        return str(getattr(settings, name, "") or "")
    except ImproperlyConfigured:
        return ""


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """A small environment: no credential of the studio reaches a program that opens strangers' files."""
    names = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "AV_LOG_FORCE_NOCOLOR": "1", **(extra or {})}


class _Watch:
    """Follows one ffmpeg: drains its pipes, feeds it, reports progress, ends it when it should stop."""

    def __init__(
        self,
        child: process.Child,
        *,
        tail_lines: int,
        duration: float | None,
        on_progress: Callable[[float], None] | None,
        should_stop: Callable[[], bool] | None,
        deadline: float,
        on_stdout: Callable[[bytes], None] | None,
    ) -> None:
        self.child = child
        self.duration = duration
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.deadline = deadline
        self.on_stdout = on_stdout
        self._done_seconds = 0.0
        self._reported = 0.0
        self._lines: deque[str] = deque(maxlen=tail_lines)
        assert child.stdout is not None
        assert child.stderr is not None
        readers: list[tuple[Callable[[IO[bytes]], None], IO[bytes]]] = [(self._read_errors, child.stderr)]
        if on_stdout is None:
            readers.append((self._read_progress, child.stdout))
        self._threads = [threading.Thread(target=read, args=(pipe,), daemon=True) for read, pipe in readers]
        for thread in self._threads:
            thread.start()

    def follow(self, chunks: Iterable[Chunk] | None) -> None:
        """Return when ffmpeg has ended by itself."""
        if chunks is not None:
            self._feed(chunks)
        if self.on_stdout is not None:
            self._drain_stdout(self.on_stdout)
        while not _wait(self.child, _POLL_SECONDS):
            self._tick()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=5)

    def tail(self) -> str:
        return "\n".join(self._lines)

    def _tick(self) -> None:
        if self.should_stop is not None and self.should_stop():
            raise Cancelled
        if time.monotonic() > self.deadline:
            raise FfmpegError(
                "The media took too long to process and was given up.",
                tail=self.tail(),
                suggestion="Try a shorter piece or a smaller size.",
                code="timeout",
            )
        if self.on_progress is None or not self.duration:
            return
        fraction = min(1.0, max(0.0, self._done_seconds / self.duration))
        if fraction > self._reported:
            self._reported = fraction
            self.on_progress(fraction)

    def _feed(self, chunks: Iterable[Chunk]) -> None:
        pipe = self.child.stdin
        assert pipe is not None
        descriptor = pipe.fileno()
        os.set_blocking(descriptor, False)
        _widen(descriptor)
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_WRITE)
            try:
                for chunk in chunks:
                    self._write(selector, descriptor, memoryview(chunk).cast("B"))
                    self._tick()
            except BrokenPipeError:
                pass  # ffmpeg has ended early; its exit status tells whether that was wrong
        with contextlib.suppress(BrokenPipeError):
            pipe.close()

    def _write(self, selector: selectors.BaseSelector, descriptor: int, rest: memoryview) -> None:
        while rest:
            if not selector.select(_POLL_SECONDS):
                self._tick()
                continue
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                continue

    def _drain_stdout(self, take: Callable[[bytes], None]) -> None:
        pipe = self.child.stdout
        assert pipe is not None
        _widen(pipe.fileno())
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while True:
                if selector.select(_POLL_SECONDS):
                    data = os.read(pipe.fileno(), _PIPE_BYTES)
                    if not data:
                        return
                    take(data)
                self._tick()

    def _read_errors(self, pipe: IO[bytes]) -> None:
        for line in _lines(pipe):
            self._lines.append(line)

    def _read_progress(self, pipe: IO[bytes]) -> None:
        for line in _lines(pipe):
            name, _, value = line.partition("=")
            if name == "out_time_us" and value.lstrip("-").isdigit():
                self._done_seconds = int(value) / 1_000_000


def _lines(pipe: IO[bytes]) -> Iterable[str]:
    try:
        for raw in pipe:
            yield raw.decode("utf-8", "replace").rstrip()
    except (OSError, ValueError):
        return  # the pipe was closed under us because the child is being ended


def _widen(descriptor: int) -> None:
    # Over the user's limit for pipes it fails: the default size works too, only slower.
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _wait(child: process.Child, seconds: float) -> bool:
    try:
        child.wait(seconds)
    except process.TimeoutExpired:
        return False
    return True
