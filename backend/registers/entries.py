"""Entries come into a register, are put right, and change their state; each time it is written down by whom."""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core import edition
from backend.core.errors import Refused
from backend.core.text import fold
from backend.places.in_force import day_in_force
from backend.places.models import Site, SiteKind, Ward
from backend.places.posters import site_called
from backend.registers import facts as said
from backend.registers.facts import Facts
from backend.registers.models import Entry, StateRow
from backend.registers.record import checked_day, checked_note, hold, write_down
from backend.registers.rights import check_may_change
from backend.registers.standing import STATES, Deed, EntryKind, State, Subject, next_states

_SITE_KIND: Mapping[EntryKind, SiteKind] = {
    EntryKind.POLLUTING_ESTABLISHMENT: SiteKind.POLLUTER,
    EntryKind.LIVESTOCK_KEEPER: SiteKind.LIVESTOCK,
    EntryKind.BUILDING_SITE: SiteKind.BUILDING,
    EntryKind.MARKET: SiteKind.MARKET,
    EntryKind.MAKESHIFT_MARKET: SiteKind.MARKET,
    EntryKind.FOOD_ESTABLISHMENT: SiteKind.FOOD_BUSINESS,
    EntryKind.SCHOOL_CANTEEN: SiteKind.SCHOOL,
    EntryKind.FOOD_STREET: SiteKind.FOOD_STREET,
}
# What anybody may find by name; the others would put a household or a business into the public search.
_PUBLIC = {EntryKind.MARKET, EntryKind.SCHOOL_CANTEEN, EntryKind.FOOD_STREET, EntryKind.GARDEN}
_LONGEST_CODE = 48
Name = tuple[str, str, int, datetime | None, str]


@dataclass(frozen=True)
class NewEntry:
    """An entry to be: its register, what is said of the place, its state and the day since when.

    ``code`` is that of a sample's site; others are given one.
    """

    kind: EntryKind
    facts: Facts
    state: State
    since: date | None
    subject: str = ""
    code: str = ""


def add(new: NewEntry, *, by: Staff, now: datetime) -> Entry:
    """Put a place into a register, with its site. Raises NotYours, SeveralRefused and Refused by field."""
    checked, ward = check_new(new, by=by, now=now)
    with _at_the_same_moment(), transaction.atomic():
        edition.changed()  # first: whoever adds at the same moment waits here, and then finds the name taken
        _check_free(name_of(checked, ward))
        return _added(checked, ward, by=by, now=now)


def add_all(several: Iterable[NewEntry], *, by: Staff, now: datetime) -> list[Entry]:
    """Put all of them into their registers, or none. Raises what :func:`add` raises."""
    added: list[Entry] = []
    with _at_the_same_moment(), transaction.atomic():
        edition.changed()  # first, as above
        names = names_taken()
        for new in several:
            checked, ward = check_new(new, by=by, now=now, names=names)
            added.append(_added(checked, ward, by=by, now=now))
            names.add(name_of(checked, ward))
    return added


def names_taken(**only: object) -> set[Name]:
    """Return what is taken in the registers, of entries with ``only``. One statement."""
    rows = Entry.objects.filter(**only).order_by()
    return set(rows.values_list("kind", "subject", "ward_id", "held_at", "site__search"))


def name_of(new: NewEntry, ward: Ward) -> Name:
    """Return what no two entries share: register, subject, ward, a banquet's moment, and the name folded."""
    return str(new.kind), new.subject, ward.pk, new.facts.held_at, fold(new.facts.name)


def check_new(
    new: NewEntry, *, by: Staff, now: datetime, names: Container[Name] | None = None
) -> tuple[NewEntry, Ward]:
    """Return the new entry with its facts cleaned, and its ward; nothing is written. Raises as :func:`add`.

    ``names`` are those that are taken; without them the table is asked.
    """
    facts = said.checked(new.facts, new.kind)
    since = checked_day(new.since, now=now, field="since")
    if new.state not in STATES[new.kind]:
        raise Refused(_("Sổ này không có trạng thái đó."), field="state", code="invalid")
    if (new.subject in Subject.values) != (new.kind == EntryKind.RECOGNITION):
        raise Refused(_("Xin chọn nội dung công nhận."), field="subject", code="required")
    ward = said.ward_of(facts, now=now)
    check_may_change(by.user, new.kind, ward, on=day_in_force(now))
    checked = replace(new, facts=facts, since=since)
    _check_free(name_of(checked, ward), names)
    return checked, ward


