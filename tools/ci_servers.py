"""Run a command against PostgreSQL and Redis: `python tools/ci_servers.py pytest tests/jobs`.

Servers that answer on their standard local ports are used, with a database and a key prefix of our own and
never a flush. Where none answers, Debian's packages are installed and started for this run alone. When
neither can be had the run fails: these tests are not to be skipped.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis
from psycopg import sql

NAME = f"umam_ci_{os.getpid()}"
PREFIX = f"umam-ci-{os.getpid()}"
HOST = "127.0.0.1"
POSTGRES_PORT = 5432
REDIS_PORT = 6379
SOCKETS = Path("/var/run/postgresql")
DEBIAN_PACKAGES = ["postgresql", "redis-server"]


class NoServer(Exception):
    """No server answers and none can be started. The text is one sentence."""


def main(command: list[str]) -> int:
    if not command:
        print("Say which command to run: ci_servers.py pytest tests/jobs", file=sys.stderr)
        return 2
    with ExitStack() as servers:
        try:
            database = servers.enter_context(postgres())
            broker = servers.enter_context(redis_server())
        except NoServer as problem:
            print(f"FAILED: {problem}", file=sys.stderr)
            return 1
        env = {
            **os.environ,
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "UMAM_REDIS_PREFIX": PREFIX,
            "UMAM_TEST_SERVERS": "true",
        }
        return subprocess.run(command, env=env, check=False).returncode


# -- PostgreSQL --------------------------------------------------------------------------------------------


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database name that is ours alone; the tests make and drop the database itself."""
    with ExitStack() as stack:
        base = _answering_postgres()
        if base:
            print(f"PostgreSQL answers on port {POSTGRES_PORT}: using it with databases named {NAME}.")
        else:
            base = stack.enter_context(_own_postgres())
        try:
            yield f"{base}/{NAME}"
        finally:
            _drop_databases(base)


def _answering_postgres() -> str:
    user = getpass.getuser()
    logins = [f"{user}@", "postgres@", "postgres:postgres@"]
    sockets = (
        [f"{name}@{quote(str(SOCKETS), safe='')}" for name in (user, "postgres")] if SOCKETS.is_dir() else []
    )
    for base in [
        *(f"postgres://{login}{HOST}:{POSTGRES_PORT}" for login in logins),
        *(f"postgres://{s}" for s in sockets),
    ]:
        if _may_create_databases(base):
            return base
    return ""


def _may_create_databases(base: str) -> bool:
    try:
        with psycopg.connect(f"{base}/postgres", connect_timeout=3, autocommit=True) as connection:
            found = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(found and found[0])


def _drop_databases(base: str) -> None:
    """Those that a run which was stopped left behind. Only ours: the name holds this process's number."""
    with psycopg.connect(f"{base}/postgres", connect_timeout=3, autocommit=True) as connection:
        ours = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"test\\_{NAME}%"]
        )
        for (name,) in ours.fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _own_postgres() -> Iterator[str]:
    binaries = _postgres_binaries() or (_install_from_debian() and _postgres_binaries())
    if not binaries:
        raise NoServer("no PostgreSQL answers, and none could be installed.")
    port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix="umam-postgres-"))
    as_other: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_other = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    options = f"-p {port} -k {folder} -c listen_addresses={HOST} -c fsync=off -c max_connections=200"
    control = [*as_other, str(binaries / "pg_ctl"), "-D", str(data), "-w", "-s"]
    init = [*as_other, str(binaries / "initdb"), "-D", str(data), "-U", "umam", "-A", "trust", "-E", "UTF8"]
    try:
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], check=True, cwd=folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServer(f"PostgreSQL was found and would not start: {error}.") from None
    print(f"PostgreSQL was started for this run on port {port}.")
    try:
        yield f"postgres://umam@{HOST}:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_binaries() -> Path | None:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found and shutil.which("pg_ctl") else None


# -- Redis -------------------------------------------------------------------------------------------------


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a Redis where our keys begin with a prefix of our own."""
    url = f"redis://{HOST}:{REDIS_PORT}/0"
    with ExitStack() as stack:
        if _answers(url):
            print(f"Redis answers on port {REDIS_PORT}: using it with keys that begin with {PREFIX}.")
        else:
            url = stack.enter_context(_own_redis())
        try:
            yield url
        finally:
            _remove_keys(url)


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _remove_keys(url: str) -> None:
    client = redis.Redis.from_url(url)
    for key in client.scan_iter(match=f"{PREFIX}*", count=500):
        client.unlink(key)
    client.close()


@contextmanager
def _own_redis() -> Iterator[str]:
    if not shutil.which("redis-server"):
        _install_from_debian()
    program = shutil.which("redis-server")
    if program is None:
        raise NoServer("no Redis answers, and none could be installed.")
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="umam-redis-") as folder:
        command = [
            program,
            "--port",
            str(port),
            "--bind",
            HOST,
            "--dir",
            folder,
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        url = f"redis://{HOST}:{port}/0"
        try:
            if not _comes_up(url):
                raise NoServer("Redis was found and would not start.")
            print(f"Redis was started for this run on port {port}.")
            yield url
        finally:
            server.terminate()
            server.wait(10)


def _comes_up(url: str) -> bool:
    for _ in range(50):
        if _answers(url):
            return True
        time.sleep(0.1)
    return False


# -- both --------------------------------------------------------------------------------------------------


def _install_from_debian() -> bool:
    if not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES]):
        try:
            done = subprocess.run([*root, "apt-get", *words], env=env, check=False, stdout=subprocess.DEVNULL)
        except OSError:
            return False
        if done.returncode:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
