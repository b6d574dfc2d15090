"""Photos on their way into a report: cleaned, stored under the name of their content, named by a row only later.

Files are written before the rows that name them; what no row ever names is taken away by the sweep.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.photos.clean import NotAPhoto, clean
from backend.photos.store import FileStore, Store
from backend.reports.arrivals import Origin, take_room
from backend.reports.models import Event, Photo, Report, Upload

MOST_PHOTOS = 5
KEEP_UPLOADS = timedelta(hours=24)  # as long as an idempotency key: a draft may wait for the network
_STATUS = {"too_large": 413}


@dataclass(frozen=True)
class StoredPhoto:
    """A clean picture in the store; ``likeness`` is a signed 64-bit perceptual hash, sizes are pixels."""

    clean_name: str
    thumb_name: str
    width: int
    height: int
    likeness: int


@dataclass(frozen=True)
class Taken:
    """What a telephone says of a photo: when it was taken, how far from the report's place, or that it was chosen."""

    taken_at: datetime | None = None
    distance_m: float | None = None
    from_gallery: bool = False


class PhotoRefused(Refused):
    """A file that cannot become a photo, in words; 413 where it is too large."""

    def __init__(self, code: str) -> None:
        super().__init__(_words(code), field="photos", code=code)
        self.status = _STATUS.get(code, 422)


class TooManyPhotos(PhotoRefused):
    """More photos than a report holds."""

    def __init__(self) -> None:
        super().__init__("too_many")


def photo_store() -> Store:
    """Return the store of photos: the bucket ``S3_BUCKET`` where one is set, else the folder ``MEDIA_ROOT``."""
    if not settings.S3_BUCKET:
        return FileStore(settings.MEDIA_ROOT)
    ends = (settings.S3_ENDPOINT_URL, settings.S3_SIGNED_URL, settings.S3_REGION)
    return _bucket(os.getpid(), settings.S3_BUCKET, *ends, settings.S3_ACCESS_KEY_ID, settings.S3_SECRET_ACCESS_KEY)


@lru_cache(maxsize=4)
def _bucket(_process: int, *told: str) -> Store:
    """Return the bucket's store, one a process: its connections are kept, and not shared over a fork."""
    from backend.photos.bucket import Bucket, BucketStore  # noqa: PLC0415  # boto3 costs whoever has no bucket 30 MB

    return BucketStore(Bucket(*told))


def store_photos(raws: Iterable[bytes]) -> list[StoredPhoto]:
    """Clean and store uploaded files; raises PhotoRefused for the first that is none. Call it outside a transaction."""
    return [_stored(raw) for raw in raws]


def keep_upload(raw: bytes, *, now: datetime, sent_from: Origin | None = None) -> Upload:
    """Keep a photo sent ahead of its report; the token names it until ``expires_at``.

    Raises PhotoRefused, and TooMany where ``sent_from`` has used up its room of the day.
    """
    take_room(sent_from, len(raw), now=now)
    photo = _stored(raw)
    return Upload.objects.create(
        token=secrets.token_urlsafe(32), created_at=now, expires_at=now + KEEP_UPLOADS, **vars(photo)
    )


def uploads_of(tokens: Sequence[str], *, now: datetime) -> list[Upload]:
    """Return the uploads of ``tokens`` in their order; Refused where one is unknown or over. One statement."""
    wanted = list(dict.fromkeys(tokens))
    if not wanted:
        return []
    kept = Upload.objects.filter(token__in=[token for token in wanted if may_be_token(token)], expires_at__gt=now)
    found = {upload.token: upload for upload in kept}
    if len(found) < len(wanted):
        raise Refused(
            _("Một ảnh gửi trước đã quá hạn hoặc không còn. Xin ông/bà gửi lại ảnh đó."),
            field="photo_tokens",
            code="unknown_token",
        )
    return [found[token] for token in wanted]


def may_be_token(written: str) -> bool:
    """Whether the database may be asked for ``written`` at all: NUL and lone surrogates it does not take."""
    return written.isascii() and written.isprintable()


def as_stored(upload: Upload) -> StoredPhoto:
    return StoredPhoto(upload.clean_name, upload.thumb_name, upload.width, upload.height, upload.likeness)


def take_uploads(tokens: Sequence[str], *, now: datetime) -> list[StoredPhoto]:
    """Return the photos of ``tokens`` and forget the tokens: to be called in the transaction that names the photos."""
    uploads = uploads_of(tokens, now=now)
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    return [as_stored(upload) for upload in uploads]


def attach(
    photos: Sequence[StoredPhoto],
    *,
    report: Report,
    event: Event | None = None,
    is_after: bool = False,
    first: int = 0,
    taken: Taken | None = None,
    public: Sequence[tuple[str, str]] = (),
    now: datetime | None = None,
) -> list[Photo]:
    """Make rows for photos of ``report``, numbered from ``first``. One statement, none where there are no photos.

    ``public`` are the names of renditions, with their thumbnails', of all of them, public from ``now`` on.
    """
    said = {"taken_at": taken.taken_at, "distance_m": taken.distance_m} if taken else {}
    rows = [
        Photo(report=report, event=event, order=first + place, is_after=is_after, **vars(photo), **said)
        for place, photo in enumerate(photos)
    ]
    for row, (name, thumb) in zip(rows, public, strict=False):
        row.public_name, row.public_thumb_name, row.published_at = name, thumb, now
    return Photo.objects.bulk_create(rows) if rows else []


def check_number(number: int) -> None:
    """Raise TooManyPhotos where a person sends more than :data:`MOST_PHOTOS` at once."""
    if number > MOST_PHOTOS:
        raise TooManyPhotos


def _stored(raw: bytes) -> StoredPhoto:
    try:
        photo = clean(raw)
    except NotAPhoto as refused:
        raise PhotoRefused(refused.code) from refused
    store = photo_store()
    return StoredPhoto(store.put(photo.clean), store.put(photo.thumb), photo.width, photo.height, photo.likeness)


def _words(code: str) -> str:
    said = {
        "too_many": _("Mỗi lần gửi tối đa %(most)s ảnh.") % {"most": MOST_PHOTOS},
        "empty": _("Tệp ảnh này trống. Xin ông/bà chọn lại."),
        "too_large": _("Ảnh này lớn hơn 15 MB. Xin ông/bà chọn ảnh nhỏ hơn."),
        "too_many_pixels": _("Ảnh này quá nhiều điểm ảnh. Xin ông/bà chụp lại bằng máy ảnh của điện thoại."),
        "not_a_photo": _("Tệp này không phải ảnh JPEG, PNG, WebP hoặc HEIC. Xin ông/bà chọn ảnh chụp."),
        "too_slow": _("Máy chủ không đọc kịp ảnh này. Xin ông/bà gửi lại hoặc chọn ảnh khác."),
    }
    return said.get(code) or _("Ảnh này bị hỏng, không đọc được. Xin ông/bà chụp lại hoặc chọn ảnh khác.")
