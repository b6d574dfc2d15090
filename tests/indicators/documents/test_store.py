"""A document from the wish to the signature: who may do what, two people at once, and nothing changes afterwards."""

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import docx as word
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from backend.accounts.actor import Staff
from backend.accounts.models import Membership, Role
from backend.core.errors import Refused
from backend.core.pdf import NoPdf
from backend.indicators.documents import make
from backend.indicators.documents.make import FORMATS, LEASE, MOST_TRIES, make_waiting
from backend.indicators.documents.period import Period
from backend.indicators.documents.store import (
    MayNotSign,
    NewDocument,
    NotDrafter,
    NotNow,
    body_of,
    compose_anew,
    last_text,
    order,
    rewrite,
    sign,
)
from backend.indicators.models import Document, DocumentFile, DocumentText, Form, Making
from backend.indicators.rollup import fold
from backend.reports.models import Event
from tests.indicators.documents.made import AFTER, closed, leader, november, office
from tests.reports.filing import officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
LATER = AFTER + timedelta(hours=1)


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the one file that is made soonest."""
    monkeypatch.setattr(make, "FORMATS", ("csv",))


@pytest.fixture
def draft(light: None) -> Document:
    """Return a draft about a closed November, made."""
    november()
    closed()
    return made(wanted())


def wanted(period: str = "2026-11", now: datetime = AFTER) -> Document:
    return order(NewDocument(Period.parse(period), Form.STATE), by=office(), now=now)


def made(document: Document, now: datetime = AFTER) -> Document:
    make_waiting(now)
    return Document.objects.get(pk=document.pk)


def write(document: Document, part: str, text: str, now: datetime = AFTER) -> None:
    rewrite(document, part, text, seen=last_text(document), by=office(), now=now)


def written(document: Document) -> Document:
    """Write what somebody has to write, and have the files made."""
    write(document, "causes", "Mưa nhiều; phối hợp còn chậm.")
    write(document, "proposals", "Đề nghị Thành phố bổ sung xe rửa đường.")
    return made(document)


def signed(document: Document) -> Document:
    ready = written(document)
    sign(ready, seen=seen(ready), by=leader(), now=LATER)
    return made(ready, LATER)


def seen(document: Document) -> str:
    assert document.made_at is not None
    return document.made_at.isoformat()


def test_every_file_is_made_in_the_background_and_kept_with_its_hash() -> None:
    november()
    row = closed()
    document = wanted()
    assert (document.state, document.progress) == (Making.WAITING, 0)
    assert make_waiting(AFTER) == 1
    document.refresh_from_db()
    assert (document.state, document.progress, document.made_at) == (Making.DONE, 100, AFTER)
    assert (document.heads, document.is_provisional) == ([row.head], False)
    files = {one.format: one for one in document.files.all()}
    assert set(files) == set(FORMATS)
    assert all(hashlib.sha256(bytes(one.content)).hexdigest() == one.sha256 for one in files.values())
    assert bytes(files["pdf"].content)[:5] == b"%PDF-"
    assert make_waiting(AFTER) == 0


def test_only_the_programmes_office_asks_for_documents() -> None:
    for who in (leader(), staff(None, Role.AUDITOR), staff(None, Role.ADMINISTRATOR)):
        with pytest.raises(NotDrafter):
            order(NewDocument(Period.parse("2026-11"), Form.STATE), by=who, now=AFTER)
    assert not Document.objects.exists()


def test_a_period_to_come_has_no_document_and_one_draft_is_enough() -> None:
    with pytest.raises(Refused, match="chưa đến"):
        wanted("2027-01")
    wanted()
    with pytest.raises(NotNow, match="dự thảo"):
        wanted()
    assert Document.objects.count() == 1


def test_what_somebody_wrote_stands_in_every_file_and_goes_back_to_the_figures(draft: Document) -> None:
    write(draft, "overview", "Tháng này nhận ít phản ánh.")
    again = made(draft)
    assert "Tháng này nhận ít phản ánh." in [body_of(again).said(one) for _section, one in body_of(again).parts]
    write(draft, "overview", "")
    assert "hệ thống nhận 5 phản ánh" in " ".join(body_of(again).said(one) for _s, one in body_of(again).parts)
    history = DocumentText.objects.filter(document=draft).order_by("id")
    assert [(one.text, one.written_by) for one in history] == [
        ("Tháng này nhận ít phản ánh.", office().user),
        ("", office().user),
    ]


def test_of_two_who_write_at_once_the_second_is_told(draft: Document) -> None:
    before = last_text(draft)
    rewrite(draft, "overview", "Bản của người thứ nhất.", seen=before, by=office(), now=AFTER)
    with pytest.raises(NotNow, match="người khác sửa"):
        rewrite(draft, "causes", "Bản của người thứ hai.", seen=before, by=office(), now=AFTER)
    assert [one.text for one in draft.texts.all()] == ["Bản của người thứ nhất."]
    with pytest.raises(Refused, match="không có phần này"):
        write(draft, "no-such-part", "x")


def test_a_leader_signs_what_the_office_drafted_and_never_ones_own_draft(draft: Document) -> None:
    ready = written(draft)
    Membership.objects.create(user=office().user, role=Role.LEADER)  # holds both posts
    both = Staff(officer(None, Role.PROGRAMME_OFFICE))
    for who in (both, staff(None, Role.AUDITOR)):
        with pytest.raises(MayNotSign):
            sign(ready, seen=seen(ready), by=who, now=LATER)
    sign(ready, seen=seen(ready), by=leader(), now=LATER)
    done = made(ready, LATER)
    assert (done.signed_by, done.signed_as, done.signed_at) == (leader().user, str(leader().user), LATER)
    assert body_of(done).foot.signer == str(leader().user)
    assert body_of(done).head.place_and_day == "Long Biên, ngày 15 tháng 12 năm 2026"
    told = Event.objects.get(kind="system_document_signed")
    assert (told.actor, told.data["heads"]) == (leader().user, done.heads)


def test_nothing_is_signed_that_is_not_written_not_closed_or_not_what_was_read(draft: Document) -> None:
    with pytest.raises(NotNow, match="chưa viết"):
        sign(draft, seen=seen(draft), by=leader(), now=LATER)
    ready = written(draft)
    with pytest.raises(NotNow, match="vừa thay đổi"):
        sign(ready, seen="2026-12-01T00:00:00+07:00", by=leader(), now=LATER)
    write(ready, "overview", "Sửa sau khi lãnh đạo đọc.")
    with pytest.raises(NotNow, match="vừa thay đổi"):
        sign(ready, seen=seen(ready), by=leader(), now=LATER)
    running = made(wanted("2026-12"))
    with pytest.raises(NotNow, match="chưa chốt"):
        sign(running, seen=seen(running), by=leader(), now=LATER)
    assert not Document.objects.filter(signed_at__isnull=False).exists()


def test_once_signed_and_made_nobody_changes_it_not_even_the_database(draft: Document) -> None:
    done = signed(draft)
    with pytest.raises(NotNow, match="đã ký"):
        write(done, "overview", "Sửa sau khi ký.")
    with pytest.raises(NotNow, match="đã ký"):
        compose_anew(done, by=office())
    attacks = (
        "UPDATE indicators_document SET signed_as = 'Ai đó' WHERE id = %s",
        "UPDATE indicators_document SET body = '{}' WHERE id = %s",
        "UPDATE indicators_documentfile SET sha256 = 'x' WHERE document_id = %s",
        "UPDATE indicators_documenttext SET text = 'x' WHERE document_id = %s",
    )
    for attack in attacks:
        with pytest.raises(DatabaseError, match="signed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack, [done.pk])
    assert made(done, LATER + timedelta(days=1)).made_at == LATER
    assert wanted(now=LATER).pk != done.pk  # a new draft of the period may follow


def test_figures_move_on_and_the_draft_is_made_anew_when_somebody_asks(light: None) -> None:
    november()
    fold(AFTER)
    document = made(wanted())
    assert document.is_provisional
    closed()
    write(document, "causes", "Mưa nhiều.")
    assert made(document).is_provisional  # what was composed stays until it is asked for anew
    compose_anew(document, by=office())
    again = made(document)
    assert not again.is_provisional
    assert body_of(again).texts == {"causes": "Mưa nhiều."}


def test_without_pango_the_other_files_are_made_and_the_page_says_what_is_missing() -> None:
    with mock.patch("backend.indicators.documents.make.pdf", side_effect=NoPdf):
        document = made(wanted())
    assert document.state == Making.DONE
    assert "apt-get install" in document.problem
    assert {one.format for one in document.files.all()} == {"docx", "xlsx", "csv"}


def test_a_document_that_cannot_be_made_is_tried_again_and_given_up_in_the_end(light: None) -> None:
    document, now = wanted(), AFTER
    with mock.patch("backend.indicators.documents.make.table", side_effect=RuntimeError):
        for _try in range(MOST_TRIES):
            with pytest.raises(RuntimeError):
                make_waiting(now)
            assert make_waiting(now) == 0  # held by whoever died with it
            now += LEASE
        assert make_waiting(now) == 0
    document.refresh_from_db()
    assert (document.state, document.files.count()) == (Making.FAILED, 0)
    assert "quản trị" in document.problem
    compose_anew(document, by=office())
    assert made(document, now).state == Making.DONE


def test_a_month_is_exported_by_command_as_it_stands(tmp_path: Path) -> None:
    november()
    closed()
    out = tmp_path / "bao-cao.docx"
    call_command("export_month", "2026-11", format="docx", out=out, stdout=io.StringIO())
    file = word.Document(str(out))
    assert "hệ thống nhận 5 phản ánh" in "\n".join(one.text for one in file.paragraphs)
    with pytest.raises(CommandError):
        call_command("export_month", "2026-11", "--format", "csv", "--out", str(out), "--ward", "bo-de-khong-co")


def test_the_signed_document_is_what_the_command_exports(draft: Document, tmp_path: Path) -> None:
    done, out = signed(draft), tmp_path / "ky.csv"
    call_command("export_month", "2026-11", format="csv", out=out, stdout=io.StringIO())
    kept = DocumentFile.objects.get(document=done, format="csv")
    assert hashlib.sha256(out.read_bytes()).hexdigest() == kept.sha256


def test_words_left_as_the_figures_have_them_go_on_following_the_figures(draft: Document) -> None:
    [overview] = [one for _section, one in body_of(draft).parts if one.part == "overview"]
    write(draft, "overview", overview.text)
    assert body_of(draft).texts == {}
    write(draft, "causes", overview.text)
    assert set(body_of(draft).texts) == {"causes"}
