"""What a film's page and its API show: one picture of the whole tree of jobs, in a handful of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from media_pipeline.pipelines.shapes import TAKE, take_role
from umam.assets.links import file_url, preview_url
from umam.assets.models import Asset
from umam.jobs.models import Job, Status
from umam.jobs.selectors import eta_seconds

STEPS = (
    ("transcribe", "Listen to the words"),
    ("analyse", "Feel the beat"),
    ("plan_scenes", "Plan the scenes"),
    ("scenes", "Make the scenes"),
    ("assemble", "Join the film"),
)
SCENE_STEPS = ("visual_prompt", "still", "clip", "encode")
LOST = (Status.FAILED, Status.CANCELLED)
# How much of a scene's work each of its steps is, for its progress bar. Its takes are part of its still.
SHARES = {"visual_prompt": 0.1, "still": 0.2, "clip": 0.5, "encode": 0.2}


@dataclass
class Film:
    """A root job with its steps by role and the assets they made by id."""

    root: Job
    steps: dict[str, Job]
    assets: dict[str, Asset]

    def output(self, role: str) -> dict[str, Any]:
        job = self.steps.get(role)
        return (job.output_data or {}) if job is not None and job.status == Status.COMPLETED else {}


def load_film(root: Job) -> Film:
    children = list(root.children.prefetch_related("job_assets__asset").order_by("position", "created_at"))
    ids: set[str] = {str(root.input_data["song"])}
    for child in children:
        ids |= _asset_ids(child.output_data or {})
    assets = Asset.objects.filter(pk__in=ids, universe=root.universe_id, deleted_at=None)
    return Film(root, {child.role: child for child in children}, {str(asset.pk): asset for asset in assets})


def _asset_ids(output: dict[str, Any]) -> set[str]:
    names = ("image", "clip", "video", "poster", "srt", "vtt", "ass")
    return {str(output[name]) for name in names if output.get(name)}


def film_state(root: Job) -> dict[str, Any]:
    """All that the page shows, except the job itself, which the jobs API shapes."""
    film = load_film(root)
    wish = root.input_data
    plan = film.output("plan_scenes")
    result = (root.output_data or {}) if root.status == Status.COMPLETED else {}
    return {
        "title": wish["title"],
        "style": wish.get("style_label") or wish["style"],
        "mood": wish["mood"],
        "size": f"{wish['width']}x{wish['height']}",
        "quality": wish["quality"],
        "takes": wish.get("takes") or 1,
        "lyrics": wish.get("lyrics", ""),
        "song": _song(film),
        "steps": [_step(film, role, label) for role, label in STEPS],
        "words": _words(film),
        "lines": [{"start": x["start"], "end": x["end"], "text": x["text"]} for x in _lines(film)],
        "lyrics_note": plan.get("lyrics_note", ""),
        "scenes": [_scene(film, scene) for scene in plan.get("scenes", [])],
        **{name: _file(film, result.get(name)) for name in ("video", "poster", "srt", "vtt", "ass")},
        "report": result.get("report"),
        "based_on": wish.get("based_on"),
        "newer": _newer(root),
    }


def _newer(root: Job) -> str | None:
    """The latest film made from this one by changing it."""
    later = Job.objects.filter(
        kind=root.kind, parent=None, universe=root.universe_id, input_data__based_on=str(root.pk)
    )
    found = later.order_by("-created_at").values_list("pk", flat=True).first()
    return str(found) if found else None


def _file(film: Film, asset_id: Any) -> dict[str, Any] | None:
    asset = film.assets.get(str(asset_id)) if asset_id else None
    if asset is None:
        return None
    return {"asset_id": str(asset.pk), "url": file_url(asset), "preview_url": preview_url(asset)}


def _song(film: Film) -> dict[str, Any] | None:
    asset = film.assets.get(str(film.root.input_data["song"]))
    shown = _file(film, asset.pk) if asset else None
    if asset is None or shown is None:
        return None
    return {**shown, "name": asset.name, "duration": asset.duration, "peaks": asset.peaks or []}


def _lines(film: Film) -> list[dict[str, Any]]:
    """The lines as the plan settled them; until then as they were heard."""
    settled = film.output("plan_scenes").get("lines")
    return settled if settled is not None else film.output("transcribe").get("segments") or []


def _words(film: Film) -> list[dict[str, Any]]:
    return [
        {"start": word["start"], "end": word["end"], "word": word["word"]}
        for line in _lines(film)
        for word in line["words"]
    ]


def _step(film: Film, role: str, label: str) -> dict[str, Any]:
    if role == "scenes":
        return _scenes_step(film, label)
    job = film.steps.get(role)
    if job is None:
        return {"role": role, "label": label, "job_id": None, "status": "pending", "progress": 0.0,
                "note": "", "eta_seconds": None, "reused": False}  # fmt: skip
    return {
        "role": role,
        "label": label,
        "job_id": str(job.pk),
        "status": job.status,
        "progress": job.progress,
        "note": job.error_message or job.progress_note,
        "eta_seconds": eta_seconds(job),
        "reused": job.reused_from_id is not None,
    }


def _scenes_step(film: Film, label: str) -> dict[str, Any]:
    scenes = film.output("plan_scenes").get("scenes", [])
    states = [_scene_progress(film, scene["index"]) for scene in scenes]
    progress = sum(share for _, share in states) / len(states) if states else 0.0
    done = sum(1 for status, _ in states if status == "completed")
    parts = (*SCENE_STEPS, TAKE)
    waiting = [eta_seconds(job) for role, job in film.steps.items() if role.partition(":")[0] in parts]
    known = [seconds for seconds in waiting if seconds is not None]
    return {
        "role": "scenes",
        "label": label,
        "job_id": None,
        "status": _joined([status for status, _ in states]),
        "progress": progress,
        "note": f"{done} of {len(states)} scenes" if states else "",
        "eta_seconds": sum(known) if known else None,
        "reused": False,
    }


def _joined(states: list[str]) -> str:
    """One status for many: what is worst, then what is going on."""
    for status in ("failed", "cancelled", "processing"):
        if status in states:
            return status
    if states and all(status == "completed" for status in states):
        return "completed"
    return "processing" if "completed" in states else "pending"


def _scene_progress(film: Film, index: int) -> tuple[str, float]:
    share = 0.0
    states = []
    for name, job in _scene_jobs(film, index).items():
        # Once one of them is chosen, it is no matter how the takes ended; one that is lost fails no scene.
        chosen = job is not None and job.status == Status.COMPLETED
        takes = _take_jobs(film, index) if name == "still" and not chosen else []
        states += [str(take.status) for take in takes if take.status not in LOST]
        states.append(str(job.status) if job is not None else "pending")
        share += SHARES[name] * sum(map(_done, [*takes, job])) / (len(takes) + 1)
    return _joined(states), share


def _done(job: Job | None) -> float:
    if job is None:
        return 0.0
    return 1.0 if job.status == Status.COMPLETED else job.progress


def _scene_jobs(film: Film, index: int) -> dict[str, Job | None]:
    return {name: film.steps.get(f"{name}:{index}") for name in SCENE_STEPS}


def _take_jobs(film: Film, index: int) -> list[Job]:
    """The jobs of a scene's takes, in their order; none where one still was wished."""
    count = film.root.input_data.get("takes") or 1
    found = (film.steps.get(take_role(index, take)) for take in range(1, count + 1))
    return [job for job in found if job is not None]


