"""The staff calls about posters: made, listed, printed, counted, switched off and on."""

from typing import Any
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.core.pdf import NoPdf
from backend.places.models import Poster
from backend.places.posters import count_scan, token_of, url_of
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import fault, send
from tests.places.printed import market, printed
from tests.reports.filing import NGOC_LAM, NOW, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LIST = "/api/v1/staff/posters"
LAT, LON = NGOC_LAM
WISH = {"lat": LAT, "lon": LON, "name": "Chợ Ngọc Lâm", "category": "household_waste"}


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    return sign_in(None, Role.PROGRAMME_OFFICE)


def test_a_poster_is_made_listed_counted_and_switched(office: Client) -> None:
    site = market()
    made = send(office, "posters", **WISH)
    assert made.status_code == 201, made.json()
    one, poster = made.json(), Poster.objects.get()
    assert made.headers["Location"] == f"http://testserver{LIST}/{poster.pk}"
    assert (poster.site, one["category"], one["url"]) == (site, "household_waste", url_of(poster))
    assert (one["ward"], one["scanned"], one["off_at"], bool(one["hotline"])) == ("Phường Ngọc Lâm", 0, None, True)
    count_scan(poster, on=NOW.date())
    [listed] = office.get(LIST).json()["results"]
    assert (listed["id"], listed["scanned"]) == (poster.pk, 1)
    assert office.get(f"{LIST}/{poster.pk}").json()["scans"] == [{"day": f"{NOW:%Y-%m-%d}", "number": 1}]
    link = f"/q/{token_of(poster)}"
    for is_on, status in ((False, 404), (True, 200)):
        answer = send(office, f"posters/{poster.pk}/switch", on=is_on).json()
        assert bool(answer["off_at"]) is not is_on
        assert Client().get(link).status_code == status


def test_its_sheets_are_those_of_the_page(office: Client) -> None:
    poster = printed()
    addresses = {one["sheet"]: one["url"] for one in office.get(f"{LIST}/{poster.pk}").json()["sheets"]}
    assert set(addresses) == {"a4", "a6"}
    pdf = office.get(addresses["a4"])
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="ap-phich-{poster.pk}-a4.pdf"'
    page = office.get(f"{addresses['a6']}?format=html")
    assert page.content == office.get(f"/staff/settings/posters/{poster.pk}/a6").content
    assert fault(office.get(f"{addresses['a4']}?format=svg"))[:2] == (422, "format")
    assert fault(office.get(f"{LIST}/{poster.pk}/sheets/a5"))[0] == 404
    with mock.patch("moderation.api.posters.sheet_pdf", side_effect=NoPdf):
        assert office.get(addresses["a4"]).json()["status"] == 501


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"lat": None}, "lat"),
        ({"lat": 10.0}, "lat"),
        ({"lat": 1e9}, "lat"),
        ({"lon": "105"}, "lon"),
        ({"name": " "}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"category": "khong-co"}, "category"),
        ({"category": "\0"}, "category"),
        ({"more": 1}, "more"),
    ],
)
def test_the_answer_names_what_is_wrong(office: Client, wish: dict[str, Any], field: str) -> None:
    assert fault(send(office, "posters", **WISH | wish))[:2] == (422, field)
    assert not Poster.objects.exists()


def test_the_same_key_makes_one_and_pages_follow(office: Client) -> None:
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b26"}
    first, again = (office.post(LIST, WISH, content_type="application/json", headers=key) for _time in range(2))
    assert (first.status_code, again.json(), Poster.objects.count()) == (201, first.json(), 1)
    printed()
    with mock.patch("moderation.api.lists.SIZE", 1):
        page = office.get(LIST).json()
        other = office.get(page["next"]).json()
    assert {page["results"][0]["id"], other["results"][0]["id"]} == set(Poster.objects.values_list("pk", flat=True))
    assert fault(office.get(f"{LIST}?cursor=x"))[:2] == (422, "cursor")
    assert fault(send(office, f"posters/{Poster.objects.order_by('id')[0].pk}/switch", on="1"))[:2] == (422, "on")


def test_a_head_makes_posters_in_their_own_ward_and_sees_those_alone(sign_in: SignIn) -> None:
    report, others = filed(), printed("quantri")
    head = sign_in(report, Role.UNIT_HEAD)
    own = send(head, "posters", **WISH).json()["id"]
    assert fault(send(head, "posters", **WISH | {"lat": 21.0655, "lon": 105.8990}))[:2] == (403, "lat")
    assert [one["id"] for one in head.get(LIST).json()["results"]] == [own]
    for address in (f"{LIST}/{others.pk}", f"{LIST}/{others.pk}/sheets/a4"):
        assert fault(head.get(address))[0] == 404
    assert fault(send(head, f"posters/{others.pk}/switch", on=False))[0] == 404
    for client in (sign_in(Unit.objects.get(slug="phong-y-te")), sign_in(None, Role.LEADER)):
        assert [fault(one)[0] for one in (client.get(LIST), send(client, "posters", **WISH))] == [403, 403]
