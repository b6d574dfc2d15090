"""What residents and officers write in the samples."""

import re
import unicodedata
from pathlib import Path
from random import Random

import pytest

from backend.core.text import clean, fold
from backend.demo.openings import _BARE, _LANDMARKS, _TIMES
from backend.demo.texts import FOLDER, Filling, Template, folded, slots, templates, without_marks
from backend.reports.masking import mask
from backend.routing import book
from backend.routing.complaints import reads_like

SLOTS = {"street", "number", "alley", "group", "days", "time", "landmark"}
FILES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.txt"))
RESIDENTS = [name for name in FILES if name.startswith("residents/")]


def fillings(rng: Random) -> Filling:
    time, landmark = rng.choice(_TIMES), rng.choice(_LANDMARKS)
    marked = {"street": "phố Ngọc Lâm", "number": "41", "alley": "75/12", "group": "9", "days": "3"}
    bare = {**marked, "street": without_marks(marked["street"]), "time": _BARE[time], "landmark": _BARE[landmark]}
    return Filling({**marked, "time": time, "landmark": landmark}, bare)


def filled(name: str) -> list[str]:
    """Return every text of ``name``, filled in five ways."""
    rng = Random(7)  # noqa: S311  # fillings to try
    return [template.filled(fillings(rng)) for template in templates(name) for _ in range(5)]


@pytest.mark.usefixtures("city")
def test_every_category_has_twelve_texts_of_its_own() -> None:
    codes = [category.code for category in book.categories()]
    assert sorted(f"residents/{code}" for code in codes) == RESIDENTS
    texts = {code: {template.text for template in templates(f"residents/{code}")} for code in codes}
    assert {code: len(found) for code, found in texts.items() if len(found) < 12} == {}
    assert len(set().union(*texts.values())) == sum(map(len, texts.values()))


@pytest.mark.parametrize("name", FILES)
def test_the_texts_are_clean_and_name_only_what_is_filled_in(name: str) -> None:
    for template in templates(name):
        assert template.text == unicodedata.normalize("NFC", template.text)
        assert slots(template.text) <= SLOTS
    for text in filled(name):
        assert "{" not in text
        assert text == clean(text)
        assert folded(text) == fold(text)


@pytest.mark.parametrize("name", FILES)
def test_no_text_holds_a_number_or_address_that_must_be_masked(name: str) -> None:
    assert [text for text in filled(name) if mask(text) != text] == []


@pytest.mark.parametrize("name", RESIDENTS)
def test_no_text_of_a_resident_reads_like_a_complaint(name: str) -> None:
    assert [text for text in filled(name) if reads_like(text)] == []


@pytest.mark.parametrize("kind", ["khieu_nai", "to_cao"])
def test_what_is_meant_to_be_held_reads_like_it(kind: str) -> None:
    assert {reads_like(text) for text in filled(f"held/{kind}")} == {kind}


def test_some_residents_write_without_marks_and_some_at_length() -> None:
    texts = [template for name in RESIDENTS for template in templates(name)]
    assert 0.1 < sum(template.is_bare for template in texts) / len(texts) < 0.4
    assert sum(len(template.text) > 130 for template in texts) > 20
    assert sum(len(template.text) < 50 for template in texts) > 40


def test_what_is_filled_in_loses_its_marks_with_the_text() -> None:
    rng = Random(1)  # noqa: S311  # as above
    assert Template("rac o {street}", is_bare=True).filled(fillings(rng)) == "rac o pho Ngoc Lam"
    assert Template("Rác ở {street}", is_bare=False).filled(fillings(rng)) == "Rác ở phố Ngọc Lâm"


def test_a_sentence_that_begins_with_a_street_begins_with_a_capital() -> None:
    rng = Random(1)  # noqa: S311  # as above
    assert Template("{street} bụi quá.", is_bare=False).filled(fillings(rng)) == "Phố Ngọc Lâm bụi quá."


def test_the_letters_of_vietnamese_fold_as_everywhere() -> None:
    words = "Ặ ậ Đường Hoà, Thuỷ (Ngọc Thụy) - số 12/3 Ỹ Ờ Ứ"
    assert folded(unicodedata.normalize("NFC", words)) == fold(words)


def test_no_text_is_empty_or_has_blanks_at_its_ends() -> None:
    for name in FILES:
        lines = Path(FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if not line or re.search(r"^\s|\s$|\s\s", line)] == [], name
