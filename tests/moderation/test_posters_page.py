"""Posters in the settings: who makes which, what is printed, and that it is all on the paper."""

import re
import sys
import zlib

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role
from backend.places.models import Poster
from backend.places.posters import token_of, url_of
from backend.routing.models import Unit
from moderation.settings.poster_sheet import code_of, drawing_of
from tests.places.printed import market, printed
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HERE, ELSEWHERE = "21.045795,105.869766", "21.0655,105.8990"


def signed_in(client: Client, settings: Settings, *, role: Role, unit: str = "") -> Client:
    settings.STAFF_MFA = "optional"
    found = Unit.objects.filter(slug=unit).order_by("valid_from").first() if unit else None
    client.force_login(officer(found, role))
    return client


def made(client: Client, **changes: str) -> int:
    """Ask for a poster and return the answer's status."""
    wish = {"place": HERE, "name": "Chợ Ngọc Lâm", "category": ""} | changes
    return client.post("/staff/settings/posters/new", wish).status_code


def plain(pdf: bytes) -> bytes:
    """Return the objects of a PDF, with its packed streams unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    found = [pdf]
    for one in packed:
        try:
            found.append(zlib.decompress(one))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_a_place_is_found_by_its_name_named_and_printed(client: Client, settings: Settings) -> None:
    signed_in(client, settings, role=Role.PROGRAMME_OFFICE)
    page = client.get("/staff/settings/posters", {"q": "ngoc lam"}).content.decode()
    assert "/staff/settings/posters/new?place=21." in page
    site = market()
    assert made(client, category="household_waste") == 302
    poster = Poster.objects.get()
    assert (poster.site, poster.category) == (site, "household_waste")
    page = client.get(f"/staff/settings/posters/{poster.pk}").content.decode()
    assert url_of(poster) in page
    assert "Chợ Ngọc Lâm" in client.get("/staff/settings/posters").content.decode()


def test_a_head_makes_posters_in_their_own_ward_alone(client: Client, settings: Settings) -> None:
    signed_in(client, settings, role=Role.UNIT_HEAD, unit="ubnd-ngoc-lam")
    assert made(client) == 302
    assert made(client, place=ELSEWHERE) == 403
    printed("quantri")
    assert Poster.objects.count() == 2
    assert client.get("/staff/settings/posters").content.decode().count("lượt quét</span>") == 1


def test_the_head_of_a_unit_of_the_whole_district_makes_them_anywhere(client: Client, settings: Settings) -> None:
    signed_in(client, settings, role=Role.UNIT_HEAD, unit="phong-y-te")
    assert made(client, place=ELSEWHERE) == 302


@pytest.mark.parametrize(
    "wrong", [{"place": ""}, {"place": "10,105"}, {"name": ""}, {"name": "a" * 81}, {"category": "khong-co"}]
)
def test_what_cannot_be_printed_is_said(client: Client, settings: Settings, wrong: dict[str, str]) -> None:
    signed_in(client, settings, role=Role.ADMINISTRATOR)
    assert made(client, **wrong) == 422
    assert not Poster.objects.exists()


def test_a_poster_is_switched_off_and_on(client: Client, settings: Settings) -> None:
    signed_in(client, settings, role=Role.ADMINISTRATOR)
    poster = printed()
    link = f"/q/{token_of(poster)}"
    for to, status in (("off", 404), ("on", 200)):
        client.post(f"/staff/settings/posters/{poster.pk}/switch", {"to": to})
        assert client.get(link).status_code == status
    assert "Lượt quét" in client.get(f"/staff/settings/posters/{poster.pk}").content.decode()


@pytest.mark.parametrize("sheet", ["a4", "a6"])
def test_a_sheet_is_one_page_of_a4_with_its_letters_in_it(client: Client, settings: Settings, sheet: str) -> None:
    """The longest name and the longest kind still fit."""
    signed_in(client, settings, role=Role.ADMINISTRATOR)
    poster = printed(
        name="Trung tâm thương mại Nguyễn Văn Linh, cổng phụ phía đường Nguyễn Sơn, Gia Thụy", category="market_order"
    )
    answer = client.get(f"/staff/settings/posters/{poster.pk}/{sheet}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pdf = plain(answer.content)
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [(595, 842)]
    fonts = set(re.findall(rb"/FontName ?/[A-Z]{6}\+([\w-]+)", pdf))
    assert fonts == {b"DejaVu-Sans", b"DejaVu-Sans-Bold"}
    assert len(re.findall(rb"/FontFile2? \d+ 0 R", pdf)) == len(fonts)


def test_the_code_holds_the_link(client: Client, settings: Settings) -> None:
    """The squares drawn on the sheet are those of the link's code, module by module."""
    signed_in(client, settings, role=Role.ADMINISTRATOR)
    poster = printed(category="household_waste")
    page = client.get(f"/staff/settings/posters/{poster.pk}/a4").content.decode()
    assert drawing_of(url_of(poster)) in page
    drawn = squares(re.search(r'class="qr"><path stroke="#000" d="([^"]+)"', page))
    code = code_of(url_of(poster))
    assert drawn == {(x + 4, y + 4) for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark}
    assert code.error == "Q"
    assert code.symbol_size(border=0)[0] <= 41  # version 6: coarse enough to be read from afar
    assert settings.HOTLINE in page
    assert "Rác thải tồn đọng, chưa thu gom?" in page
    assert "style=" not in page


def squares(found: re.Match[str] | None) -> set[tuple[int, int]]:
    """Return the dark modules of a path of moves and horizontal lines."""
    assert found
    x, y, dark = 0, 0.0, set()
    for letter, numbers in re.findall(r"([Mmh])(-?[\d.]+(?: -?[\d.]+)?)", found[1]):
        if letter == "h":
            dark |= {(x + step, int(y)) for step in range(int(numbers))}
            x += int(numbers)
        else:
            across, down = (float(one) for one in numbers.split())
            x, y = (int(across), down) if letter == "M" else (x + int(across), y + down)
    return dark


def test_where_pango_is_missing_the_page_says_what_to_install(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(client, settings, role=Role.ADMINISTRATOR)
    poster = printed()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    page = client.get(f"/staff/settings/posters/{poster.pk}").content.decode()
    assert "apt-get install libpango" in page
    assert "a4.pdf" not in page
    back = client.get(f"/staff/settings/posters/{poster.pk}/a4.pdf", follow=True)
    assert "Máy chủ chưa tạo được PDF" in back.content.decode()
    assert client.get(f"/staff/settings/posters/{poster.pk}/a4").status_code == 200
    assert client.get(f"/staff/settings/posters/{poster.pk}/a5").status_code == 404
