"""Tiny kinds of jobs, one for each thing that can happen to a job."""

import errno
import os
import time
from pathlib import Path

from pydantic import BaseModel

from umam.jobs.handlers import Approved, Handler, Pipeline, Step
from umam.lib import process
from umam.lib.errors import Cancelled, ComeBack, JobError, RetryLater

# What the handlers did and what they are told to do, for tests of the same process.
CALLS = []
REVIEWS = []


class Words(BaseModel):
    word: str = ""
    asset: str | None = None
    seconds: float = 0.0
    take: int = 0


class Said(BaseModel):
    said: str = ""
    files: list[str] = []


class Echo(Handler[Words, Said]):
    key = "echo"
    label = "Echo"
    reuse = "pipeline"
    Input = Words
    Output = Said

    def weight(self, data):
        return data.seconds or 1.0

    def run(self, ctx, data):
        CALLS.append((self.key, data.word))
        before = [ctx.upstream(role).get("said", "-") for role in ctx.upstream_roles()]
        return Said(said="+".join([*before, data.word]))


class Always(Echo):
    key = "always"
    reuse = "always"


class Never(Echo):
    key = "never"
    reuse = "never"


class Painter(Handler[Words, Said]):
    """Stores a small text file, so that its files and those it was made of can be followed."""

    key = "painter"
    label = "Painter"
    reuse = "always"
    Input = Words
    Output = Said

    def engine(self, data):
        return "brush", "7"

    def run(self, ctx, data):
        CALLS.append((self.key, data.word))
        path = ctx.work_dir / "picture.txt"
        path.write_text(f"a picture of {data.word}\n" * 3)
        if data.asset:
            path.write_text(ctx.asset_path(data.asset).read_text())
        made = ctx.store(path, kind="text", role="picture", name=f"{data.word}.txt")
        ctx.usage(tokens=3, model="m")
        ctx.log(f"painted {data.word}")
        return Said(said=data.word, files=[str(made.pk)])


class Broken(Handler[Words, Said]):
    """Fails in the way that its word names."""

    key = "broken"
    label = "Broken"
    reuse = "never"
    Input = Words
    Output = Said

    def run(self, ctx, data):
        CALLS.append((self.key, data.word))
        self.folder = ctx.work_dir
        if data.word == "job_error":
            raise JobError("The song is too quiet.", suggestion="Sing louder.", code="quiet")
        if data.word == "later":
            raise RetryLater(7.0, "The service is busy.")
        if data.word == "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        if data.word == "cancelled":
            raise Cancelled
        if data.word == "once" and ctx.attempt > 1:
            return Said(said="at last")
        raise ZeroDivisionError("secret /home/path")


class Nul(Echo):
    """Hears characters that PostgreSQL takes in no text."""

    key = "nul"

    def run(self, ctx, data):
        if data.word == "fail":
            raise JobError("No voice in \0.")
        ctx.log("heard a\0b")
        return Said(said="a\0b")


class Provider(Handler[Words, Said]):
    """Waits for somebody else: asks, parks, looks again."""

    key = "provider"
    label = "Provider"
    reuse = "never"
    deadline = 3600.0
    Input = Words
    Output = Said

    def run(self, ctx, data):
        CALLS.append((self.key, ctx.attempt, dict(ctx.state)))
        if "asked" not in ctx.state:
            ctx.hook_url("acme")
            for hook in ON_ASK:
                hook(ctx)
            raise ComeBack(60.0, {"asked": 1})
        if ctx.state["asked"] < int(data.word or 1):
            raise ComeBack(60.0, {"asked": ctx.state["asked"] + 1})
        return Said(said=str(ctx.hook_payload))


ON_ASK = []


class Draft(Handler[Words, Said]):
    """Its output waits for a person."""

    key = "draft"
    label = "Draft"
    reuse = "never"
    Input = Words
    Output = Said

    def run(self, ctx, data):
        return Said(said=data.word)

    def confidence(self, output):
        return 0.4

    def needs_review(self, data, output):
        return True

    def on_review(self, *, job, decision, output, by):
        if data_says_no(output):
            raise JobError("The bible has changed since.")
        REVIEWS.append((decision, output["said"], by))


