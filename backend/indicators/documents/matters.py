"""Section III: what stands out. Hot spots, rapid food alerts, reports long overdue or handed on again and again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from backend.indicators.documents.body import COUNT, TEXT, Column, Paragraph, Row, Section, Table
from backend.indicators.documents.numbers import Numbers
from backend.indicators.documents.period import Period
from backend.indicators.documents.then_open import OpenThen
from backend.indicators.models import Alert, AlertKind, AlertReport, HotspotProposal, ProposalState
from backend.indicators.tally import day_of
from backend.indicators.words import date_words, number
from backend.places.models import Hotspot
from backend.reports.codes import spoken_code
from backend.reports.models import Report, Screening, Status

MOST_LISTED = 15
MANY_TRANSFERS = 3


@dataclass(frozen=True)
class Alerted:
    """A rapid food alert of the period: where, of how many reports, the minutes to the first action, what was found."""

    place: str
    raised: str
    reports: int
    minutes: int | None
    findings: str


def sections(found: Numbers) -> tuple[Section, ...]:
    """Return the section with its three parts."""
    return (
        Section("III. VIỆC NỔI CỘM", 1),
        Section("1. Điểm nóng và việc tái diễn", 2, _hotspots(found)),
        Section("2. Cảnh báo nhanh an toàn thực phẩm", 2, _alerts(alerted(found))),
        Section("3. Phản ánh quá hạn lâu, chuyển nhiều lần", 2, _long(found)),
    )


def alerted(found: Numbers) -> Sequence[Alerted]:
    """Return the food alerts raised in the period, in their order; of the ward where it is one's report."""
    first, last = found.period.first.starts_at, min(found.period.last.next.starts_at, found.until)
    rows = Alert.objects.filter(kind=AlertKind.OUTBREAK, opened_at__gte=first, opened_at__lt=last)
    if found.ward:
        rows = rows.filter(ward=found.ward)
    counts = AlertReport.objects.filter(alert__in=rows.values("pk")).values_list("alert").annotate(all=Count("pk"))
    reports = dict(counts.order_by("alert"))
    shown = rows.select_related("ward").defer("ward__boundary").order_by("opened_at", "id")
    return [_alerted(one, reports.get(one.pk, 0)) for one in shown]


def _alerted(alert: Alert, reports: int) -> Alerted:
    place = ", ".join(one for one in (alert.place, alert.ward.title) if one)
    raised = timezone.localtime(alert.opened_at, timezone.get_default_timezone())
    words = f"{raised.hour} giờ {raised.minute:02d}, {date_words(raised.date())}"
    said = (alert.get_outcome_display(), alert.findings) if alert.outcome else (alert.get_state_display(),)
    return Alerted(place, words, reports, alert.minutes_to_first_action, ": ".join(str(one) for one in said))


def listed(rows: Sequence[OpenThen], code: str, title: str, note: str = "") -> Table:
    """Return reports one by one: code, kind, unit, deadline, the day promised, how often handed over."""
    reports = Report.objects.filter(pk__in=[one.report for one in rows]).select_related("category", "unit", "ward")
    known = {one.pk: one for one in reports.defer("ward__boundary").order_by("id")}
    columns = (
        Column("Mã", TEXT, 15),
        Column("Loại việc", TEXT, 21),
        Column("Phường", TEXT, 13),
        Column("Đơn vị chủ trì", TEXT),
        Column("Hạn xử lý", TEXT, 14),
        Column("Ngày hẹn", TEXT, 12),
        Column("Số lần chuyển", COUNT, 10),
    )
    return Table(code, title, columns, tuple(_report(known[one.report], one) for one in rows), note)


def _report(report: Report, then: OpenThen) -> Row:
    promised = date_words(report.promised_on) if report.promised_on else "chưa hẹn"
    due = date_words(day_of(then.resolve_by))
    cells = (spoken_code(report.code), report.category.name, report.ward.name, report.unit.short_name, due, promised)
    return Row((*cells, report.transfer_count))


