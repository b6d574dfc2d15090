"""The board goes onto one A4 page, also where wards changed within the months it shows."""

import io

import pypdf
import pytest

from tests.browser.conftest import DESK
from tests.proof.test_axe import LEADER, Visit, signed_in
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
_A4_PT = (595, 842)


@pytest.mark.parametrize("month", ["", "2026-10", "2025-10"])
def test_the_board_prints_on_one_a4_page(platform: Platform, visit: Visit, month: str) -> None:
    page = signed_in(visit, LEADER, DESK)
    page.goto(f"/programme/?month={month}")
    printed = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == _A4_PT
    assert "Các đơn vị theo tỷ lệ xử lý đúng hạn" in pages[0].extract_text()
    assert platform.address