def data_says_no(output):
    return output["said"] == "stale"


class Planner(Handler[Words, Said]):
    """Spawns a still and a clip for each letter, and what joins the clips."""

    key = "planner"
    label = "Planner"
    reuse = "never"
    Input = Words
    Output = Said

    def run(self, ctx, data):
        CALLS.append((self.key, data.word))
        for letter in data.word:
            ctx.spawn("echo", role=f"still:{letter}", input={"word": letter})
            ctx.spawn("echo", role=f"clip:{letter}", input={"word": "c"}, needs=[f"still:{letter}"])
        needs = [f"clip:{letter}" for letter in data.word]
        ctx.spawn("painter", role="join", input={"word": "joined"}, needs=needs, result=True)
        return Said(said="planned")


class Sleeper(Handler[Words, Said]):
    """Works for `seconds`: politely, or (word "deaf") without ever looking up."""

    key = "sleeper"
    label = "Sleeper"
    reuse = "never"
    queue = "media"
    max_attempts = 3
    Input = Words
    Output = Said

    def weight(self, data):
        return data.seconds

    def run(self, ctx, data):
        (ctx.work_dir / "half-done").write_text("x")
        if data.word == "die":
            os.kill(os.getpid(), 9)
        if data.word == "child":
            process.start(["sleep", "300"], cwd=ctx.work_dir)
        until = time.monotonic() + data.seconds
        while time.monotonic() < until:
            if data.word in ("", "child"):
                ctx.check_stop()
            ctx.progress(1 - (until - time.monotonic()) / max(0.01, data.seconds), "sleeping")
            time.sleep(0.05)
        return Said(said=f"attempt {ctx.attempt}")


class Deaf(Sleeper):
    """Has a child, and hears nothing for `seconds`."""

    key = "deaf"

    def run(self, ctx, data):
        (ctx.work_dir / "half-done").write_text("x")
        process.start(["sleep", "300"], cwd=ctx.work_dir)
        time.sleep(data.seconds)
        return Said(said="never heard")


class Poison(Sleeper):
    key = "poison"

    def run(self, ctx, data):
        os.kill(os.getpid(), 9)


class Film(Pipeline[Words]):
    key = "film"
    label = "Film"
    Input = Words

    def weight(self, data):
        return data.seconds or 1.0

    def plan(self, data):
        return [
            Step(kind="echo", role="listen", input={"word": "heard"}),
            Step(kind="planner", role="plan", input={"word": data.word}, needs=["listen"]),
        ]


class Diamond(Pipeline[Words]):
    """a -> b and c -> d; its word says which step is of which kind: "b=broken:job_error"."""

    key = "diamond"
    label = "Diamond"
    Input = Words

    def plan(self, data):
        changes = dict(part.split("=") for part in data.word.split(",") if part)

        def step(role, *needs, **more):
            kind, _, word = changes.get(role, "").partition(":")
            optional = kind.endswith("?")
            return Step(
                kind=kind.rstrip("?") or "echo",
                role=role,
                input={"word": word or role, "seconds": data.seconds},
                needs=needs,
                optional=optional,
                **more,
            )

        needs_b = Approved("b") if changes.get("b", "").startswith("draft") else "b"
        return [step("a"), step("b", "a"), step("c", "a"), step("d", needs_b, "c", result=True)]


class Rest(Pipeline[Words]):
    """Sleepers side by side and one behind them, for real workers."""

    key = "rest"
    label = "Rest"
    Input = Words

    def plan(self, data):
        sleep = {"seconds": data.seconds, "take": data.take}
        sides = [Step(kind="sleeper", role=f"side:{n}", input=sleep) for n in range(4)]
        needs = [step.role for step in sides]
        return [*sides, Step(kind="sleeper", role="end", input=sleep, needs=needs, result=True)]


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) if folder.exists() else []


ALL = [
    Echo, Always, Never, Painter, Broken, Nul, Provider, Draft, Planner, Sleeper, Deaf, Poison,
    Film, Diamond, Rest,
]  # fmt: skip
PATHS = [f"tests.jobs.handlers.{one.__name__}" for one in ALL]
