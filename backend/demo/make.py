"""Make sample reports: have the chapters written and put them into the tables, their events in the order of time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from backend.core import edition
from backend.core.errors import Refused
from backend.demo import bulk
from backend.demo.crew import processes_for, written
from backend.demo.office import midnight
from backend.demo.openings import Chapter
from backend.demo.pages import EventRow, Pages, PhotoRow
from backend.demo.pictures import Album
from backend.demo.prepare import Order, prepare
from backend.demo.rows import Row, Table, Tables
from backend.demo.values import make_sample_values
from backend.reports.models import Event, Report
from backend.reports.record import take_commit_order

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Made:
    """What was made."""

    reports: int
    events: int
    photos: int
    open_reports: int


class ReportsAlready(Refused):
    """Samples are not mixed with reports of real people unasked."""

    def __init__(self) -> None:
        super().__init__(_("Cơ sở dữ liệu đã có phản ánh. Muốn thêm dữ liệu mẫu, hãy dùng --add."), code="not_empty")


def make(
    order: Order,
    *,
    password: str,
    now: datetime,
    add: bool = False,
    processes: int | None = None,
    tell: Tell | None = None,
) -> Made:
    """Write ``order.number`` sample reports with their histories, all or nothing; the last ``order.photos`` get photos.

    ``password`` is that of the sample staff, ``tell`` hears how many reports are written so far. Raises ReportsAlready
    unless ``add``. While it runs nobody else can write reports.
    """
    edition.refresh()
    if not add and Report.objects.exists():
        raise ReportsAlready
    crew = processes_for(order.number) if processes is None else processes
    plan = prepare(order, password=password, now=now, all_routes=crew > 0)
    album = Album(seed=order.seed) if order.photos else None
    with transaction.atomic():
        take_commit_order(ends_soon=False)
        keeper = _Keeper(plan.script.tables)
        with bulk.lifted(keeper.tables, number=order.number):
            for chapter, pages in zip(plan.chapters, written(plan.script, plan.chapters, processes=crew), strict=True):
                keeper.keep(pages, before=_end_of(chapter))
                if tell:
                    tell(keeper.reports)
            keeper.finish()
        photos = album.save(keeper.photos, keeper.seqs) if album else 0
        make_sample_values(now=now)
    bulk.settle(order.number)
    return Made(keeper.reports, keeper.events, photos, keeper.open_reports)


class _Keeper:
    """Puts pages into the tables; holds events back until all that come before them in time are there."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._seq = int(Event.objects.aggregate(last=Max("seq"))["last"] or 0)
        self._held: list[EventRow] = []
        self.reports = self.events = self.open_reports = 0
        self.photos: list[PhotoRow] = []
        self.seqs: dict[tuple[int, int], int] = {}  # of events that brought photos, by report and number

    @property
    def tables(self) -> Sequence[Table]:
        tables = self._tables
        return tables.contact, tables.report, tables.involvement, tables.event, tables.words

    def keep(self, pages: Pages, *, before: int) -> None:
        """Write the pages, and the events of this and earlier pages that happened before the moment ``before``."""
        bulk.insert(self._tables.contact, pages.contacts)
        bulk.insert(self._tables.report, pages.reports)
        bulk.insert(self._tables.involvement, pages.involvements)
        self.reports += len(pages.reports)
        self.open_reports += pages.open_reports
        self.photos += pages.photos
        self.seqs |= {
            (photo.report_id, photo.picture.event_number): 0 for photo in pages.photos if photo.picture.event_number
        }
        events = sorted(self._held + pages.events, key=_in_time)
        ready = next((place for place, event in enumerate(events) if event.at >= before), len(events))
        self._held = events[ready:]
        self._write(events[:ready])

    def finish(self) -> None:
        """Write the events that are left, and let the database count on from here."""
        self._write(self._held)
        self._held = []
        bulk.move_sequence(self._tables.report.name, "id")
        bulk.move_sequence(self._tables.contact.name, "id")
        bulk.move_sequence(self._tables.event.name, "seq")

    def _write(self, events: Iterable[EventRow]) -> None:
        rows: list[Row] = []
        words: list[Row] = []
        for event in events:
            self._seq += 1
            rows.append(bulk.after_seq(self._seq, event.row))
            if event.words is not None:
                words.append(bulk.after_seq(self._seq, event.words))
            key = (event.report_id, event.number)
            if key in self.seqs:
                self.seqs[key] = self._seq
        self.events += len(rows)
        bulk.insert(self._tables.event, rows)
        bulk.insert(self._tables.words, words)


def _in_time(event: EventRow) -> tuple[int, int, int]:
    return event.at, event.report_id, event.number


def _end_of(chapter: Chapter) -> int:
    """Return the moment after the chapter's last day: later reports come in later."""
    last = chapter.days[-1].on
    return midnight(last.fromordinal(last.toordinal() + 1))
