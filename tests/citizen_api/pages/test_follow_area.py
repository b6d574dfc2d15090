"""The pages to follow a place: found by name, asked by letter, confirmed by a tap, stopped by one."""

import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.places.models import Street
from backend.reports.models import AreaFollower, Contact
from citizen_api.areas import FOLLOWS
from notifications.dispatch import drain
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import NGOC_LAM, filed

pytestmark = [pytest.mark.django_db]
EMAIL = "hang@dan.example"
HERE = f"{NGOC_LAM[0]},{NGOC_LAM[1]}"


def test_a_resident_finds_a_street_leaves_an_address_confirms_and_stops(
    browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    report = filed(now=timezone.now())
    street = Street.objects.get(name="Phố Ngọc Lâm")
    page = browser.open("/follow?q=pho ngoc lam")
    assert f"/follow?street={street.pk}" in page.links
    page = browser.open(f"/follow?street={street.pk}")
    assert f"/r/{report.code}" in page.links
    page = browser.press(page, "", ending="/follow", contact_email=EMAIL, group="environment")
    assert "Xin ông/bà mở thư và bấm xác nhận." in page.text
    assert page.path.startswith(f"/follow?street={street.pk}&group=environment")
    drain(timezone.now() + timedelta(seconds=11))
    found = re.search(r"https?://\S+(/theo-doi/noi/\S+)", str(mailoutbox[-1].body))
    assert found
    question = browser.open(found[1])
    assert "Phố Ngọc Lâm" in question.text
    assert question.response.headers["Referrer-Policy"] == "no-referrer"
    assert AreaFollower.objects.get().confirmed_at is None  # looking is no yes
    assert "đang nhận tin về nơi này" in browser.client.post(found[1], {"act": "confirm"}).content.decode()
    assert AreaFollower.objects.get().confirmed_at is not None
    assert browser.client.post(found[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Contact.objects.filter(email=EMAIL).exists()
    assert [browser.open(address).status for address in (found[1], found[1][:-3])] == [404, 404]


def test_whoever_asks_reads_the_same_words_whether_the_address_is_known_or_not(browser: Browser) -> None:
    page = browser.open("/follow?ward=ngoc-lam")
    said = [browser.press(page, "", ending="/follow", contact_email=one).text for one in (EMAIL, EMAIL, "b@d.example")]
    assert said[0] == said[1] == said[2]
    assert AreaFollower.objects.count() == 2
    report = filed(now=timezone.now())
    page = browser.open(f"/r/{report.code}")
    said = [browser.press(page, "", ending="/support", contact_email=one).text for one in (EMAIL, EMAIL)]
    assert said[0] == said[1]
    assert "trong 30 ngày qua đã thôi theo dõi" in said[0]


def test_a_circle_is_chosen_with_its_distance(browser: Browser) -> None:
    page = browser.open(f"/follow?at={HERE}")
    assert page.values("radius_m", "/follow") == ["250"]
    browser.press(page, "", ending="/follow", contact_email=EMAIL, radius_m="500")
    follower = AreaFollower.objects.get()
    assert (follower.lat, follower.lon, follower.radius_m) == (21.0458, 105.8698, 500)


@pytest.mark.parametrize(
    "query", ["street=999999", "street=x", "ward=khong-co", "at=sai", "at=10.7,106.6", f"at={HERE}&radius_m=7"]
)
def test_what_is_no_place_is_said_in_words(browser: Browser, query: str) -> None:
    page = browser.open(f"/follow?{query}")
    assert page.status == 422
    assert not AreaFollower.objects.exists()


def test_a_wrong_address_is_kept_to_be_mended_and_floods_wait(browser: Browser, settings: Settings) -> None:
    page = browser.open("/follow?ward=ngoc-lam")
    page = browser.press(page, "", ending="/follow", contact_email="sai")
    assert (page.status, page.values("contact_email", "/follow")) == (422, ["sai"])
    assert "#contact_email" in page.links  # what is wrong leads to its box, and the box says it again
    assert page.response.content.decode().count('aria-describedby="email-hint email-error" aria-invalid="true"') == 1
    settings.RATE_LIMITS = True
    answers = [browser.press(page, "", ending="/follow", contact_email="sai") for _n in range(FOLLOWS.number + 1)]
    assert answers[-1].status == 429
    assert "aria-invalid" not in answers[-1].response.content.decode()  # nothing is wrong with the address


def test_a_wrong_address_of_a_report_is_said_at_its_box(browser: Browser) -> None:
    page = browser.open(f"/r/{filed(now=timezone.now()).code}")
    page = browser.press(page, "", ending="/support", contact_email="sai")
    assert (page.status, "#contact_email" in page.links) == (422, True)
    assert page.response.content.decode().count('aria-describedby="email-hint email-error" aria-invalid="true"') == 1


def test_the_form_is_guarded_against_other_sites(city: None) -> None:
    sent = {"ward": "ngoc-lam", "contact_email": EMAIL}
    elsewhere = Client().post("/follow", sent, headers={"Sec-Fetch-Site": "cross-site"})
    without_cookies = Client(enforce_csrf_checks=True).post("/follow", sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert (elsewhere.status_code, without_cookies.status_code) == (403, 303)


def test_the_report_and_the_help_lead_to_it(browser: Browser) -> None:
    report = filed(now=timezone.now())
    links = browser.open(f"/r/{report.code}").links
    assert {f"/follow?street={report.street_id}", f"/follow?ward={report.ward.code}"} <= set(links)
    assert "/follow" in browser.open("/help/").links
