"""The forms of the steps a person may take: what each is called, what it asks for, what was typed already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from backend.reports.models import Kind, Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.ready_answers import OF_KIND, Ready
from backend.reports.steps import Need, Step


@dataclass(frozen=True)
class Face:
    """How a step looks: its button, the label and the hint of its words, whether photos may come along."""

    button: Promise
    note: Promise
    hint: Promise | str = ""
    with_photos: bool = False
    is_danger: bool = False


_FACES: Mapping[Kind, Face] = {
    Kind.ACCEPTED: Face(
        lazy("Tiếp nhận"),
        lazy("Lời nhắn cho người phản ánh (không bắt buộc)"),
        lazy("Ví dụ: Phường đã nhận, tổ vệ sinh đến trước 17 giờ."),
    ),
    Kind.STARTED: Face(lazy("Bắt đầu xử lý"), lazy("Ghi chú công khai (không bắt buộc)")),
    Kind.ASKED: Face(
        lazy("Hỏi thêm"),
        lazy("Câu hỏi gửi người phản ánh"),
        lazy("Thời hạn xử lý tạm dừng đến khi có trả lời, lâu nhất 3 ngày làm việc."),
    ),
    Kind.RESOLVED: Face(
        lazy("Báo đã xử lý"),
        lazy("Kết quả xử lý"),
        lazy("Kèm ảnh sau xử lý; nếu không có ảnh thì ghi rõ kết quả."),
        with_photos=True,
    ),
    Kind.REJECTED: Face(
        pgettext_lazy("nút", "Từ chối"),  # other languages tell the button from the status
        lazy("Giải thích cho người phản ánh"),
        lazy("Một câu dễ hiểu, kèm việc người dân có thể làm tiếp."),
        with_photos=True,
        is_danger=True,
    ),
    Kind.MERGED: Face(lazy("Gộp vào phản ánh khác"), lazy("Ghi chú công khai (không bắt buộc)"), is_danger=True),
    Kind.REOPENED: Face(pgettext_lazy("nút", "Mở lại"), lazy("Vì sao mở lại")),
    Kind.UNMERGED: Face(lazy("Hoàn tác gộp"), lazy("Ghi chú công khai (không bắt buộc)")),
}


@dataclass(frozen=True)
class Typed:
    """What a person typed into a step's form; ``tokens`` name photos that are stored already."""

    to: str = ""
    note: str = ""
    reason: str = ""
    into: str = ""
    is_private: bool = False
    release: bool = False
    text: str = ""
    photo_ids: frozenset[int] = frozenset()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepForm:
    """One open step with its face, what was typed into it, and what is wrong with that, by field."""

    step: Step
    face: Face
    typed: Typed
    is_open: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    ready: Sequence[Ready] = ()

    @property
    def key(self) -> str:
        return str(self.step.kind.value)

    @property
    def to(self) -> str:
        return str(self.step.to)

    @property
    def needs_note(self) -> bool:
        return self.step.need in {Need.NOTE, Need.REASON_AND_NOTE}

    @property
    def needs_reason(self) -> bool:
        return self.step.need == Need.REASON_AND_NOTE

    @property
    def needs_main(self) -> bool:
        return self.step.need == Need.MAIN

    @property
    def may_release(self) -> bool:
        return self.step.kind == Kind.ACCEPTED


def forms(
    steps: Iterable[Step],
    *,
    first: Typed,
    typed: Typed | None = None,
    wrong: Mapping[str, str] | None = None,
    ready: Sequence[Ready] = (),
) -> Sequence[StepForm]:
    """Return the forms of ``steps``; ``typed`` and ``wrong`` belong to the step that was tried, ``first`` to the rest.

    The form that was tried stands open, else the first one. Each gets those of the ``ready`` answers that are its own.
    """
    found = []
    for place, step in enumerate(steps):
        is_tried = typed is not None and typed.to == step.to
        form = StepForm(
            step=step,
            face=_FACES[step.kind],
            typed=typed if is_tried and typed else first,
            is_open=is_tried if typed else place == 0,
            wrong=wrong or {} if is_tried else {},
            ready=[one for one in ready if one.step == OF_KIND.get(step.kind)],
        )
        found.append(form)
    return found


def from_ready(code: str, ready: Iterable[Ready], steps: Iterable[Step], *, first: Typed) -> Typed | None:
    """Return what the ready answer ``code`` types into the form of its step; None where it is none of theirs."""
    chosen = next((one for one in ready if one.code == code), None)
    step = next((one for one in steps if chosen and OF_KIND.get(one.kind) == chosen.step), None)
    return replace(first, to=str(step.to), note=chosen.words) if chosen and step else None


def may_publish(report: Report) -> bool:
    """Whether there is anything to let out: nothing that waits for a look or was withheld, never a denunciation."""
    if report.withheld_at is not None:
        return False
    return report.screening == Screening.CLEAR and report.held_as != HELD_DENUNCIATION


def read_typed(sent: QueryDict) -> Typed:
    """Return what was typed; numbers that are none are left out."""
    return Typed(
        to=sent.get("to", ""),
        note=sent.get("note", ""),
        reason=sent.get("reason", ""),
        into=sent.get("into", ""),
        is_private=bool(sent.get("private")),
        release=bool(sent.get("release")),
        text=sent.get("text", ""),
        photo_ids=frozenset(int(pk) for pk in sent.getlist("photo") if pk.isascii() and pk.isdigit() and len(pk) < 18),
        tokens=tuple(sent.getlist("token")),
    )
