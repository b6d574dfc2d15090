"""What the public may see of a report: masked words and chosen photos, after a look where the category asks for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Actor, Staff
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports.act import Overtaken, begin, finish, hold
from backend.reports.masking import mask
from backend.reports.models import Event, Kind, Photo, Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.reasons import checked_reason
from backend.reports.record import record
from backend.reports.redaction import edit_of
from backend.reports.render import rendered
from backend.reports.rights import NotYours, check_in_charge, may_act
from backend.reports.search import text_for
from backend.reports.uploads import StoredPhoto, photo_store
from backend.routing.models import Category, Publication

LONGEST_TEXT = 4000
NOTHING_PUBLIC: Mapping[str, object] = {"published_at": None, "public_text": "", "public_search": ""}


@dataclass(frozen=True)
class Release:
    """What somebody looked at and lets out: the words as they may be read, and which of the report's photos."""

    text: str = ""
    photo_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Prepared:
    """A release whose renditions are made: (photo, public name, thumbnail's name)."""

    text: str
    renditions: Sequence[tuple[Photo, str, str]]


def at_intake(
    category: Category, text: str, *, screening: str, now: datetime, at_once: bool | None = None
) -> tuple[datetime | None, str]:
    """Return (published at, public words) of a report just filed: None and nothing where a look is needed first.

    ``at_once`` says so where it is not the kind that does.
    """
    is_at_once = category.publication == Publication.AT_ONCE if at_once is None else at_once
    if screening != Screening.CLEAR or not is_at_once:
        return None, ""
    return now, mask(text)


def publish(report: Report, release: Release, *, by: Actor, now: datetime, version: int | None = None) -> Event:
    """Let out words and photos of ``report``; photos not named are taken back.

    Raises NotYours, Refused where it may not be, NotRendered, Overtaken where ``version`` is not the newest.
    """
    if not (isinstance(by, Staff) and may_act(by.user, report)):
        raise NotYours(_("Chỉ đơn vị chủ trì mới công khai được."))
    prepared = prepare(report, release)
    with transaction.atomic():
        held = hold(report, version=version)
        if not may_act(by.user, held):
            raise NotYours(_("Chỉ đơn vị chủ trì mới công khai được."))
        check_publishable(held)
        act = begin(held, by=by)
        _let_out(act.report, prepared, now=now)
        changes, kind = _released(act.report, prepared, now=now)
        event = finish(act, changes, kind, now=now, data={"photos": len(prepared.renditions)})
    report.refresh_from_db()
    return event


def hide(report: Report, *, reason: str, by: Staff, now: datetime, version: int | None = None) -> Event:
    """Take words and photos back from the public: their addresses answer 404 from now on. The reason is for staff.

    Raises NotYours, Overtaken, Refused (no reason, nothing is public).
    """
    why = checked_reason(reason)
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        if held.published_at is None:
            raise Refused(_("Phản ánh chưa được công khai."), code="not_public")
        act = begin(held, by=by)
        held.photos.exclude(public_name="").update(public_name="", public_thumb_name="", published_at=None)
        event = finish(act, NOTHING_PUBLIC, Kind.HIDDEN, now=now, words=why, is_public=False)
    report.refresh_from_db()
    return event


def prepare(report: Report, release: Release) -> Prepared:
    """Make the public renditions of the chosen photos. Call it outside a transaction; raises Refused, NotRendered."""
    check_publishable(report)
    text = clean(release.text)
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Phần công khai dài quá %(most)s ký tự.") % {"most": LONGEST_TEXT}, field="text")
    photos = {photo.pk: photo for photo in report.photos.order_by("order", "id")}
    if not release.photo_ids <= photos.keys():
        raise Refused(_("Có ảnh không thuộc phản ánh này."), field="photos", code="unknown_photo")
    return Prepared(text, [_rendered(photos[pk]) for pk in sorted(release.photo_ids)])


def check_publishable(report: Report) -> None:
    """Raise Refused where nothing of ``report`` may be public."""
    if report.screening != Screening.CLEAR:
        raise Refused(_("Phản ánh chưa qua xác minh nên chưa công khai được."), code="not_clear")
    if report.held_as == HELD_DENUNCIATION:
        raise Refused(_("Nội dung tố cáo không được công khai."), code="never_public")
    if report.withheld_at is not None:
        raise Refused(_("Người phản ánh đã xin ngừng công khai lời và ảnh của mình."), code="withheld")


def release_now(report: Report, prepared: Prepared, *, by: Actor, now: datetime) -> Event:
    """Write what :func:`prepare` prepared along with a step, in the caller's transaction, and its event."""
    _let_out(report, prepared, now=now)
    changes, kind = _released(report, prepared, now=now)
    for name, value in changes.items():
        setattr(report, name, value)
    report.version += 1
    Report.objects.filter(pk=report.pk).update(**changes, version=report.version)
    return record(report, kind, by=by, now=now, data={"photos": len(prepared.renditions)})


def _let_out(report: Report, prepared: Prepared, *, now: datetime) -> None:
    """Make the chosen photos public, and only them. Raises Overtaken where one was covered or cut since."""
    chosen = [photo for photo, _name, _thumb in prepared.renditions]
    standing = {one.pk: one for one in report.photos.select_for_update().order_by("id")}
    for photo in chosen:
        seen = standing.get(photo.pk)
        if seen is None or edit_of(seen) != edit_of(photo) or seen.public_name not in {photo.public_name, ""}:
            raise Overtaken
    report.photos.exclude(pk__in=[photo.pk for photo in chosen]).exclude(public_name="").update(
        public_name="", public_thumb_name="", published_at=None
    )
    for photo, name, thumb in prepared.renditions:
        photo.public_name, photo.public_thumb_name = name, thumb
        photo.published_at = photo.published_at or now
    Photo.objects.bulk_update(chosen, ["public_name", "public_thumb_name", "published_at"])


def _released(report: Report, prepared: Prepared, *, now: datetime) -> tuple[dict[str, object], Kind]:
    return words_out(report, prepared.text, now=now), Kind.PUBLISHED


def words_out(report: Report, text: str, *, now: datetime) -> dict[str, object]:
    """Return the columns of a report whose words ``text`` are public from ``now`` on, or were before."""
    report.public_text = text
    return {
        "published_at": report.published_at or now,
        "public_text": text,
        "public_search": public_search(report),
    }


def public_search(report: Report) -> str:
    """Return the folded words by which the public may find ``report``: only what they may read anyway."""
    street = report.street.name if report.street else ""
    return text_for(report.code, report.category.name, street, report.ward.name, report.public_text)


def renditions(photos: Sequence[StoredPhoto]) -> list[tuple[str, str]]:
    """Return names of public renditions, with their thumbnails', of photos that nobody need look at first.

    Raises NotRendered.
    """
    store = photo_store()
    made = [rendered(photo.clean_name) for photo in photos]
    return [(store.put_random(one.public), store.put_random(one.thumb)) for one in made]


def _rendered(photo: Photo) -> tuple[Photo, str, str]:
    """Return the photo with the names of its public rendition, made where there is none yet."""
    if photo.public_name:
        return photo, photo.public_name, photo.public_thumb_name
    store = photo_store()
    made = rendered(photo.clean_name, edit_of(photo))
    return photo, store.put_random(made.public), store.put_random(made.thumb)
