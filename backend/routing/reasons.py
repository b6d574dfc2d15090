"""The reasons of a decision, as Vietnamese sentences for staff. Codes are stable ASCII; words are kept as written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backend.core.worktime import Clock
from backend.places.models import Ward
from backend.routing.deadlines import URGENT_HOURS, Deadlines, spoken
from backend.routing.models import Category, Group, Level, Rule, Unit

_HOURS = {Clock.OFFICE: "giờ làm việc", Clock.ROUND_THE_CLOCK: "giờ"}
_POISONING = "food_poisoning"


@dataclass(frozen=True)
class Reason:
    """Why something was decided: a code for programs and a sentence for people."""

    code: str
    words: str


def by_rule(unit: Unit, rule: Rule) -> Reason:
    return Reason("rule", f"{unit.short_name} chủ trì theo quy tắc “{rule.name}”: {_conditions(rule)}.")


def passed_over(rule: Rule, *, on: date) -> Reason:
    words = f"Bỏ qua quy tắc “{rule.name}”: ngày {_day(on)} không có đơn vị {rule.in_charge} được chủ trì."
    return Reason("rule_passed_over", words)


def invited(units: Iterable[Unit]) -> Reason:
    return Reason("with", f"Phối hợp theo quy tắc: {', '.join(one.short_name for one in units)}.")


def not_at_work(pattern: str, *, on: date) -> Reason:
    return Reason("unit_passed_over", f"Không mời phối hợp {pattern}: ngày {_day(on)} không có đơn vị này.")


def committee(unit: Unit) -> Reason:
    return Reason("committee", f"{unit.short_name} phối hợp vì sự việc ở trên địa bàn phường.")


def no_committee(ward: Ward) -> Reason:
    return Reason("no_committee", f"Chưa có Ủy ban nhân dân phường {ward.name} trong danh mục đơn vị.")


def backstop(unit: Unit) -> Reason:
    words = f"Không có quy tắc phân công nào phù hợp: {unit.short_name} nhận để xem và chuyển đúng đơn vị."
    return Reason("backstop", words)


def denunciation(unit: Unit) -> Reason:
    words = f"Nội dung có vẻ là tố cáo: chỉ {unit.short_name} được xem, không gửi đơn vị nào khác."
    return Reason("denunciation", words)


def complaint() -> Reason:
    return Reason("complaint", "Nội dung có vẻ là khiếu nại: tạm giữ để xem xét, chưa công khai.")


def may_be_poisoning(category: Category, people_ill: int) -> tuple[Reason, ...]:
    """Say that two or more people ill after a meal may be a poisoning, filed under another kind of food report."""
    if category.group != Group.FOOD or category.code == _POISONING or people_ill < 2:
        return ()
    words = f"Có {people_ill} người bị mệt: xem có phải đổi sang loại việc “Nghi ngộ độc thực phẩm” không."
    return (Reason("may_be_poisoning", words),)


def of_place(
    ward: Ward, *, near_boundary: bool, neighbours: tuple[str, ...], resident_chose: bool
) -> tuple[Reason, ...]:
    """Say in which ward the place is, who says so, and which wards are near."""
    if resident_chose:
        where = Reason("ward", f"Người phản ánh cho biết sự việc ở phường {ward.name}.")
    else:
        where = Reason("ward", f"Vị trí nằm trong phường {ward.name}.")
    if not near_boundary:
        return (where,)
    others = f" với phường {', '.join(neighbours)}" if neighbours else ""
    return (where, Reason("near_boundary", f"Vị trí giáp ranh{others} (ranh giới tham khảo)."))


def of_deadlines(category: Category, due: Deadlines) -> tuple[Reason, ...]:
    """Say the level, the clock and how both deadlines were counted."""
    level, hours = Level(category.level), _HOURS[Clock(category.clock)]
    both = category.accept_hours + category.resolve_hours
    said = [
        Reason("level", f"Mức độ {level.label} theo loại việc “{category.name}”."),
        Reason("clock", _clock_words(Clock(category.clock))),
        Reason("accept_by", f"Hạn tiếp nhận {spoken(due.accept_by)}: {category.accept_hours} {hours} từ lúc gửi."),
        Reason(
            "resolve_by",
            f"Hạn xử lý {spoken(due.resolve_by)}: {both} {hours} từ lúc gửi"
            f" ({category.accept_hours} để tiếp nhận, {category.resolve_hours} để xử lý).",
        ),
    ]
    if level is Level.URGENT:
        said.append(Reason("urgent", f"Việc khẩn: xử lý chậm nhất {URGENT_HOURS} {hours} sau khi tiếp nhận."))
    return tuple(said)


def _clock_words(clock: Clock) -> str:
    if clock is Clock.ROUND_THE_CLOCK:
        return "Tính giờ 24/24, cả ngày nghỉ, vì có thể nguy hiểm đến người."
    return "Tính theo giờ làm việc: 8:00-12:00, 13:00-17:00, thứ Hai đến thứ Sáu, trừ ngày nghỉ lễ."


def _conditions(rule: Rule) -> str:
    conditions = [
        rule.site and f"địa điểm {rule.site.name}",
        rule.hotspot and f"điểm nóng {rule.hotspot.name}",
        rule.ward and f"phường {rule.ward.name}",
        rule.category and f"loại việc {rule.category.name}",
        rule.group and f"lĩnh vực {Group(rule.group).label}",
    ]
    return ", ".join(one for one in conditions if one) or "mọi phản ánh"


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