def edit(entry: Entry, facts: Facts, *, by: Staff, now: datetime, version: int | None = None) -> Entry:
    """Put right what is said of the place; a moved point takes the entry to the ward that holds it.

    Raises NotYours (of the old ward or the new), ChangedMeanwhile, Refused by field.
    """
    kind = EntryKind(entry.kind)
    checked = said.checked(facts, kind)
    ward = said.ward_of(checked, now=now)
    with transaction.atomic():
        held = hold(entry, by=by, now=now, version=version)
        check_may_change(by.user, kind, ward, on=day_in_force(now))
        edition.changed()  # as in add
        before = said.said_of(held)
        _check_renamed(held, (held.kind, held.subject, ward.pk, checked.held_at, fold(checked.name)))
        _move(held, checked, ward)
        said.put(checked, held)
        write_down(held, Deed.EDITED, before=before, after=said.said_of(held), by=by, now=now)
    return held


def change_state(
    entry: Entry, to: State, *, on: date | None, note: str, by: Staff, now: datetime, version: int | None = None
) -> Entry:
    """Give the entry the state ``to`` from the day ``on``, which is not before its last. Raises as :func:`edit`."""
    day, words = checked_day(on, now=now), checked_note(note)
    with transaction.atomic():
        held = hold(entry, by=by, now=now, version=version)
        was, since = State(held.state), held.state_on
        if to not in next_states(EntryKind(held.kind), was):
            raise Refused(_("Không chuyển sang trạng thái này được."), field="to", code="not_next")
        if day < since:
            raise Refused(_("Ngày này trước lần đổi trạng thái gần nhất."), field="on", code="too_early")
        held.state, held.state_on = to, day
        StateRow.objects.create(entry=held, state=to, was=was, on=day, note=words, by=by.user, at=now)
        before, after = {"state": was, "on": since.isoformat()}, {"state": to, "on": day.isoformat(), "note": words}
        write_down(held, Deed.STATE, before=before, after=after, by=by, now=now)
    return held


@contextmanager
def _at_the_same_moment() -> Iterator[None]:
    """Tell the later of two who add the same place at once."""
    try:
        yield
    except IntegrityError as taken:
        raise Refused(_("Địa điểm này vừa được người khác đưa vào sổ."), field="name", code="taken") from taken


def _added(new: NewEntry, ward: Ward, *, by: Staff, now: datetime) -> Entry:
    if new.since is None:
        raise Refused(_("Xin chọn ngày."), field="since", code="required")
    entry = Entry(kind=new.kind, subject=new.subject, ward=ward, state=new.state, state_on=new.since, version=0)
    entry.site = _site(new, ward)
    said.put(new.facts, entry)
    entry.save()
    StateRow.objects.create(entry=entry, state=new.state, on=new.since, by=by.user, at=now)
    after = {**said.said_of(entry), "state": new.state, "on": new.since.isoformat()}
    write_down(entry, Deed.ADDED, before={}, after=after, by=by, now=now)
    return entry


def _site(new: NewEntry, ward: Ward) -> Site:
    """Return the site of that name at the point where it has no entry yet, else a new one."""
    facts = new.facts
    if facts.point is None:
        raise Refused(_("Xin tìm và chọn một nơi."), field="place", code="required")
    known = None if new.code else site_called(facts.name, facts.point)
    if known is not None:
        if Entry.objects.filter(site=known).exists():
            raise Refused(_("Địa điểm này đã có trong một sổ."), field="name", code="taken")
        return known
    return Site.objects.create(
        code=new.code or _free_code(facts.name),
        name=facts.name,
        kind=_SITE_KIND.get(new.kind, SiteKind.OTHER),
        lat=facts.point.lat,
        lon=facts.point.lon,
        ward=ward,
        search=fold(facts.name),
        is_sample=bool(new.code),
        is_public=new.kind in _PUBLIC,
    )


def _check_renamed(held: Entry, name: Name) -> None:
    """Raise Refused where the held entry is to bear the name of another."""
    if name != (held.kind, held.subject, held.ward_id, held.held_at, held.site.search):
        _check_free(name)


def _check_free(name: Name, names: Container[Name] | None = None) -> None:
    """Raise Refused where another entry bears the name; ``names`` are those taken, without them the table is asked."""
    if name in (names_taken(kind=name[0], site__search=name[-1]) if names is None else names):
        raise Refused(_("Trong sổ của phường đã có mục cùng tên."), field="name", code="taken")


def _move(held: Entry, facts: Facts, ward: Ward) -> None:
    site = held.site
    if facts.point is None:
        return
    site.name, site.search = facts.name, fold(facts.name)
    site.lat, site.lon, site.ward = facts.point.lat, facts.point.lon, ward
    site.save(update_fields=["name", "search", "lat", "lon", "ward"])
    held.ward = ward


def _free_code(name: str) -> str:
    base = fold(name).replace(" ", "-")[:_LONGEST_CODE].strip("-") or "dia-diem"
    taken = set(Site.objects.filter(code__startswith=base).values_list("code", flat=True))
    if base not in taken:
        return base
    return next(code for number in range(2, len(taken) + 3) if (code := f"{base}-{number}") not in taken)
