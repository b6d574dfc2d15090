"""The kind of matter is suggested from the sentence, and never chosen for anybody; kinds have pictures."""

import re

import pytest
from playwright.sync_api import BrowserContext

from backend.routing.book import categories
from citizen_api.pages.kinds import drawn, shelves
from tests.citizen_api.pages.browsing import Browser

SENTENCES = {
    "Rác ba ngày nay chưa ai thu gom, mùi lắm": "household_waste",
    "rac ba ngay chua thu gom": "household_waste",
    "Ô tô đỗ xe chắn cổng nhà tôi": "illegal_parking",
    "o to do xe chan cong nha toi": "illegal_parking",
    "Hàng quán lấn chiếm vỉa hè, không còn lối đi": "pavement_occupied",
    "Có ổ gà to giữa đường": "road_damage",
    "co o ga to giua duong": "road_damage",
    "Đèn đường tắt ba tối nay": "street_light",
    "Mất nắp cống trước số nhà 12": "road_danger",
    "Quán karaoke, loa kéo ồn ào tới khuya": "public_nuisance",
    "Dây điện đứt thõng xuống đường": "power_line_danger",
    "Cả nhà tôi đau bụng, tiêu chảy sau bữa cỗ": "food_poisoning",
    "Mất điện từ sáng": "power_outage",
    "Tôi xin chào": "",
    "toi xin hoi, co ai cho ho khong": "",
}


@pytest.mark.browser
def test_the_sentence_says_which_kind_it_is(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    first = """async (sentences) => {
      const { fitting } = await import("/static/citizen/suggest.js");
      return sentences.map((one) => fitting(one)[0] ?? "");
    }"""
    found = page.evaluate(first, list(SENTENCES))
    assert dict(zip(SENTENCES, found, strict=True)) == SENTENCES


@pytest.mark.browser
def test_a_suggestion_is_offered_and_chosen_by_a_tap_alone(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    page.fill("#text", "Rác chưa thu gom, xe đỗ xe chắn cổng trên vỉa hè, đường hỏng.")
    page.wait_for_selector("#suggested button")
    assert 1 < page.locator("#suggested button").count() <= 3
    assert page.locator("input[name=category]:checked").count() == 0
    code = page.get_attribute("#suggested button >> nth=0", "data-kind")
    page.tap("#suggested button >> nth=0")
    assert page.is_checked(f"input[value={code}]")
    page.wait_for_selector(".shelf-chosen:not(:empty)")
    assert page.is_hidden("#suggested")
    page.fill("#text", "Mất điện từ sáng")  # another one fits better
    page.wait_for_selector("#suggested [data-kind=power_outage]")
    assert page.is_checked(f"input[value={code}]")


@pytest.mark.browser
def test_a_form_that_came_back_offers_them_again(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    page.fill("#text", "Rác chưa thu gom.")
    page.tap("#send")
    page.wait_for_selector("#faults")
    page.wait_for_selector("#suggested button")
    assert page.get_attribute("#suggested button >> nth=0", "data-kind") == "household_waste"
    assert page.locator("input[name=category]:checked").count() == 0


def test_every_kind_has_a_picture_of_its_own(city: None) -> None:
    assert {one.code for one in categories()} <= drawn()


def test_a_kind_added_later_is_shown_with_the_picture_of_other(city: None) -> None:
    one = categories()[0]
    one.code = "swings"
    one.save(update_fields=["code"])
    cards = [card for shelf in shelves("") for card in shelf.cards]
    assert [card.picture for card in cards if card.code == "swings"] == ["other"]


def test_pictures_are_decoration_beside_the_words(browser: Browser) -> None:
    page = browser.client.get("/").content.decode()
    pictures = re.findall(r'<svg class="icon pictogram"[^>]*>', page)
    assert len(pictures) == len(categories()) + 4
    assert all('aria-hidden="true"' in one for one in pictures)
