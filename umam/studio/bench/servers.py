"""The processor time of a database's own processes, where they can be seen from here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

HERE = frozenset(("", "localhost", "127.0.0.1", "::1"))
PIDS = """SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'"""


@dataclass(frozen=True)
class Server:
    """The processes that serve this database's connections; none for SQLite, which works in ours."""

    pids: tuple[int, ...] = ()

    def cpu(self) -> float:
        """Seconds of processor time that they have used so far. Raises OSError where one is gone."""
        # psutil counts in hundredths of a second, which is longer than many a query.
        spent = (Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0] for pid in self.pids)
        return sum(int(nanoseconds) for nanoseconds in spent) / 1e9


def server() -> Server | None:
    """None where the server is another computer's, or this one does not tell."""
    if connection.vendor != "postgresql":
        return Server()
    if str(connection.settings_dict["HOST"]) not in HERE:
        return None
    with connection.cursor() as cursor:
        cursor.execute(PIDS)
        found = Server(tuple(pid for (pid,) in cursor.fetchall()))
    try:
        found.cpu()
        names = {Path(f"/proc/{pid}/comm").read_text(encoding="utf8").strip() for pid in found.pids}
    except OSError:
        return None
    return found if names == {"postgres"} else None
