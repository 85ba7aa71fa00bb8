"""What can be done with assets: take in, rename, share, throw away, bring back."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from umam.accounts.models import User
from umam.assets import files
from umam.assets.content import Content, draw_preview, examine
from umam.assets.models import Asset, AssetShare, AssetSource
from umam.assets.names import clean_name
from umam.lib import sniff
from umam.lib.errors import Invalid, TooLarge, WrongState
from umam.lib.hashing import Hashed, copy_hashed, megabytes, read_chunks, sha256_file
from umam.lib.transactions import refuse_in_transaction
from umam.universes import access
from umam.universes.models import Universe


def ingest_upload(
    *,
    universe: Universe,
    by: User,
    upload: UploadedFile,
    name: str | None = None,
    kinds: Collection[str] = (),
) -> Asset:
    """Takes in what a person sent. The same bytes under the same name are the same asset of a universe.

    kinds: which kinds of file are wanted, all when empty. Raises Forbidden, Invalid, TooLarge or NoSpace, and
    leaves nothing behind then.
    """
    return receive_upload(universe=universe, by=by, upload=upload, name=name, kinds=kinds)[0]


def receive_upload(
    *,
    universe: Universe,
    by: User,
    upload: UploadedFile,
    name: str | None = None,
    kinds: Collection[str] = (),
) -> tuple[Asset, bool]:
    """Like `ingest_upload`, and tells whether the asset is new."""
    refuse_in_transaction("Taking in a file")
    access.require_edit(by, universe.pk)
    shown = clean_name(name or upload.name or "")
    with files.full_disk_in_words(), files.private_folder() as folder:
        path = folder / "content"
        hashed = _receive(upload, path, shown)
        content = examine(path, hashed, name=shown, kinds=kinds)
        known = _uploaded_before(universe, shown, hashed)
        if known is not None:
            return known, False
        draft = Asset(
            universe=universe, name=shown, source=AssetSource.UPLOAD, created_by=by, **content.facts
        )
        return _keep(draft, content, folder), True


def ingest_file(
    *,
    universe: Universe,
    path: Path,
    name: str,
    kind: str | None = None,
    source: str = AssetSource.JOB,
    by: User | None = None,
    parents: Iterable[Asset] = (),
    provenance: Mapping[str, Any] | None = None,
) -> Asset:
    """Takes in a file that the studio made or imports. `path` is copied and stays where it is.

    kind: what it must be; Invalid is raised when it is something else. Each call makes an asset of its own,
    though equal bytes are stored once. parents: assets of the same universe that it was made of.
    """
    refuse_in_transaction("Taking in a file")
    shown = clean_name(name, fallback=path.name)
    parents = list(parents)
    if any(parent.universe_id != universe.pk for parent in parents):
        raise Invalid("An asset can only be made of assets of its own universe.", attr="parents")
    with files.full_disk_in_words(), files.private_folder() as folder:
        copy = folder / "content"
        with path.open("rb") as stream:
            hashed = copy_hashed(read_chunks(stream), copy, what=sniff.quoted(shown))
        kinds = (kind,) if kind else ()
        content = examine(copy, hashed, name=shown, kinds=kinds, trusted=source == AssetSource.JOB)
        draft = Asset(
            universe=universe,
            name=shown,
            source=source,
            created_by=by,
            provenance=dict(provenance or {}),
            **content.facts,
        )
        return _keep(draft, content, folder, parents)


def _receive(upload: UploadedFile, path: Path, shown: str) -> Hashed:
    """The upload's bytes at `path`, hashed and within the limit."""
    limit = int(settings.UMAM_MAX_UPLOAD)
    what = sniff.quoted(shown)
    if upload.size is not None and upload.size > limit:
        raise TooLarge(
            f"{what} is larger than {megabytes(limit)}, which is the most that is taken.",
            suggestion="Choose a smaller file, or ask whoever runs this studio to raise the limit.",
        )
    temporary = getattr(upload, "temporary_file_path", None)
    if temporary is not None and _linked(Path(temporary()), path):
        return Hashed(sha256_file(path), path.stat().st_size)
    return copy_hashed(upload.chunks(1024 * 1024), path, limit=limit, what=what)


def _linked(source: Path, target: Path) -> bool:
    """A big upload lies in a file of its own already: a second name for it spares copying it."""
    try:
        os.link(source, target)
    except OSError:
        return False
    with target.open("rb") as stream:
        os.fsync(stream.fileno())
    return True


def _uploaded_before(universe: Universe, name: str, hashed: Hashed) -> Asset | None:
    same = Asset.objects.alive().filter(universe=universe, sha256=hashed.sha256, name=name)
    return same.filter(source=AssetSource.UPLOAD).order_by("created_at").first()


def _keep(draft: Asset, content: Content, folder: Path, parents: Iterable[Asset] = ()) -> Asset:
    """Stores the content, unless the universe has it already, and inserts the row."""
    mine: files.Stored | None = None
    try:
        while not _insert(draft, mine, parents):
            preview, peaks = draw_preview(content, folder)
            stored = files.store(draft.universe_id, draft.sha256, draft.extension, content.path, preview)
            mine = files.Stored(stored.file, stored.preview, peaks)
    except BaseException:
        if mine is not None:
            files.remove(mine.file, mine.preview)
        raise
    if mine is not None and draft.file != mine.file:  # somebody stored the same content a moment before
        files.remove(mine.file, mine.preview)
    return draft


