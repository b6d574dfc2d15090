"""The forms of the acts beside the steps, on the page of one report: what each asks, and what was typed into it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.core.errors import Refused, SeveralRefused
from backend.http.fields import Strict
from backend.places.in_force import day_in_force
from backend.places.sites import near
from backend.reports.assign import people_of
from backend.reports.models import Report
from backend.reports.open_acts import Deed
from backend.reports.split import MOST as MOST_PARTS
from backend.reports.transfer import neighbours
from backend.routing import book
from backend.routing.models import Group, Level
from backend.routing.names import briefly, named
from moderation.act_shapes import Wish
from moderation.acts import ACTS
from notifications.partners.book import partners_for

_DIGITS = 18  # of a number that a database takes
Choice = tuple[str, str]
Choices = Callable[[Report, datetime], Sequence[Choice]]


@dataclass(frozen=True)
class Input:
    """One field: its name in the shape, its kind (words, line, day, choice, number, photos), what it is called."""

    name: str
    kind: str
    label: Promise
    hint: Promise | str = ""
    choices: Choices | None = None
    is_required: bool = True


@dataclass(frozen=True)
class Face:
    """How an act looks: its button, what it asks for, a word of warning; ``repeated``: how often it may ask, closed."""

    button: Promise
    inputs: tuple[Input, ...] = ()
    hint: Promise | str = ""
    repeated: int = 1


@dataclass(frozen=True)
class Shown:
    """An input as it is shown: its choices, what was typed, what is wrong with that."""

    input: Input
    value: str
    wrong: str
    choices: Sequence[Choice] = ()


@dataclass(frozen=True)
class ActForm:
    deed: Deed
    face: Face
    inputs: Sequence[Shown]
    is_open: bool = False
    more: Sequence[Sequence[Shown]] = ()

    @property
    def key(self) -> str:
        return self.deed.value.replace("/", "-")


@dataclass(frozen=True)
class Tried:
    """An act that was refused: which, and everything that was typed."""

    deed: Deed
    typed: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)


def act_forms(report: Report, deeds: Iterable[Deed], *, now: datetime, tried: Tried | None = None) -> Sequence[ActForm]:
    """Return the forms of ``deeds``; the one that was tried stands open with what was typed."""
    forms = [_form(report, deed, now=now, tried=tried) for deed in sorted(set(deeds) & _FACES.keys(), key=ORDER.index)]
    return [one for one in forms if one.deed != Deed.SEND_ON or one.inputs[0].choices]  # nowhere to send it


def read_wish(deed: Deed, sent: QueryDict) -> Wish:
    """Return what a form of the page says, checked by the shape of the act. Raises SeveralRefused by field."""
    shape = ACTS[deed].shape
    data: Any = {"parts": _parts(sent)} if deed == Deed.SPLIT else _sent(shape, sent)
    read = shape(data=data)
    try:
        read.is_valid(raise_exception=True)
    except ValidationError as wrong:
        raise SeveralRefused(_refusals(wrong.detail)) from wrong
    wish: Wish = read.validated_data
    return wish


def _parts(sent: QueryDict) -> list[dict[str, object]]:
    """Return the parts a form of several names: their fields end in -2, -3 ...; what was left empty is no part."""
    parts: list[dict[str, object]] = []
    for number in range(1, MOST_PARTS + 1):
        end = "" if number == 1 else f"-{number}"
        one = {name: sent.get(f"{name}{end}", "").strip() for name in ("category", "text")}
        photos = [int(pk) for pk in sent.getlist(f"photos{end}") if pk.isascii() and pk.isdigit() and len(pk) < _DIGITS]
        if number == 1 or any(one.values()) or photos:
            parts.append({name: words for name, words in one.items() if words} | {"photos": photos})
    return parts


def typed_of(sent: QueryDict) -> Mapping[str, str]:
    """Return everything typed, by the name of its input; of several values the last."""
    return {name: str(value) for name, value in sent.items()}


def _form(report: Report, deed: Deed, *, now: datetime, tried: Tried | None) -> ActForm:
    mine = tried if tried and tried.deed == deed else None
    face = _FACES[deed]
    first, *more = [
        [_shown(_again(one, number), report, now=now, tried=mine) for one in face.inputs]
        for number in range(1, face.repeated + 1)
    ]
    return ActForm(deed, face, first, is_open=bool(mine), more=more)


def _again(one: Input, number: int) -> Input:
    """Return the input as it is asked for the ``number``-th time."""
    return one if number == 1 else replace(one, name=f"{one.name}-{number}", is_required=False)


def _shown(one: Input, report: Report, *, now: datetime, tried: Tried | None) -> Shown:
    value = tried.typed.get(one.name, "") if tried else ""
    wrong = tried.wrong.get(one.name, "") if tried else ""
    return Shown(one, value, wrong, one.choices(report, now) if one.choices else ())


def _sent(shape: type[Strict], sent: QueryDict) -> QueryDict:
    """Return what was typed for the fields of ``shape``; what was left empty counts as not sent."""
    typed = QueryDict(mutable=True)
    for name in map(str, shape().fields):
        if values := [one for one in sent.getlist(name) if one]:
            typed.setlist(name, values)
    return typed


def _refusals(detail: object, name: str = "") -> list[Refused]:
    """Return the faults of a shape as refusals, by the name of the innermost field."""
    if isinstance(detail, Mapping):
        return [one for key, value in detail.items() for one in _refusals(value, str(key))]
    if isinstance(detail, list):
        return [one for value in detail for one in _refusals(value, name)]
    code = detail.code if isinstance(detail, ErrorDetail) else "invalid"
    return [Refused(str(detail), field=name, code=code or "invalid")]


def _units(report: Report, now: datetime) -> Sequence[Choice]:
    units = book.units(on=day_in_force(now))
    return [(one.code, briefly(one)) for one in units if one.may_be_in_charge and one.pk != report.unit_id]


def _helpers(report: Report, now: datetime) -> Sequence[Choice]:
    units = book.units(on=day_in_force(now))
    return [(one.code, briefly(one)) for one in units if one.pk != report.unit_id]


def _partners(report: Report, _now: datetime) -> Sequence[Choice]:
    return [(str(one.pk), one.name) for one in partners_for(report)]


def _people(report: Report, _now: datetime) -> Sequence[Choice]:
    return [(one.username, str(one)) for one in people_of(report.unit_id) if one.pk != report.assignee_id]


def _wards(report: Report, now: datetime) -> Sequence[Choice]:
    return [(ward.code, ward.name) for ward in neighbours(report, now=now)]


def _kinds(report: Report, _now: datetime) -> Sequence[Choice]:
    kinds = [one for one in book.categories() if one.pk != report.category_id]
    return [(one.code, f"{Group(one.group).label}: {named(one)}") for one in kinds]


def _any_kind(_report: Report, _now: datetime) -> Sequence[Choice]:
    return [(one.code, f"{Group(one.group).label}: {named(one)}") for one in book.categories()]


def _levels(report: Report, _now: datetime) -> Sequence[Choice]:
    return [(one.value, str(one.label)) for one in Level if one != report.level]


def _sites(report: Report, _now: datetime) -> Sequence[Choice]:
    return [(one.code, str(one)) for one in near(report.lat, report.lon) if one.pk != report.site_id]


_WHY = Input("reason", "words", lazy("Lý do"))
_WHY_PUBLIC = Input("reason", "words", lazy("Lý do"), lazy("Người phản ánh đọc được."))
_FACES: Mapping[Deed, Face] = {
    Deed.DUTY_CONFIRM: Face(
        lazy("Đã nhận tin trực"),
        hint=lazy("Ông/bà đang trực: xác nhận trong 15 phút, nếu không người tiếp theo được báo."),
    ),
    Deed.TRANSFER_ACCEPT: Face(lazy("Nhận chuyển đến")),
    Deed.TRANSFER_RETURN: Face(lazy("Trả lại"), (_WHY,)),
    Deed.COOPERATE_ANSWER: Face(lazy("Trả lời phối hợp"), (Input("note", "words", lazy("Kết quả phần việc")),)),
    Deed.EXTEND_APPROVE: Face(lazy("Duyệt gia hạn")),
    Deed.EXTEND_REFUSE: Face(lazy("Không duyệt gia hạn"), (_WHY,)),
    Deed.ASSIGN: Face(
        lazy("Giao việc"), (Input("user", "choice", lazy("Giao cho"), choices=_people, is_required=False),)
    ),
    Deed.TRANSFER: Face(
        lazy("Chuyển đơn vị"),
        (Input("unit", "choice", lazy("Đơn vị nhận"), choices=_units), _WHY_PUBLIC),
        lazy("Đơn vị nhận có 8 giờ làm việc để nhận hoặc trả lại. Hạn xử lý tính từ lúc gửi, không đổi."),
    ),
    Deed.HAND_OVER: Face(
        lazy("Bàn giao phường giáp ranh"),
        (Input("ward", "choice", lazy("Phường"), choices=_wards),),
        lazy("Vị trí, đơn vị và nhật ký theo phường nhận; không tính là chuyển đơn vị."),
    ),
    Deed.SEND_ON: Face(
        lazy("Gửi sang hệ thống khác"),
        (
            Input("partner", "choice", lazy("Hệ thống nhận"), choices=_partners),
            Input("note", "words", lazy("Lời gửi kèm"), lazy("Ai cũng đọc được.")),
        ),
        lazy("Gửi nội dung công khai, vị trí và lời này; không gửi tên, số điện thoại, thư của người phản ánh."),
    ),
    Deed.COOPERATE: Face(
        lazy("Mời phối hợp"),
        (
            Input("unit", "choice", lazy("Đơn vị được mời"), choices=_helpers),
            Input("note", "words", lazy("Phần việc")),
            Input("answer_on", "day", lazy("Trả lời trước 17 giờ ngày")),
        ),
        lazy("Đơn vị mình vẫn chủ trì và chịu trách nhiệm."),
    ),
    Deed.EXTEND: Face(
        lazy("Xin gia hạn"),
        (Input("until", "day", lazy("Hạn mới, 17 giờ ngày")), _WHY_PUBLIC),
        lazy("Một lần cho mỗi phản ánh; lãnh đạo đơn vị duyệt. Số liệu vẫn tính theo hạn đầu."),
    ),
    Deed.PROMISE: Face(
        lazy("Ghi tiến độ, ngày hẹn"),
        (
            Input("until", "day", lazy("Hẹn xong ngày")),
            Input("note", "words", lazy("Tiến độ"), lazy("Người phản ánh đọc được.")),
        ),
    ),
    Deed.CATEGORY: Face(
        lazy("Đổi loại việc"),
        (Input("category", "choice", lazy("Loại việc"), choices=_kinds), _WHY),
        lazy("Đơn vị chủ trì và các hạn được tính lại từ lúc gửi; cả cũ và mới đều ghi trong nhật ký."),
    ),
    Deed.PLACE: Face(
        lazy("Sửa vị trí"),
        (
            Input("lat", "number", lazy("Vĩ độ")),
            Input("lon", "number", lazy("Kinh độ"), lazy("Chạm vào bản đồ để lấy tọa độ.")),
            _WHY,
        ),
        lazy("Phường, đường và đơn vị chủ trì theo vị trí mới."),
    ),
    Deed.LEVEL: Face(lazy("Đổi mức độ"), (Input("level", "choice", lazy("Mức độ"), choices=_levels), _WHY)),
    Deed.SPLIT: Face(
        lazy("Tách"),
        (
            Input("category", "choice", lazy("Loại việc của phần tách ra"), choices=_any_kind),
            Input("text", "words", lazy("Nội dung của phần tách ra")),
            Input("photos", "photos", lazy("Ảnh của phần này"), is_required=False),
        ),
        lazy("Phần tách ra thành phản ánh mới, cùng nơi, cùng người gửi, có mã và hạn riêng."),
        repeated=MOST_PARTS,
    ),
    Deed.LINK: Face(
        lazy("Gắn với địa điểm"),
        (Input("site", "choice", lazy("Địa điểm trong 500 m"), choices=_sites, is_required=False),),
    ),
    Deed.HIDE: Face(lazy("Ngừng công khai"), (Input("reason", "words", lazy("Lý do (nội bộ)")),)),
}
# In the order of the page: what waits for an answer first.
ORDER = tuple(_FACES)
