"""Photos that come with a form, read within bounds, and kept when the rest of the form has to be mended."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from backend.core.errors import Refused, TooMany
from backend.reports.arrivals import Origin
from backend.reports.models import Upload
from backend.reports.uploads import MOST_PHOTOS, PhotoRefused, TooManyPhotos, keep_upload, may_be_token


def photos_in(files: "Sequence[UploadedFile[bytes]]", *, kept: int = 0) -> list[bytes]:
    """Return the bytes of ``files``. Raises TooManyPhotos (with ``kept`` sent before), PhotoRefused (too large)."""
    chosen = [file for file in files if file.size or file.name]
    if len(chosen) + kept > MOST_PHOTOS:
        raise TooManyPhotos
    if any((file.size or 0) > settings.MAX_PHOTO_BYTES for file in chosen):
        raise PhotoRefused("too_large")
    return [file.read() for file in chosen]


def keep(raws: Iterable[bytes], *, now: datetime, sent_from: Origin | None = None) -> tuple[list[str], list[Refused]]:
    """Keep photos until the form is sent again; return their tokens, and what was wrong with the others."""
    tokens: list[str] = []
    refusals: list[Refused] = []
    for raw in raws:
        try:
            tokens.append(keep_upload(raw, now=now, sent_from=sent_from).token)
        except (PhotoRefused, TooMany) as refused:
            refusals.append(refused)
    return tokens, refusals


def still_kept(tokens: Sequence[str], *, now: datetime) -> list[str]:
    """Return those of ``tokens`` whose photo is still there, in their order. One statement, none without tokens."""
    asked = [token for token in tokens if may_be_token(token)]
    if not asked:
        return []
    found = set(_kept(asked, now=now).values_list("token", flat=True))
    return [token for token in tokens if token in found]


def likenesses(tokens: Sequence[str], *, now: datetime) -> list[int]:
    """Return the perceptual hashes of those photos of ``tokens`` that are still there. One statement, none without."""
    asked = [token for token in tokens if may_be_token(token)]
    return list(_kept(asked, now=now).order_by("id").values_list("likeness", flat=True)) if asked else []


def _kept(tokens: Sequence[str], *, now: datetime) -> "QuerySet[Upload]":
    return Upload.objects.filter(token__in=tokens, expires_at__gt=now)
