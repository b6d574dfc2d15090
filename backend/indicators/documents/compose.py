"""A report's body from its figures, section by section, in the order that the district's outline gives."""

from datetime import datetime

from django.utils import timezone, translation

from backend.indicators.documents import annexes, assessment, matters, programme_part, results
from backend.indicators.documents.body import Body, Origin, Paragraph, Section
from backend.indicators.documents.issuer import PROVISIONAL, SAMPLE, foot, head, is_sample, issuer_name
from backend.indicators.documents.numbers import Numbers, numbers
from backend.indicators.documents.period import Period
from backend.indicators.standing import programme_at
from backend.indicators.tally import day_of
from backend.indicators.words import number
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward

_MOST_MONTHS = 3  # closed months named one by one where the report begins; more are told in the annex


def compose(period: Period, *, form: str, now: datetime, ward: Ward | None = None) -> Body:
    """Return the body of the report of ``period`` as of ``now`` (aware), of ``ward`` alone where one issues it.

    Figures of closed months are those that were frozen; where a month is not closed it says that they are provisional.
    """
    with translation.override("vi"):
        found = numbers(period, now=now, ward=ward)
        marks = ((SAMPLE,) if is_sample(period) else ()) + ((PROVISIONAL,) if found.is_provisional else ())
        return Body(
            form=form,
            period=str(period),
            head=head(form, period, ward=ward, on=day_of(now), marks=marks),
            sections=(
                _opening(found, form=form, ward=ward),
                *results.sections(found),
                *programme_part.sections(found),
                *matters.sections(found),
                *assessment.sections(found),
            ),
            annexes=annexes.sections(found),
            foot=foot(form, ward=ward),
            origin=Origin(
                as_of=moment_words(now),
                is_provisional=found.is_provisional,
                heads=tuple(one.head for one in found.closed.values()),
            ),
        )


def moment_words(moment: datetime) -> str:
    """Return a moment as documents write it: "9 giờ 05 ngày 05/11/2026"."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{local.hour} giờ {local.minute:02d} ngày {local:%d/%m/%Y}"


def _opening(found: Numbers, *, form: str, ward: Ward | None) -> Section:
    """Return what the report stands on: the programme, the period, the set of wards, the closed months."""
    programme = programme_at(found.now)
    basis = f"Căn cứ Chương trình số {programme.number} của {programme.issued_by}, " if programme else ""
    words = f"{basis}{issuer_name(form, ward)} báo cáo kết quả tiếp nhận, xử lý phản ánh của người dân như sau:"
    texts = [
        Paragraph(words[0].upper() + words[1:], part="basis"),
        Paragraph(_span(found, ward)),
        *_closed(found),
    ]
    return Section("", 0, tuple(texts))


def _span(found: Numbers, ward: Ward | None) -> str:
    first, last = found.period.first.first_day, found.period.last.last_day
    place = ward.title if ward else f"bộ {number(len(wards_in_force(day_in_force(found.now))))} phường"
    words = f"Phạm vi số liệu: từ 0 giờ 00 ngày {first:%d/%m/%Y} đến 24 giờ 00 ngày {last:%d/%m/%Y}, theo {place}"
    return f"{words}; lập lúc {moment_words(found.now)}."


def _closed(found: Numbers) -> list[Paragraph]:
    """Return which closed months the figures stand on, each with its number and hash, and which are not closed."""
    months = sorted(found.closed.items())
    said = []
    if len(months) > _MOST_MONTHS:
        first, last = months[0][0], months[-1][0]
        words = f"Số liệu {len(months)} tháng (từ {first.number}/{first.year} đến {last.number}/{last.year}) đã chốt"
        said.append(Paragraph(f"{words}; số bản chốt và mã băm của từng tháng ở Phụ lục 4."))
        months = []
    for month, one in months:
        words = f"Số liệu tháng {month.number}/{month.year} đã chốt: bản chốt số {one.pk} (bản {one.revision})"
        said.append(Paragraph(f"{words}, lúc {moment_words(one.closed_at)}, mã băm SHA-256:"))
        said.append(Paragraph(one.head, is_code=True))
    return [*said, *_open(found)]


def _open(found: Numbers) -> list[Paragraph]:
    """Return which months are not closed yet; nothing where all are."""
    missing = [f"{one.number}/{one.year}" for one in found.period.months if one not in found.closed]
    if not missing:
        return []
    few = len(missing) <= _MOST_MONTHS
    which = f"tháng {', '.join(missing)}" if few else f"{len(missing)} tháng từ {missing[0]} đến {missing[-1]}"
    return [Paragraph(f"Số tạm tính: số liệu {which} chưa chốt, còn có thể thay đổi.")]
