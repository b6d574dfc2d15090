"""The acts of staff beside the steps, by name: what each asks for, and the one call of the domain it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.fields import Strict
from backend.photos.rendition import Edit
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Site, Ward
from backend.reports import cooperate, duty, extend, progress, publication, redaction, reroute, split, transfer
from backend.reports.assign import assign, people_of
from backend.reports.cooperate import Asked
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Event, Report, Screening, Status
from backend.reports.note import note
from backend.reports.open_acts import Deed
from backend.reports.publication import Release
from backend.reports.screening import screen
from backend.reports.split import NewPart
from backend.reports.transfer import Wish as Transfer
from backend.routing import book
from backend.routing.models import Level, Unit
from moderation import act_shapes as shapes
from moderation.act_shapes import Wish
from moderation.merging import main_of
from notifications.partners import sending


@dataclass(frozen=True)
class By:
    """Who acts, and when."""

    staff: Staff
    now: datetime


@dataclass(frozen=True)
class Act:
    """One act: its shape, and what it does with a wish of that shape."""

    shape: type[Strict]
    do: Callable[[Report, Wish, By], Event]


def act(deed: Deed, report: Report, wish: Wish, by: By) -> Event:
    """Do ``deed`` as ``wish`` says, which has the deed's shape. Raises Refused and its kinds."""
    return ACTS[deed].do(report, wish, by)


def unit_of(code: str, *, now: datetime, field: str = "unit") -> Unit:
    """Return the unit of this code at work now. Raises Refused (``field``)."""
    found = next((one for one in book.units(on=day_in_force(now)) if code in {one.code, one.slug}), None)
    if found is None:
        raise Refused(_("Không có đơn vị này."), field=field, code="unknown_unit")
    return found


def person_of(report: Report, username: str) -> User | None:
    """Return the person of the unit in charge with this name; None for an empty one. Raises Refused (``user``)."""
    if not username.strip():
        return None
    found = next((one for one in people_of(report.unit_id) if one.username == username.strip()), None)
    if found is None:
        raise Refused(_("Chỉ giao được cho người của đơn vị chủ trì."), field="user", code="not_of_the_unit")
    return found


def _assign(report: Report, wish: Wish, by: By) -> Event:
    """Giao phản ánh cho một người của đơn vị chủ trì, hoặc thôi giao."""
    to = person_of(report, wish.get("user", ""))
    return assign(report, to, by=by.staff, now=by.now, version=wish.get("version"))


def _transfer(report: Report, wish: Wish, by: By) -> Event:
    """Chuyển sang đơn vị khác; bên nhận có 8 giờ làm việc để nhận hoặc trả lại."""
    wanted = Transfer(unit_of(wish["unit"], now=by.now), wish["reason"], wish.get("version"))
    return transfer.transfer(report, wanted, by=by.staff, now=by.now)


def _accept(report: Report, wish: Wish, by: By) -> Event:
    """Nhận phản ánh được chuyển đến."""
    return transfer.accept(report, by=by.staff, now=by.now, version=wish.get("version"))


def _give_back(report: Report, wish: Wish, by: By) -> Event:
    """Trả lại phản ánh cho đơn vị đã chuyển."""
    return transfer.give_back(report, reason=wish["reason"], by=by.staff, now=by.now, version=wish.get("version"))


def _hand_over(report: Report, wish: Wish, by: By) -> Event:
    """Bàn giao cho phường giáp ranh."""
    ward = _ward_of(wish["ward"], now=by.now)
    return transfer.hand_over(report, ward, by=by.staff, now=by.now, version=wish.get("version"))


def _send_on(report: Report, wish: Wish, by: By) -> Event:
    """Gửi sang hệ thống khác việc không thuộc mình; đơn vị mình vẫn giữ phản ánh đến khi kết thúc."""
    return sending.send(report, wish["partner"], words=wish["note"], by=by.staff, now=by.now)


