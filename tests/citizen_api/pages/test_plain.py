"""Pages without a report, the map's data, and the pages of errors."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from backend.http.limits import Limit
from citizen_api.pages import map_data
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import filed


def test_a_code_typed_into_the_box_leads_to_its_report(browser: Browser) -> None:
    report = filed()
    typed = f"{report.code[:4].lower()} - {report.code[4:].lower()}"
    assert browser.open(f"/tra-cuu?code={typed}").path == f"/r/{report.code}"


def test_a_wrong_code_is_given_back_to_be_mended(browser: Browser) -> None:
    page = browser.open("/tra-cuu?code=K7QM")
    assert (page.status, "K7QM" in page.text) == (404, True)
    assert browser.open("/tra-cuu").status == 200


def test_help_names_the_numbers_the_consent_and_where_complaints_belong(browser: Browser) -> None:
    page = browser.open("/help/")
    assert {"tel:113", "tel:114", "tel:115"} <= set(page.links)
    for words in ("Luật Tố cáo", "12 tháng", "Ban Tiếp công dân", "OpenStreetMap"):
        assert words in page.text


def test_the_map_gets_wards_and_streets(client: Client, city: None) -> None:
    wards = client.get("/map/wards.json").json()
    assert len(wards["features"]) == 14
    main = client.get("/map/streets.json").json()
    assert all(street["properties"]["is_main"] for street in main["features"])
    near = client.get("/map/streets.json?box=105.868,21.044,105.872,21.048").json()
    assert "Phố Ngọc Lâm" in {street["properties"]["name"] for street in near["features"]}


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "106,22,105,21", "nan,nan,nan,nan"])
def test_a_box_that_is_none_is_refused_in_words(client: Client, city: None, box: str) -> None:
    answer = client.get("/map/streets.json", {"box": box})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Khung bản đồ không đúng.")


def test_a_tap_is_said_back(client: Client, city: None) -> None:
    answer = client.get("/map/place.json?at=21.045795,105.869766").json()
    assert answer["said"] == "Phường Ngọc Lâm, gần số 171 phố Ngọc Lâm"
    outside = client.get("/map/place.json?at=21.0285,105.8542")
    assert (outside.status_code, "ngoài địa bàn" in outside.json()["detail"]) == (422, True)
    assert client.get("/map/place.json?at=here").status_code == 422


def test_names_are_found_without_marks(client: Client, city: None) -> None:
    found = client.get("/map/named.json?q=ngoc lam").json()["results"]
    assert found[0]["name"] == "Phố Ngọc Lâm"


@pytest.mark.parametrize(
    ("hotline", "links"), [("024 3827 1234 (số mẫu)", ["tel:02438271234"]), ("", [])], ids=["there", "none"]
)
def test_the_hotline_of_the_help_is_a_tap_away(
    browser: Browser, settings: Settings, hotline: str, links: list[str]
) -> None:
    settings.HOTLINE = hotline
    page = browser.open("/help/")
    assert [link for link in page.links if link.startswith("tel:") and len(link) > len("tel:113")] == links


def test_asking_for_places_without_end_is_told_to_wait(
    client: Client, city: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = True
    for number, ask in enumerate(
        ("named.json?q=lam", "place.json?at=21.0458,105.8698", "streets.json?box=105.8,21,106,22")
    ):
        monkeypatch.setattr(map_data, "READS", Limit(f"map-in-a-test-{number}", 1, 3600))
        assert client.get(f"/map/{ask}").status_code == 200
        answer = client.get(f"/map/{ask}")
        assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
        assert "Xin chờ khoảng" in answer.json()["detail"]


def test_the_part_of_a_kind_is_fetched_by_itself(client: Client, city: None) -> None:
    page = client.get("/kinds/illegal_dumping").content.decode()
    assert "no_photo_reason" in page
    ill = client.get("/kinds/restaurant_food").content.decode()
    assert "hãy gọi 115 trước" in ill
    assert client.get("/kinds/nothing").status_code == 404


@pytest.mark.parametrize("status", [500, 503])
def test_the_pages_of_outages_need_no_database(status: int) -> None:
    page = render_to_string(f"errors/{status}.html")
    assert "tel:113" in page


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_the_other_error_pages_lead_to_the_form_and_say_whom_to_call(browser: Browser, status: int, rf: object) -> None:
    request = rf.get("/nowhere")  # type: ignore[attr-defined]  # pytest-django's
    page = render_to_string(f"errors/{status}.html", request=request)
    assert 'href="/"' in page
    assert all(f"tel:{number}" in page for number in (113, 114, 115))


def test_an_address_that_is_none_is_404_in_words(browser: Browser) -> None:
    page = browser.open("/khong-co")
    assert (page.status, "Không có trang này" in page.text) == (404, True)


@pytest.mark.parametrize("path", ["/", "/help/", "/tra-cuu"])
def test_pages_obey_the_content_policy(browser: Browser, path: str) -> None:
    page = browser.open(path).response.content.decode()
    assert not any(forbidden in page for forbidden in (" style=", "<style", " onclick=", "javascript:"))
