"""Vietnamese first; English for whoever asks."""

import pytest
from django.test import Client
from django.utils.translation import get_language, override

pytestmark = [pytest.mark.urls("tests.http.doors"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("asked", "header", "spoken"),
    [
        ("", "", "vi"),
        ("", "fr-FR,fr;q=0.9", "vi"),
        ("", "fr-FR, en-GB;q=0.8, vi;q=0.5", "en"),
        ("", "vi-VN,vi;q=0.9,en-US;q=0.8", "vi"),
        ("", "en", "en"),
        ("?lang=vi", "en", "vi"),
        ("?lang=en", "vi", "en"),
        ("?lang=xx", "en", "en"),
        ("", "\u00ff;;;q=x", "vi"),
    ],
)
def test_the_wish_wins_over_the_browser_and_vietnamese_over_nothing(
    client: Client, asked: str, header: str, spoken: str
) -> None:
    answer = client.get(f"/pages/language{asked}", headers={"Accept-Language": header})
    assert (answer.text, answer.headers["Content-Language"]) == (spoken, spoken)
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_wish_is_kept_in_a_cookie(client: Client) -> None:
    client.get("/pages/language?lang=en")
    assert client.get("/pages/language", headers={"Accept-Language": "vi"}).text == "en"
    client.get("/pages/language?lang=vi")
    assert client.get("/pages/language", headers={"Accept-Language": "en"}).text == "vi"


@pytest.mark.usefixtures("city")
@pytest.mark.urls("backend.urls")
def test_an_answer_that_is_kept_for_all_on_the_way_sets_no_cookie(client: Client) -> None:
    answer = client.get("/map/streets.json?lang=en")
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_programs_say_it_each_time(client: Client) -> None:
    assert client.get("/api/v1/language?lang=en").text == "en"
    assert client.get("/api/v1/language").text == "vi"


def test_the_language_of_one_request_is_not_that_of_the_next(client: Client) -> None:
    with override("vi"):
        client.get("/pages/language?lang=en")
        assert get_language() == "vi"


def test_a_picture_has_no_language(client: Client) -> None:
    answer = client.get("/pages/picture")
    assert "Content-Language" not in answer.headers
    assert "Accept-Language" not in answer.headers.get("Vary", "")
