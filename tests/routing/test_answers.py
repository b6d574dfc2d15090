"""Answers to the extra questions."""

from typing import Any

import pytest
from django.utils import translation

from backend.core.errors import Refused
from backend.routing import book
from backend.routing.answers import check_answers, emergency_for, emergency_words, in_words, public_answers
from backend.routing.models import Category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def poisoning() -> Category:
    return book.category("food_poisoning")


@pytest.mark.parametrize(
    ("code", "raw", "kept"),
    [
        ("people_ill", 3, 3),
        ("people_ill", "3", 3),
        ("people_ill", 3.0, 3),
        ("people_ill", "không rõ", "unknown"),
        ("people_ill", "unknown", "unknown"),
        ("food_kept", "true", True),
        ("food_kept", "không", False),
        ("food_kept", False, False),
        ("food_kept", True, True),
        ("establishment", "  Quán   Bình  ", "Quán Bình"),
        ("meal_at", "2026-11-24T18:30", "2026-11-24T18:30+07:00"),
        ("meal_at", "2026-11-24T11:30:00Z", "2026-11-24T18:30+07:00"),
        ("symptoms", ["fever", "vomiting"], ["vomiting", "fever"]),
        ("symptoms", "fever", ["fever"]),
    ],
)
def test_an_answer_is_kept_plain(poisoning: Category, code: str, raw: object, kept: object) -> None:
    assert check_answers(poisoning, {code: raw}) == {code: kept}


@pytest.mark.parametrize("empty", [None, "", "  ", [], ()])
def test_what_is_left_empty_is_left_out(poisoning: Category, empty: object) -> None:
    assert check_answers(poisoning, {"people_ill": empty, "supplier": empty}) == {}


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("people_ill", True),
        ("people_ill", "1_0"),
        ("people_ill", "１"),
        ("people_ill", float("nan")),
        ("people_ill", float("inf")),
        ("people_ill", -1),
        ("people_ill", 2.5),
        ("people_ill", "100001"),
        ("people_ill", {"a": 1}),
        ("food_kept", "có lẽ"),
        ("food_kept", 3),
        ("establishment", "x" * 201),
        ("establishment", 7),
        ("meal_at", "hôm qua"),
        ("meal_at", "2026-02-30T10:00"),
        ("meal_at", 5),
        ("symptoms", ["no such"]),
        ("symptoms", 4),
        ("nobody_asked", "x"),
    ],
)
def test_a_wrong_answer_is_refused_by_name(poisoning: Category, code: str, raw: Any) -> None:
    with pytest.raises(Refused) as caught:
        check_answers(poisoning, {code: raw})
    assert caught.value.field == f"answers.{code}"


def test_a_choice_is_one_of_its_options() -> None:
    waste = book.category("household_waste")
    option = waste.questions.all()[0].options[0]["code"]
    question = waste.questions.all()[0].code
    assert check_answers(waste, {question: option}) == {question: option}
    for wrong in ("no such", 3, [option]):
        with pytest.raises(Refused):
            check_answers(waste, {question: wrong})


def test_only_the_form_insists_on_required_answers(poisoning: Category) -> None:
    assert check_answers(poisoning, {}) == {}
    with pytest.raises(Refused) as caught:
        check_answers(poisoning, {}, form=True)
    assert (caught.value.field, caught.value.code) == ("answers.meal_at", "required")
    assert check_answers(poisoning, {"meal_at": "2026-11-24T18:30", "people_ill": 0}, form=True)["people_ill"] == 0


def test_private_answers_never_reach_the_public(poisoning: Category) -> None:
    answers = check_answers(poisoning, {"establishment": "Quán Bình", "people_ill": 4, "symptoms": ["fever"]})
    assert public_answers(poisoning, answers) == {"people_ill": 4}


def test_answers_are_said_in_the_readers_language(poisoning: Category) -> None:
    answers = check_answers(
        poisoning, {"meal_at": "2026-11-24T18:30", "symptoms": ["fever"], "food_kept": "no", "people_ill": "unknown"}
    )
    said = {one.code: one for one in in_words(poisoning, answers)}
    assert said["meal_at"].words == "18 giờ 30, thứ Ba 24/11/2026"
    assert (said["symptoms"].words, said["symptoms"].is_health, said["symptoms"].is_private) == ("sốt", True, True)
    assert said["food_kept"].words == "Không"
    assert said["people_ill"].words == "không rõ"
    assert [one.words for one in in_words(poisoning, {"food_kept": True})] == ["Có"]
    with translation.override("en"):
        assert {one.code: one.label for one in in_words(poisoning, answers)}["people_ill"] == "How many people are ill?"


def test_the_emergency_number_comes_first_where_life_is_at_risk(poisoning: Category) -> None:
    assert emergency_for(poisoning, {}) == "115"
    restaurant = book.category("restaurant_food")
    assert emergency_for(restaurant, {}) == ""
    assert emergency_for(restaurant, {"people_ill": 1}) == "115"
    assert emergency_for(restaurant, {"people_ill": 0}) == ""
    assert emergency_for(book.category("fire_hazard"), {}) == "114"
    assert emergency_for(book.category("road_danger"), {}) == "113"
    assert emergency_words(restaurant, {}) == ""
    assert "hãy gọi 114 trước" in emergency_words(book.category("fire_hazard"), {})
    assert "đang xô xát" in emergency_words(book.category("public_nuisance"), {})
