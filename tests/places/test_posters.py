"""Posters: their signed links, their scans, and the reports that come by them."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from backend.places.geometry import Point
from backend.places.models import PosterScan
from backend.places.posters import count_scan, poster_of, site_called, site_meant, token_of, url_of
from tests.places.printed import market, printed
from tests.reports.filing import NGOC_LAM, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FAR = (21.0500, 105.8800)


def test_a_link_is_short_and_leads_to_its_poster(settings: Settings) -> None:
    poster = printed(category="household_waste")
    assert poster_of(token_of(poster)) == poster
    assert urlsplit(url_of(poster)).path == f"/q/{token_of(poster)}"
    assert len(token_of(poster)) <= 20


@pytest.mark.parametrize("made_up", ["", "-", "1", "1-", "x-AAAAAAAAAAA", "9" * 40 + "-A", "1-AAAAAAAAAAA", "1-\udcff"])
def test_a_link_that_somebody_made_up_is_none(made_up: str) -> None:
    printed()
    assert poster_of(made_up) is None


def test_a_link_is_signed_over_everything_it_fills_in() -> None:
    poster = printed()
    token = token_of(poster)
    for name, value in (("lat", 21.04), ("lon", 105.88), ("category", "other")):
        before = getattr(poster, name)
        setattr(poster, name, value)
        assert token_of(poster) != token
        setattr(poster, name, before)
    assert token_of(printed()).partition("-")[2] != token.partition("-")[2]


def test_a_poster_switched_off_leads_nowhere() -> None:
    poster = printed()
    poster.off_at = poster.made_at
    poster.save()
    assert poster_of(token_of(poster)) is None


@pytest.mark.database
def test_scans_are_counted_by_day_and_nothing_else_is_kept() -> None:
    poster = printed()
    for day in (1, 1, 1, 2):
        count_scan(poster, on=date(2026, 11, day))
    assert list(PosterScan.objects.order_by("day").values_list("day__day", "number")) == [(1, 3), (2, 1)]
    assert {one.name for one in PosterScan._meta.get_fields()} == {"id", "poster", "day", "number"}


def test_a_place_of_the_register_is_known_by_its_name_and_spot() -> None:
    site = market()
    assert site_called("chợ ngọc lâm", Point(*NGOC_LAM)) == site
    assert site_called("Chợ khác", Point(*NGOC_LAM)) is None
    assert site_called("Chợ Ngọc Lâm", Point(*FAR)) is None


def test_a_report_remembers_the_poster_and_the_site_it_came_by() -> None:
    site = market()
    poster = printed(site=site)
    report = filed(poster=poster)
    assert report.site == site
    assert report.events.get(number=1).data["poster"] == poster.pk
    assert "poster" not in filed().events.get(number=1).data


def test_a_report_whose_pin_was_moved_away_is_not_about_the_site() -> None:
    poster = printed(site=market())
    assert site_meant(poster, Point(*FAR)) is None
    assert site_meant(None, Point(*NGOC_LAM)) is None
    assert filed(poster=poster, lat=FAR[0], lon=FAR[1]).site is None