def _cooperate(report: Report, wish: Wish, by: By) -> Event:
    """Mời đơn vị khác làm phần việc của họ, có hạn riêng."""
    unit = unit_of(wish["unit"], now=by.now)
    asked = Asked(unit, wish["note"], extend.end_of(wish["answer_on"]))
    return cooperate.ask(report, asked, by=by.staff, now=by.now)


def _cooperate_answer(report: Report, wish: Wish, by: By) -> Event:
    """Trả lời phần việc đơn vị mình được mời."""
    units = by.staff.user.unit_ids
    asked = next((one for one in cooperate.open_of(report) if one.unit_id in units), None)
    if asked is None:
        raise cooperate.AnsweredAlready(_("Lời mời phối hợp này đã được trả lời."), code="answered")
    return cooperate.answer(report, wish["note"], unit=asked.unit, by=by.staff, now=by.now)


def _extend(report: Report, wish: Wish, by: By) -> Event:
    """Xin gia hạn; lãnh đạo đơn vị duyệt."""
    return extend.ask(report, wish["until"], reason=wish["reason"], by=by.staff, now=by.now)


def _extend_approve(report: Report, _wish: Wish, by: By) -> Event:
    """Duyệt gia hạn."""
    return extend.approve(report, by=by.staff, now=by.now)


def _extend_refuse(report: Report, wish: Wish, by: By) -> Event:
    """Không duyệt gia hạn."""
    return extend.refuse(report, reason=wish["reason"], by=by.staff, now=by.now)


def _promise(report: Report, wish: Wish, by: By) -> Event:
    """Ghi tiến độ và ngày hẹn xong."""
    return progress.promise(report, wish["until"], wish["note"], by=by.staff, now=by.now)


def _recategorise(report: Report, wish: Wish, by: By) -> Event:
    """Đổi loại việc; đơn vị chủ trì và các hạn được tính lại."""
    kind = book.category(wish["category"])
    return reroute.recategorise(
        report, kind, reason=wish["reason"], by=by.staff, now=by.now, version=wish.get("version")
    )


def _move(report: Report, wish: Wish, by: By) -> Event:
    """Sửa vị trí; phường, đường và đơn vị chủ trì theo vị trí mới."""
    point = Point(wish["lat"], wish["lon"])
    return reroute.move(report, point, reason=wish["reason"], by=by.staff, now=by.now, version=wish.get("version"))


def _set_level(report: Report, wish: Wish, by: By) -> Event:
    """Đổi mức độ."""
    level = Level(wish["level"])
    return reroute.set_level(report, level, reason=wish["reason"], by=by.staff, now=by.now, version=wish.get("version"))


def _split(report: Report, wish: Wish, by: By) -> Event:
    """Tách thành nhiều phản ánh."""
    parts = [
        NewPart(book.category(one["category"]), one["text"], frozenset(one.get("photos", ()))) for one in wish["parts"]
    ]
    event, _made = split.split(report, parts, by=by.staff, now=by.now, version=wish.get("version"))
    return event


def _merge(report: Report, wish: Wish, by: By) -> Event:
    """Gộp vào phản ánh chính."""
    move = Move(main=main_of(by.staff.user, wish["into"]), version=wish.get("version"))
    return advance(report, Status.DUPLICATE, by=by.staff, now=by.now, move=move)


def _link(report: Report, wish: Wish, by: By) -> Event:
    """Gắn với một địa điểm, hoặc thôi gắn."""
    code = clean_line(wish.get("site", ""))
    site = Site.objects.filter(code=code).first() if code else None
    if code and site is None:
        raise Refused(_("Không có địa điểm này."), field="site", code="unknown_site")
    return reroute.link(report, site, by=by.staff, now=by.now)


def _publish(report: Report, wish: Wish, by: By) -> Event:
    """Công khai lời và ảnh đã xem; ảnh không nêu thì thôi công khai."""
    release = Release(wish.get("text", report.public_text), frozenset(wish.get("photos", ())))
    return publication.publish(report, release, by=by.staff, now=by.now, version=wish.get("version"))


