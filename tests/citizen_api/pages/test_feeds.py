"""Atom feeds: well made, of released facts alone, and cheap to ask for again."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Screening, Status
from backend.reports.publication import hide
from backend.reports.screening import screen
from tests.reports.filing import CONTACT, NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NAMES = {"a": "http://www.w3.org/2005/Atom", "g": "http://www.georss.org/georss"}
ALL = "/feeds/reports.atom"


def read(client: Client, address: str, **headers: str) -> ET.Element:
    answer: Any = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:300]
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314  # made by ourselves


def texts(feed: ET.Element, path: str) -> list[str]:
    return [one.text or "" for one in feed.findall(path, NAMES)]


def titles(feed: ET.Element) -> list[str]:
    return texts(feed, "a:entry/a:title")


def test_it_says_all_that_an_atom_feed_has_to(client: Client) -> None:
    report = filed(contact=CONTACT)
    feed = read(client, ALL)
    for needed in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:entry/a:id", "a:entry/a:updated"):
        assert len(texts(feed, needed)) == 1, needed
    assert texts(feed, "a:entry/a:author/a:name") == [report.unit.name]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    links = {(one.get("rel"), one.get("href")) for one in feed.findall("a:link", NAMES)}
    assert {rel for rel, _href in links} == {"alternate", "self"}
    assert all(str(href).startswith("http") for _rel, href in links)
    entry_link = feed.find("a:entry/a:link", NAMES)
    assert entry_link is not None
    assert str(entry_link.get("href")).endswith(f"/r/{report.code}")
    assert texts(feed, "a:entry/g:point") == ["21.0458 105.8698"]
    assert titles(feed)[0].startswith("Rác")
    raw = client.get(ALL).content.decode()
    for secret in (CONTACT.name, CONTACT.email, str(report.random_id), "105.869766"):
        assert secret not in raw


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("", "/map"),
        ("?group=food", "/map"),
        ("?ward=ngoc-lam&group=food", "/follow?ward=ngoc-lam&group=food"),
        ("?near=21.0458,105.8698&radius_m=500", "/follow?at=21.0458%2C105.8698&radius_m=500"),
    ],
)
def test_a_feed_leads_to_the_page_that_shows_the_same(client: Client, query: str, page: str) -> None:
    link = read(client, f"{ALL}{query}").find("a:link[@rel='alternate']", NAMES)
    assert link is not None
    assert str(link.get("href")).endswith(page)
    assert client.get(page).status_code == 200


def test_an_entry_keeps_its_name_and_tells_when_it_changed(client: Client) -> None:
    report = filed()
    before = read(client, ALL)
    moved(report, "accepted")
    after = read(client, ALL)
    assert texts(before, "a:entry/a:id") == texts(after, "a:entry/a:id")
    assert texts(before, "a:entry/a:id")[0].startswith("tag:")
    assert texts(before, "a:entry/a:updated") < texts(after, "a:entry/a:updated")
    assert "Đã tiếp nhận" in titles(after)[0]


def test_only_what_is_released_is_there(client: Client) -> None:
    kept, spam, hidden, held = filed(), filed(lat=21.0459), filed(lat=21.0460), filed(category="food_poisoning")
    screen(spam, Screening.SPAM, by=staff(spam.unit), now=NOW, note="Tin rác.")
    hide(hidden, reason="Có mặt người.", by=staff(hidden.unit), now=NOW)
    feed = read(client, ALL)
    assert [one.endswith(kept.code) for one in texts(feed, "a:entry/a:id")] == [True]
    for report in (hidden, held):
        assert "Rác ba ngày" not in client.get(f"/feeds/r/{report.code}.atom").content.decode()


def test_it_is_narrowed_by_ward_street_group_kind_and_circle(client: Client) -> None:
    near, far = filed(), filed(category="street_light", lat=21.0370, lon=105.9060)
    assert near.ward != far.ward
    for query, expected in {
        f"ward={near.ward.code}": near,
        f"street={near.street_id}": near,
        "street=Phố Ngọc Lâm": near,
        "group=environment": near,
        "category=street_light": far,
        "near=21.0370,105.9060&radius_m=100": far,
    }.items():
        found = texts(read(client, f"{ALL}?{query}"), "a:entry/a:id")
        assert [one.endswith(expected.code) for one in found] == [True], query
    for wrong in ("ward=khong-co", "street=khong-co", "group=khac", "category=khac", "near=sai"):
        answer = client.get(f"{ALL}?{wrong}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")


def test_words_cannot_break_it(client: Client) -> None:
    filed(text="Rác ]]> <script>alert(1)</script> & \u0000\u000b\ufffe\ud800 “đống” \U0001f6ae")
    Report.objects.update(public_text="<b>&amp;\u000b]]>\ufffe Rác </summary>")  # even what intake would have cleaned
    feed = read(client, ALL)
    assert texts(feed, "a:entry/a:summary") == ["<p>&lt;b&gt;&amp;amp;]]&gt; Rác &lt;/summary&gt;</p>"]
    summary = feed.find("a:entry/a:summary", NAMES)
    assert summary is not None
    assert summary.get("type") == "html"


def test_who_has_it_already_gets_no_more_than_that(client: Client) -> None:
    empty = client.get(ALL)
    assert client.get(ALL, headers={"If-None-Match": empty.headers["ETag"]}).status_code == 304
    report = filed()
    first = client.get(ALL)
    assert first.headers["Last-Modified"]
    assert client.get(ALL, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(ALL, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    moved(report, "accepted")
    assert client.get(ALL, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert client.get(ALL, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200
    assert client.post(ALL).status_code == 405


def test_a_reports_feed_is_what_the_public_reads_of_its_history(client: Client) -> None:
    report = moved(filed(), "accepted", note="Chiều nay đội vệ sinh đến.")
    advance(
        report, Status.NEEDS_INFO, by=staff(report.unit), now=NOW + timedelta(hours=1), move=Move(note="Ngõ nào ạ?")
    )
    feed = read(client, f"/feeds/r/{report.code.lower()}.atom")
    assert titles(feed) == ["Đã hỏi thêm người phản ánh", "Đã tiếp nhận", "Đã gửi phản ánh"]
    assert len(set(texts(feed, "a:entry/a:id"))) == 3
    raw = client.get(f"/feeds/r/{report.code}.atom").content.decode()
    assert "Chiều nay đội vệ sinh đến." in raw
    assert "Ngõ nào" not in raw  # said to the reporter alone
    assert client.get("/feeds/r/ZZZZZZZZ.atom").status_code == 404


def test_feeds_speak_the_readers_language_and_pages_name_them(client: Client) -> None:
    report = filed()
    assert "New reports in Long Biên" in texts(read(client, f"{ALL}?lang=en"), "a:title")
    page = Client().get(f"/r/{report.code}").content.decode()
    assert f'type="application/atom+xml" title="Tin của phản ánh này" href="/feeds/r/{report.code}.atom"' in page
    assert 'href="/feeds/reports.atom?ward=' in Client().get("/follow?ward=ngoc-lam").content.decode()
