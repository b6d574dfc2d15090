"""A signed document is attacked by whoever has the application's database user: it stays, or verify_month finds it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from backend.indicators.close import close
from backend.indicators.documents import make
from backend.indicators.documents.make import make_waiting
from backend.indicators.documents.period import Period
from backend.indicators.documents.store import NewDocument, NotNow, compose_anew, last_text, order, rewrite, sign
from backend.indicators.models import (
    ClosedMonth,
    Document,
    Form,
    FrozenAction,
    FrozenCut,
    FrozenDetail,
    FrozenFigure,
    FrozenShare,
    Recount,
)
from backend.indicators.verify_month import verify_month
from backend.reports.models import Event
from tests.indicators.documents.made import AFTER, NOVEMBER, closed, leader, november, office
from tests.reports.filing import filed
from tests.unguarded import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
LATER = AFTER + timedelta(hours=1)


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Document:
    """Return a draft of a closed November, written, made and ready to be signed; of files the one made soonest."""
    monkeypatch.setattr(make, "FORMATS", ("csv",))
    november()
    closed()
    document = order(NewDocument(Period.parse("2026-11"), Form.STATE), by=office(), now=AFTER)
    make_waiting(AFTER)
    document.refresh_from_db()
    for part in ("causes", "proposals"):
        rewrite(document, part, "Mưa nhiều.", seen=last_text(document), by=office(), now=AFTER)
    make_waiting(AFTER)
    document.refresh_from_db()
    return document


@pytest.fixture
def signed(ready: Document) -> Document:
    sign(ready, seen=seen(ready), by=leader(), now=LATER)
    make_waiting(LATER)
    ready.refresh_from_db()
    return ready


def seen(document: Document) -> str:
    assert document.made_at is not None
    return document.made_at.isoformat()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def whats() -> set[str]:
    return {fault.what for fault in verify_month()}


TABLES = ("indicators_documentfile", "indicators_documenttext", "indicators_document")


@pytest.mark.parametrize("table", TABLES)
def test_a_signed_document_is_not_removed(signed: Document, table: str) -> None:
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        sql(f"DELETE FROM {table}")  # noqa: S608  # the attack itself
    assert whats() == set()
    assert signed.is_signed


def test_a_draft_may_be_removed(ready: Document) -> None:
    for table in TABLES:
        sql(f"DELETE FROM {table}")  # noqa: S608  # our own tables
    assert not Document.objects.filter(pk=ready.pk).exists()


def test_what_is_changed_between_the_signature_and_the_last_making_is_found(ready: Document) -> None:
    sign(ready, seen=seen(ready), by=leader(), now=LATER)
    assert whats() == set()
    Document.objects.filter(pk=ready.pk).update(body={})
    assert "the document is not what was signed" in whats()


ATTACKS = {
    "the words": ("UPDATE indicators_documenttext SET text = 'x'", "the document is not what was signed"),
    "a cut by street": ("UPDATE indicators_frozencut SET received = received + 1", "the hash"),
    "the name": ("UPDATE indicators_document SET signed_by_id = asked_by_id", "the signature is another one"),
    "a file": ("UPDATE indicators_documentfile SET sha256 = 'x'", "a file is not what was made"),
    "all files": ("DELETE FROM indicators_documentfile", "the files are gone"),
    "the signature's event": (
        "DELETE FROM reports_event WHERE kind = 'system_document_signed'",
        "no event tells of the signature",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_takes_the_guards_away_and_puts_them_back_is_found_out(signed: Document, attack: str) -> None:
    statement, what = ATTACKS[attack]
    with unguarded("%"):
        sql(statement)
    assert what in whats()
    assert signed.pk


def test_a_signed_document_that_was_removed_whole_is_missed(signed: Document) -> None:
    with unguarded("%"):
        for table in TABLES:
            sql(f"DELETE FROM {table}")  # noqa: S608  # the attack itself
    assert whats() == {"a signed document is gone"}
    assert signed.pk


def test_a_chain_that_was_made_anew_is_found_by_what_was_signed(signed: Document) -> None:
    """Nobody has to keep a head aside: the signed document names it, and so does the event of its signature."""
    with unguarded("%"):
        for model in (FrozenFigure, FrozenDetail, FrozenCut, FrozenShare, FrozenAction, Recount, ClosedMonth):
            model._default_manager.all().delete()
        Event.objects.filter(kind="month_closed").delete()
    close(NOVEMBER, by=office(), now=LATER)
    assert whats() == {"a head that was signed is not in the chain"}
    assert signed.pk


def test_figures_that_were_revised_since_are_not_signed(ready: Document) -> None:
    filed()
    close(NOVEMBER, by=office(), now=LATER, reason="Bổ sung phản ánh nhận muộn.")
    with pytest.raises(NotNow, match="bản điều chỉnh"):
        sign(ready, seen=seen(ready), by=leader(), now=LATER)
    compose_anew(ready, by=office())
    make_waiting(LATER)
    ready.refresh_from_db()
    sign(ready, seen=seen(ready), by=leader(), now=LATER)
    assert Document.objects.get(pk=ready.pk).is_signed
