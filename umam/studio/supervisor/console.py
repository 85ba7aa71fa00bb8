"""What a person reads in the terminal: plain lines, which look the same in a file."""

from __future__ import annotations

import sys
from typing import TextIO

BOLD = "\033[1m"
PLAIN = "\033[0m"


class Console:
    """Writes lines at once. A terminal that went away is no reason to stop the studio."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._colour = self._stream.isatty()

    def line(self, text: str = "") -> None:
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            pass

    def strong(self, text: str) -> str:
        return f"{BOLD}{text}{PLAIN}" if self._colour else text

    def welcome(self, *, address: str, seconds: float, login: tuple[str, str] | None, data_dir: str) -> None:
        self.line(f"The studio is up, {seconds:.1f} s after its start.")
        self.line()
        self.line(f"  Open      {self.strong(address)}")
        if login:
            self.line(f"  Sign in   {self.strong(login[0])}   {login[1]}")
        self.line(f"  Data      {data_dir}   (logs in its folder log)")
        self.line("  Stop      Ctrl-C")
        self.line()