def _hotspots(found: Numbers) -> tuple[Paragraph | Table, ...]:
    spots = Hotspot.objects.defer("lines").order_by("name", "id")
    this, before = (_at_hotspots(one) for one in (found.period, found.period.before))
    still = _open_at_hotspots(found)
    rows = [
        Row((one.name, this[one.pk], before[one.pk] if found.period.before else None, still[one.pk])) for one in spots
    ]
    columns = (
        Column("Điểm nóng", TEXT),
        Column("Nhận trong kỳ", COUNT, 17),
        Column(f"{found.period.word.capitalize()} trước", COUNT, 17),
        Column("Còn mở cuối kỳ", COUNT, 17),
    )
    words = f"{len(rows)} điểm nóng của Chương trình: {number(sum(this.values()))} phản ánh trong kỳ."
    table = Table(
        "hotspots", "Điểm nóng của Chương trình", columns, tuple(rows), "Không tính phản ánh bị từ chối hoặc đã gộp."
    )
    return Paragraph(words, part="hotspots"), table, *_proposed()


def _proposed() -> tuple[Table, ...]:
    """Return the new hot spots that wait for somebody's decision, the fullest first."""
    rows = HotspotProposal.objects.filter(state=ProposalState.PROPOSED).select_related("ward").defer("ward__boundary")
    found = [
        Row((one.place, one.ward.title, str(one.get_group_display()), one.reports, one.months))
        for one in rows.order_by("-reports", "id")[:MOST_LISTED]
    ]
    columns = (
        Column("Nơi", TEXT),
        Column("Phường", TEXT, 22),
        Column("Lĩnh vực", TEXT, 20),
        Column("Số phản ánh", COUNT, 12),
        Column("Số tháng", COUNT, 10),
    )
    return (Table("proposed", "Điểm nóng mới được đề xuất, chờ quyết định", columns, tuple(found)),) if found else ()


def _at_hotspots(period: Period | None) -> Counter[int]:
    """Return how many reports of each hot spot (id) were sent in the period, without those refused or merged."""
    if period is None:
        return Counter()
    between = Q(created_at__gte=period.first.starts_at, created_at__lt=period.last.next.starts_at)
    rows = Report.objects.filter(between, screening=Screening.CLEAR, hotspot__isnull=False)
    kept = rows.exclude(status__in=(Status.REJECTED, Status.DUPLICATE))
    return Counter(dict(kept.values_list("hotspot").annotate(all=Count("pk")).order_by("hotspot")))


def _open_at_hotspots(found: Numbers) -> Counter[int]:
    there = dict(Report.objects.filter(hotspot__isnull=False).order_by("id").values_list("pk", "hotspot"))
    return Counter(there[one.report] for one in found.open if one.report in there)


def _alerts(rows: Sequence[Alerted]) -> tuple[Paragraph | Table, ...]:
    if not rows:
        return (Paragraph("Trong kỳ không có cảnh báo nhanh về an toàn thực phẩm.", part="alerts"),)
    columns = (
        Column("Nơi", TEXT),
        Column("Lúc báo", TEXT, 18),
        Column("Số phản ánh", COUNT, 12),
        Column("Phút đến việc đầu tiên", COUNT, 16),
        Column("Kết luận", TEXT, 28),
    )
    cells = tuple(Row((one.place, one.raised, one.reports, one.minutes, one.findings)) for one in rows)
    words = f"Trong kỳ có {number(len(rows))} cảnh báo nhanh về an toàn thực phẩm."
    return Paragraph(words, part="alerts"), Table("alerts", "Cảnh báo nhanh an toàn thực phẩm", columns, cells)


def _long(found: Numbers) -> tuple[Paragraph | Table, ...]:
    """Return the longest overdue, and those handed over three times and more that were open."""
    overdue = found.overdue
    ids = [one.report for one in found.open]
    moved = set(Report.objects.filter(pk__in=ids, transfer_count__gte=MANY_TRANSFERS).values_list("pk", flat=True))
    many = [one for one in found.open if one.report in moved]
    first = overdue[:MOST_LISTED]
    rows = [*first, *(one for one in many if one not in first)][: 2 * MOST_LISTED]
    words = (
        f"{number(len(overdue))} phản ánh quá hạn vào cuối kỳ; {number(len(many))} phản ánh còn mở đã chuyển đơn vị từ "
    )
    said = Paragraph(f"{words}{MANY_TRANSFERS} lần trở lên. Danh mục đầy đủ ở Phụ lục 2.", part="long")
    return (said, listed(rows, "long", "Phản ánh quá hạn lâu nhất, chuyển nhiều lần")) if rows else (said,)