def _hide(report: Report, wish: Wish, by: By) -> Event:
    """Ngừng công khai."""
    return publication.hide(report, reason=wish["reason"], by=by.staff, now=by.now, version=wish.get("version"))


def _redact(report: Report, wish: Wish, by: By) -> Event:
    """Che, xoay, cắt một ảnh trước khi công khai; ảnh đang công khai được thay, địa chỉ cũ không còn."""
    crop = wish.get("crop")
    edit = Edit(tuple(tuple(one) for one in wish.get("boxes", ())), wish.get("turn", 0), tuple(crop) if crop else None)
    return redaction.redact(report, wish["photo"], edit, by=by.staff, now=by.now, version=wish.get("version"))


def _screen(report: Report, wish: Wish, by: By) -> Event:
    """Xác minh, đánh dấu tin rác, hoặc khôi phục."""
    return screen(
        report,
        Screening(wish["to"]),
        by=by.staff,
        now=by.now,
        note=wish.get("note", ""),
        version=wish.get("version"),
    )


def _duty_confirm(report: Report, _wish: Wish, by: By) -> Event:
    """Xác nhận đã nhận tin báo trực ngoài giờ; không gọi người trực tiếp theo."""
    return duty.confirm(report, by=by.staff, now=by.now)


def _note(report: Report, wish: Wish, by: By) -> Event:
    """Thêm ghi chú nội bộ."""
    return note(report, wish["text"], by=by.staff, now=by.now)


def _ward_of(code: str, *, now: datetime) -> Ward:
    found = next((one for one in wards_in_force(day_in_force(now)) if code in {one.code, one.slug}), None)
    if found is None:
        raise Refused(_("Không có phường này."), field="ward", code="unknown_ward")
    return found


ACTS: Mapping[Deed, Act] = {
    Deed.ASSIGN: Act(shapes.AssignAct, _assign),
    Deed.TRANSFER: Act(shapes.TransferAct, _transfer),
    Deed.TRANSFER_ACCEPT: Act(shapes.AnswerAct, _accept),
    Deed.TRANSFER_RETURN: Act(shapes.ReasonAct, _give_back),
    Deed.HAND_OVER: Act(shapes.HandOverAct, _hand_over),
    Deed.SEND_ON: Act(shapes.SendOnAct, _send_on),
    Deed.COOPERATE: Act(shapes.CooperateAct, _cooperate),
    Deed.COOPERATE_ANSWER: Act(shapes.SaidAct, _cooperate_answer),
    Deed.EXTEND: Act(shapes.ExtendAct, _extend),
    Deed.EXTEND_APPROVE: Act(shapes.AnswerAct, _extend_approve),
    Deed.EXTEND_REFUSE: Act(shapes.ReasonAct, _extend_refuse),
    Deed.PROMISE: Act(shapes.PromiseAct, _promise),
    Deed.CATEGORY: Act(shapes.CategoryAct, _recategorise),
    Deed.PLACE: Act(shapes.PlaceAct, _move),
    Deed.LEVEL: Act(shapes.LevelAct, _set_level),
    Deed.SPLIT: Act(shapes.SplitAct, _split),
    Deed.MERGE: Act(shapes.MergeAct, _merge),
    Deed.LINK: Act(shapes.LinkAct, _link),
    Deed.PUBLISH: Act(shapes.PublishAct, _publish),
    Deed.HIDE: Act(shapes.ReasonAct, _hide),
    Deed.REDACT: Act(shapes.RedactAct, _redact),
    Deed.SCREEN: Act(shapes.ScreenAct, _screen),
    Deed.DUTY_CONFIRM: Act(shapes.AnswerAct, _duty_confirm),
    Deed.NOTE: Act(shapes.NoteAct, _note),
}