def _insert(draft: Asset, mine: files.Stored | None, parents: Iterable[Asset]) -> bool:
    """Inserts the row with the universe's own copy of the content, else with `mine`; False without either.

    The row whose copy is shared is locked: until this commits, `purge` cannot take the copy away.
    """
    with transaction.atomic():
        twin = (
            Asset.objects.select_for_update()
            .filter(universe=draft.universe_id, sha256=draft.sha256, extension=draft.extension)
            .order_by("created_at", "pk")
            .first()
        )
        if twin is not None:
            draft.file, draft.preview, draft.peaks = twin.file, twin.preview, twin.peaks
        elif mine is not None:
            draft.file, draft.preview, draft.peaks = mine.file, mine.preview, mine.peaks
        else:
            return False
        draft.save(force_insert=True)
        draft.parents.set(parents)
        for path in settings.UMAM_ON_INGEST:
            hook: Any = import_string(path)
            hook(draft)
    return True


def rename(*, asset: Asset, by: User, name: str) -> Asset:
    access.require_edit(by, asset.universe_id)
    cleaned = clean_name(name, fallback="")
    if not cleaned:
        raise Invalid("An asset needs a name.", attr="name")
    asset.name = cleaned
    asset.save(update_fields=["name", "updated_at"])
    return asset


def trash(*, asset: Asset, by: User) -> Asset:
    """Moves an asset to the trash; its public link ends. Twice is once."""
    access.require_edit(by, asset.universe_id)
    now = timezone.now()
    with transaction.atomic():
        moved = Asset.objects.alive().filter(pk=asset.pk).update(deleted_at=now, updated_at=now)
        if moved:
            AssetShare.objects.filter(asset=asset, revoked_at=None).update(revoked_at=now)
    asset.refresh_from_db(fields=["deleted_at", "updated_at"])
    return asset


def restore(*, asset: Asset, by: User) -> Asset:
    access.require_edit(by, asset.universe_id)
    Asset.objects.trashed().filter(pk=asset.pk).update(deleted_at=None, updated_at=timezone.now())
    asset.refresh_from_db(fields=["deleted_at", "updated_at"])
    return asset


def purge(*, asset: Asset, by: User | None = None) -> None:
    """Removes an asset in the trash for ever, and its file where no other asset of its universe shares it.

    by: who wishes it, None for the studio's own sweeping.
    """
    refuse_in_transaction("Removing an asset for ever")
    if by is not None:
        access.require_edit(by, asset.universe_id)
    if not asset.in_trash:
        raise WrongState(f"{sniff.quoted(asset.name)} is in use: move it to the trash first.")
    with transaction.atomic():
        asset.delete()
        shared = Asset.objects.filter(universe=asset.universe_id, file=asset.file).exists()
    if not shared:
        files.remove(asset.file, asset.preview)


def sweep(
    *, trash_age: timedelta = timedelta(days=30), spare: timedelta = timedelta(days=1)
) -> tuple[int, int]:
    """Empties the trash of what lies there longer than `trash_age` and removes files that no row knows.

    Such files are left by a process that was killed between storing and inserting, and by deleted universes.
    Files younger than `spare` may belong to an upload that is under way. Returns (assets, files) removed.
    """
    now = timezone.now()
    old = Asset.objects.trashed().filter(deleted_at__lt=now - trash_age)
    count = 0
    for asset in old.iterator(chunk_size=200):
        purge(asset=asset)
        count += 1
    strays = 0
    for folder in files.listed(files.ROOT)[0]:
        try:
            strays += _sweep_folder(UUID(folder), now - spare)
        except ValueError:
            continue  # nothing that the studio has made
    return count, strays


def _sweep_folder(universe_id: UUID, before: datetime) -> int:
    folder = f"{files.ROOT}/{universe_id}"
    rows = Asset.objects.filter(universe=universe_id).values_list("file", "preview")
    known = {name for row in rows.iterator() for name in row}
    strays = 0
    for last in files.listed(folder)[1]:
        name = f"{folder}/{last}"
        if name not in known and files.modified(name) < before:
            files.remove(name)
            strays += 1
    return strays


def share(*, asset: Asset, by: User, expires_at: datetime | None = None) -> AssetShare:
    """The asset's public link: the open one, with this end from now on, else a new one."""
    access.require_edit(by, asset.universe_id)
    if asset.in_trash:
        raise WrongState(f"{sniff.quoted(asset.name)} is in the trash.", suggestion="Restore it first.")
    now = timezone.now()
    if expires_at is not None and expires_at <= now:
        raise Invalid("The link would have ended already.", attr="expires_at")
    with transaction.atomic():
        Asset.objects.select_for_update().filter(pk=asset.pk).first()  # one at a time for each asset
        found = asset.shares.filter(revoked_at=None).first()
        if found is not None and found.is_open:
            found.expires_at = expires_at
            found.save(update_fields=["expires_at"])
            return found
        asset.shares.filter(revoked_at=None).update(revoked_at=now)
        return AssetShare.objects.create(asset=asset, created_by=by, expires_at=expires_at)


def revoke_share(*, asset: Asset, by: User) -> int:
    """Ends the asset's public link. Returns how many ended: 0 or 1."""
    access.require_edit(by, asset.universe_id)
    return AssetShare.objects.filter(asset=asset, revoked_at=None).update(revoked_at=timezone.now())
