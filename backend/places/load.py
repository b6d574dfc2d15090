"""Load a folder of places into the tables: the same folder twice changes nothing, and nothing is ever deleted.

What has left the files stays in the tables, because reports may point to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from shapely.geometry import LineString

from backend.core import edition
from backend.core.text import fold
from backend.places.models import Hotspot, Landmark, Street, Ward
from backend.places.read import HotspotRow, Line, StreetRow, WrongData, read

DATA = Path(__file__).resolve().parent / "data"
_PROGRAMME = "Chương trình số 02 của Quận ủy Long Biên, 2020-2025"
M = TypeVar("M", bound=models.Model)
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    """How many rows of a table are new, changed or the same, and how many are in the table but not in the files."""

    new: int
    changed: int
    same: int
    absent: int


@dataclass(frozen=True)
class Loaded:
    """What a load did, or with ``dry_run`` would do, table by table."""

    wards: Count
    streets: Count
    landmarks: Count
    hotspots: Count

    @property
    def changed_anything(self) -> bool:
        return any(count.new or count.changed for count in (self.wards, self.streets, self.landmarks, self.hotspots))


@transaction.atomic
def load(folder: Path = DATA, *, dry_run: bool = False) -> Loaded:
    """Bring the tables up to what ``folder`` says, all or nothing. Raises WrongData before anything is written."""
    found = read(folder)
    loaded = Loaded(
        wards=_upsert(Ward, map(asdict, found.wards), key=("code", "valid_from"), dry_run=dry_run),
        streets=_upsert(Street, map(_searchable, found.streets), key=("name",), dry_run=dry_run),
        landmarks=_upsert(Landmark, map(_searchable, found.landmarks), key=("source",), dry_run=dry_run),
        hotspots=_upsert(Hotspot, _drawn(found.hotspots, found.streets), key=("code",), dry_run=dry_run),
    )
    if loaded.changed_anything and not dry_run:
        edition.changed()
    return loaded


def _searchable(row: Any) -> Fields:  # any row with a name
    return asdict(row) | {"search": fold(row.name)}


def _drawn(hotspots: Iterable[HotspotRow], streets: Iterable[StreetRow]) -> Iterable[Fields]:
    """Give each hot spot the lines of its streets, or its point; streets that are not in the files are in the table."""
    known: dict[str, list[Line]] = dict(Street.objects.values_list("name", "lines"))
    known |= {street.name: street.lines for street in streets}
    for row in hotspots:
        fields = {key: value for key, value in _searchable(row).items() if key != "streets"}
        if row.streets:
            fields |= _along(row, known)
        yield fields | {"source": _PROGRAMME, "lines": fields.get("lines", [])}


def _along(row: HotspotRow, known: Mapping[str, list[Line]]) -> Fields:
    """Return the lines of the hot spot's streets, and a point in the middle of the longest to mark them by."""
    missing = [name for name in row.streets if name not in known]
    if missing:
        raise WrongData(f"hot spot {row.code}: no street {', '.join(missing)}")
    lines = [line for name in row.streets for line in known[name]]
    middle = max(map(LineString, lines), key=lambda line: line.length).interpolate(0.5, normalized=True)
    return {"lines": lines, "lat": round(middle.y, 6), "lon": round(middle.x, 6)}


def _upsert(model: type[M], rows: Iterable[Fields], *, key: tuple[str, ...], dry_run: bool) -> Count:
    """Insert the rows whose key is new, update those that differ, and count."""
    table = model._default_manager  # noqa: SLF001  # Django's documented name for any model's manager
    held = {tuple(getattr(one, name) for name in key): one for one in table.all()}
    wanted = {tuple(row[name] for name in key): row for row in rows}
    new = [model(**row) for place, row in wanted.items() if place not in held]
    pairs = [(held[place], row) for place, row in wanted.items() if place in held]
    changed = [_set(one, row) for one, row in pairs if any(getattr(one, name) != row[name] for name in row)]
    if not dry_run:
        table.bulk_create(new, batch_size=500)
        if changed:
            fields = [name for name in next(iter(wanted.values())) if name not in key]
            table.bulk_update(changed, fields, batch_size=200)
    absent = len(held) - len(pairs)
    return Count(new=len(new), changed=len(changed), same=len(pairs) - len(changed), absent=absent)


def _set(one: M, row: Fields) -> M:
    for name, value in row.items():
        setattr(one, name, value)
    return one
