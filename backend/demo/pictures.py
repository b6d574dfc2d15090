"""Photos of sample reports: a few drawn scenes, cleaned like any upload, shared by many reports."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.demo.pages import PhotoRow
from backend.demo.scenes import ALL_SCENES, SWEPT, draw, scene_of
from backend.photos.pool import WORKERS
from backend.photos.rendition import rendition
from backend.reports.models import Photo
from backend.reports.uploads import StoredPhoto, photo_store, store_photos

_VARIANTS = 3
_AT_ONCE = 1_000


@dataclass(frozen=True)
class _Shown:
    """A cleaned scene in the store, and the names of what the public sees of it."""

    stored: StoredPhoto
    public: str
    public_thumb: str


class Album:
    """Every scene some times over. Make it outside a transaction: drawing and cleaning take seconds."""

    def __init__(self, *, seed: int) -> None:
        self._store = photo_store()
        keys = [(scene, variant) for scene in ALL_SCENES for variant in range(_VARIANTS)]
        with ThreadPoolExecutor(WORKERS) as threads:
            shown = threads.map(lambda key: self._shown_of(*key, seed=seed), keys)
        self._shown = dict(zip(keys, shown, strict=True))

    def save(self, photos: Sequence[PhotoRow], seqs: Mapping[tuple[int, int], int]) -> int:
        """Make the rows of ``photos``, which came with the events ``seqs`` (by report and number); return how many.

        The clean files are shared; each photo that is public gets names of its own, as the rows demand.
        """
        rows = [self._row(photo, seqs) for photo in photos]
        Photo.objects.bulk_create(rows, batch_size=_AT_ONCE)
        return len(rows)

    def _row(self, photo: PhotoRow, seqs: Mapping[tuple[int, int], int]) -> Photo:
        picture = photo.picture
        scene = SWEPT if picture.event_number else scene_of(photo.category)
        shown = self._shown[scene, (photo.report_id + photo.order) % _VARIANTS]
        row = Photo(
            report_id=photo.report_id,
            event_id=seqs[photo.report_id, picture.event_number] if picture.event_number else None,
            order=photo.order,
            is_after=picture.is_after,
            **vars(shown.stored),
        )
        if picture.published_at is not None:
            copied = self._store.copy_random
            row.public_name, row.public_thumb_name = copied(shown.public), copied(shown.public_thumb)
            row.published_at = datetime.fromtimestamp(picture.published_at, UTC)
        return row

    def _shown_of(self, scene: str, variant: int, *, seed: int) -> _Shown:
        stored = store_photos([draw(scene, seed=f"{seed}:{variant}")])[0]
        public = rendition(self._store.read(stored.clean_name))
        return _Shown(stored, self._store.put_random(public.public), self._store.put_random(public.thumb))