def _takes(film: Film, index: int) -> list[dict[str, Any]]:
    """All takes of a scene, each with what the critic measured once all were there."""
    choice = film.output(f"still:{index}")
    scores = {score["take"]: score for score in choice.get("scores", [])}
    shown = []
    for take, job in enumerate(_take_jobs(film, index), start=1):
        score = scores.get(take, {})
        output = (job.output_data or {}) if job.status == Status.COMPLETED else {}
        shown.append(
            {
                "take": take,
                "job_id": str(job.pk),
                "status": job.status,
                "still": _file(film, output.get("image")),
                "is_chosen": choice.get("take") == take,
                "place": score.get("place"),
                "total": score.get("total"),
                "why": score.get("why") or job.error_message or "",
                "measures": score.get("measures", []),
            }
        )
    return shown


def _scene(film: Film, scene: dict[str, Any]) -> dict[str, Any]:
    index = scene["index"]
    status, progress = _scene_progress(film, index)
    jobs = _scene_jobs(film, index)
    working = [job for job in jobs.values() if job is not None]
    if status != "completed":
        working = [*_take_jobs(film, index), *working]
    prompt = film.output(f"visual_prompt:{index}")
    edit = (film.root.input_data.get("edits") or {}).get(str(index), {})
    notes = [job.progress_note for job in working if job.is_active]
    failed = [job.error_message for job in working if job.error_message]
    return {
        "index": index,
        "start": scene["start"],
        "end": scene["end"],
        "kind": scene["kind"],
        "text": scene["text"],
        "camera_move": scene["camera_move"],
        "prompt": prompt.get("prompt") or edit.get("prompt") or "",
        "prompt_source": prompt.get("source", ""),
        "status": status,
        "progress": progress,
        "note": next(filter(None, [*failed, *notes]), ""),
        "still": _file(film, film.output(f"still:{index}").get("image")),
        "takes": _takes(film, index),
        "chosen_by": film.output(f"still:{index}").get("chosen_by", ""),
        "clip": _file(film, film.output(f"clip:{index}").get("clip")),
        "job_ids": {name: str(job.pk) if job else None for name, job in jobs.items()},
    }
