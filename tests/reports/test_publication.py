"""What the public may see, and who lets it out."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.actor import Reporter, Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.reports.act import Overtaken
from backend.reports.history import public_history, staff_history
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Kind, Report, Screening, Shelf, Status
from backend.reports.note import note
from backend.reports.publication import Release, publish
from backend.reports.replies import answer, verdict
from backend.reports.rights import NotYours
from backend.reports.screening import screen
from backend.reports.uploads import photo_store, store_photos
from backend.reports.verify import verify_history
from tests.reports.filing import NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LATER = NOW + timedelta(hours=1)
KHIEU_NAI = "Tôi làm đơn khiếu nại về quyết định xử phạt nhà tôi."
TO_CAO = "Tôi tố cáo cán bộ địa chính đòi tiền phong bì."


def test_a_released_photo_is_another_file_under_a_random_name() -> None:
    report = filed(photos=[jpeg()])
    photo = report.photos.get()
    publish(report, Release("Rác tồn đọng.", frozenset({photo.pk})), by=staff(report.unit), now=LATER)
    photo.refresh_from_db()
    assert photo.published_at == LATER
    assert photo.clean_name not in {photo.public_name, photo.public_thumb_name}
    assert photo_store().read(photo.public_name).startswith(b"\xff\xd8")


def test_publishing_again_takes_back_what_is_not_named_and_keeps_the_names_of_the_rest() -> None:
    report = filed(photos=[jpeg(), jpeg((1, 1, 1))])
    first, second = report.photos.order_by("order")
    by = staff(report.unit)
    publish(report, Release("a", frozenset({first.pk, second.pk})), by=by, now=LATER)
    first.refresh_from_db()
    before = first.public_name
    publish(report, Release("b", frozenset({first.pk})), by=by, now=LATER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.public_name, second.public_name, second.published_at) == (before, "", None)
    assert report.public_text == "b"
    assert Report.objects.released().get() == report


@pytest.mark.parametrize(
    ("changes", "release"),
    [
        ({"text": KHIEU_NAI}, Release("x")),
        ({}, Release("x" * 4001)),
        ({}, Release("x", frozenset({-1}))),
    ],
)
def test_what_may_not_be_published_is_refused(changes: dict[str, Any], release: Release) -> None:
    report = filed(**changes)
    with pytest.raises(Refused):
        publish(report, release, by=staff(report.unit), now=LATER)


def test_only_the_unit_in_charge_publishes() -> None:
    report = filed()
    partner = report.involvements.get(unit__slug="phong-tnmt").unit
    for by in (staff(partner), Reporter()):
        with pytest.raises(Refused, match="Chỉ đơn vị chủ trì"):
            publish(report, Release("x"), by=by, now=LATER)


def test_a_held_complaint_that_is_none_becomes_an_ordinary_report() -> None:
    report = filed(text=KHIEU_NAI)
    by = staff(report.unit)
    event = screen(report, Screening.CLEAR, by=by, now=LATER, note="Là rác thật.", version=report.version)
    assert (event.kind, event.is_public, event.screening) == (Kind.RELEASED, True, "clear")
    assert (report.screening, report.published_at, report.public_text) == ("clear", LATER, KHIEU_NAI)
    assert set(report.involvements.values_list("shelf", flat=True)) == {Shelf.NEW}
    with pytest.raises(Refused):
        screen(report, Screening.CLEAR, by=by, now=LATER)
    with pytest.raises(Refused):
        screen(report, Screening.UNVERIFIED, by=by, now=LATER)
    with pytest.raises(Overtaken):
        screen(report, Screening.SPAM, by=by, now=LATER, version=1)


def test_a_denunciation_is_never_published_even_when_cleared() -> None:
    report = filed(text=TO_CAO)
    by = staff(report.unit)
    screen(report, Screening.CLEAR, by=by, now=LATER)
    assert (report.published_at, report.public_text) == (None, "")
    with pytest.raises(Refused, match="tố cáo"):
        publish(report, Release("x"), by=by, now=LATER)


def test_spam_is_taken_back_from_the_public_and_lies_on_its_own_shelf() -> None:
    report = filed()
    partner = report.involvements.get(unit__slug="phong-tnmt").unit
    with pytest.raises(NotYours):
        screen(report, Screening.SPAM, by=staff(partner), now=LATER)
    event = screen(report, Screening.SPAM, by=staff(report.unit), now=LATER)
    assert not event.is_public
    assert (report.published_at, report.public_text, report.public_search) == (None, "", "")
    assert set(report.involvements.values_list("shelf", flat=True)) == {Shelf.SPAM}
    assert not Report.objects.released().exists()
    assert list(verify_history()) == []


def _words(report: Report, *, for_reporter: bool = False) -> list[str]:
    return [line.words for line in public_history(report, for_reporter=for_reporter)]


def test_the_public_reads_steps_and_public_words_the_reporter_reads_their_own_too() -> None:
    report = filed(text="Rác ở ngõ 298, gọi tôi 0912345678")
    by = staff(report.unit)
    note(report, "Nội bộ: đã gọi tổ trưởng.", by=by, now=LATER)
    advance(report, Status.ACCEPTED, by=by, now=LATER, move=Move(note="Sẽ xử lý trong ngày."))
    advance(report, Status.NEEDS_INFO, by=by, now=LATER, move=Move(note="Ngõ nào ạ?", is_public=False))
    answer(report, "Ngõ 298, nhà tôi số 5.", now=LATER)
    advance(report, Status.RESOLVED, by=by, now=LATER, move=Move(note="Đã dọn.", photos=store_photos([jpeg()])))
    assert _words(report) == ["", "Sẽ xử lý trong ngày.", "", "", "Đã dọn."]
    assert _words(report, for_reporter=True) == [
        "Rác ở ngõ 298, gọi tôi 0912345678",
        "Sẽ xử lý trong ngày.",
        "Ngõ nào ạ?",
        "Ngõ 298, nhà tôi số 5.",
        "Đã dọn.",
    ]
    lines = public_history(report)
    assert [line.who for line in lines] == [
        "Người phản ánh",
        "UBND P. Ngọc Lâm",
        "UBND P. Ngọc Lâm",
        "Người phản ánh",
        "UBND P. Ngọc Lâm",
    ]
    assert lines[-1].photos == []
    assert len(public_history(report, for_reporter=True)[-1].photos) == 1
    assert lines[-1].title == "Báo đã xử lý"


def test_of_a_report_that_is_not_released_the_public_reads_the_steps_alone() -> None:
    report = filed(category="livestock", text="Nuôi lợn.")
    moved(report, Status.ACCEPTED)
    assert _words(report) == ["", ""]
    assert [line.status for line in public_history(report)] == ["received", "accepted"]


def test_staff_read_everything_with_names_and_nobody_else_does() -> None:
    report = filed(text=KHIEU_NAI)
    by = staff(report.unit)
    note(report, "Nội bộ.", by=by, now=LATER)
    advance(report, Status.REJECTED, by=by, now=LATER, move=Move(note="Xin gửi đơn.", reason="complaint"))
    lines = staff_history(report, reader=by.user)
    assert [(line.kind, line.is_public) for line in lines] == [
        ("received", True),
        ("noted", False),
        ("rejected", True),
    ]
    assert lines[2].title == "Đã từ chối. Lý do: Nội dung khiếu nại"
    assert public_history(report)[-1].title == "Đã từ chối. Lý do: Không thuộc phạm vi tiếp nhận"
    assert lines[1].who == f"{by.user} (UBND P. Ngọc Lâm)"
    assert staff_history(report, reader=officer(None, username="la", role="administrator")) == []  # type: ignore[arg-type]  # the role's value


def test_titles_say_what_happened() -> None:
    main, report = filed(), filed()
    advance(report, Status.DUPLICATE, by=staff(report.unit), now=LATER, move=Move(main=main))
    assert public_history(report)[-1].title == f"Gộp vào phản ánh {main.code}"
    moved(main, Status.ACCEPTED, Status.RESOLVED)
    verdict(main, satisfied=True, now=LATER)
    assert public_history(main)[-1].title == "Người phản ánh thấy đã ổn, phản ánh kết thúc"


def test_erased_words_say_so_and_the_chain_still_holds() -> None:
    report = filed()
    words = report.events.get().words
    words.body, words.erased_at = "", LATER
    words.save()
    assert _words(report, for_reporter=True) == ["(Nội dung đã xóa.)"]
    assert list(verify_history()) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_note_has_words(text: str) -> None:
    report = filed()
    with pytest.raises(Refused):
        note(report, text, by=staff(report.unit), now=LATER)


def test_who_reads_all_writes_nothing_beside_a_report() -> None:
    report = filed()
    partner = report.involvements.get(unit__slug="phong-tnmt").unit
    for by in (staff(partner), staff(None, Role.PROGRAMME_OFFICE)):
        assert note(report, "Đã xem.", by=by, now=LATER).kind == Kind.NOTED
    gone = officer(partner)
    gone.is_active = False
    for by in (staff(None, Role.LEADER), staff(None, Role.AUDITOR), Staff(gone)):
        with pytest.raises(NotYours):
            note(report, "Đã xem.", by=by, now=LATER)


def test_a_note_is_no_way_to_write_other_events() -> None:
    report = filed()
    with pytest.raises(ValueError, match="accepted"):
        note(report, "x", by=Staff(officer(report.unit)), now=LATER, kind=Kind.ACCEPTED)
