"""Every text of the platform is said in English too, and in Vietnamese as the city's offices spell it."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

import polib
import pytest
from django.utils.translation.template import templatize

from tests.house.files import ROOT, texts

CALLS = frozenset({"gettext", "gettext_lazy", "_", "lazy", "ngettext", "ngettext_lazy"})
WITH_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
CATALOGUE = ROOT / "backend" / "locale" / "en" / "LC_MESSAGES" / "django.po"
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_PAGE = re.compile(rf"\b(gettext|ngettext|pgettext|_)\(({LITERAL})(?:, ({LITERAL}))?")
PLACEHOLDERS = re.compile(r"%%\w|%\(\w+\)[sd]|%[sd]|\{\w*\}|&\w+;|</?\w+>")
MARKED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
# The offices write hòa, khỏe, thủy; an open syllable with the mark on its last vowel is the other spelling.
NEW_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)
NAMES = ("Phố", "Ngọc Lâm", "chợ Gia Lâm", "Long Biên")  # may stand in an English sentence
Key = tuple[str, str]  # context, text


def in_python(source: str) -> Iterator[Key]:
    """Yield the texts that Python source says through gettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in WITH_CONTEXT:
            yield words[0], words[1]
        elif name in CALLS and words:
            yield "", words[0]


def in_page(source: str) -> Iterator[Key]:
    """Yield the texts that a template says; Django turns it into calls of gettext for this."""
    for call, first, second in IN_PAGE.findall(templatize(source)):
        words = str(ast.literal_eval(first))
        yield (words, str(ast.literal_eval(second))) if call == "pgettext" else ("", words)


@pytest.fixture(scope="module")
def catalogue() -> Mapping[Key, polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(CATALOGUE), encoding="utf-8")}


@pytest.fixture(scope="module")
def spoken() -> Mapping[Key, str]:
    """Return every text of the source, with a file that says it."""
    python = [(name, text) for name, text in texts(".py") if not name.startswith("tests/")]
    pages = [(name, text) for name, text in texts(".html", ".txt") if name.startswith("templates/")]
    found = {key: name for name, text in python for key in in_python(text)}
    return found | {key: name for name, text in pages for key in in_page(text)}


def sides(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Yield each form of a text beside its translation."""
    if entry.msgid_plural:
        yield entry.msgid, entry.msgstr_plural[0]
        yield entry.msgid_plural, entry.msgstr_plural[1]
    else:
        yield entry.msgid, entry.msgstr


def test_the_search_finds_texts_of_every_make() -> None:
    source = (
        '_("một")\nlazy("hai" " ba")\nngettext("%(n)d giờ", "%(n)d giờ", n)\npgettext("nút", "Mở lại")\nother("bốn")'
    )
    assert list(in_python(source)) == [("", "một"), ("", "hai ba"), ("", "%(n)d giờ"), ("nút", "Mở lại")]
    page = (
        '{% load i18n %}{% translate "Năm (5)" %}{% translate "Xem" context "nút" %}{{ _("Bảy") }}'
        "{% blocktranslate with a=b trimmed %}\n Sáu {{ a }}.\n{% endblocktranslate %}"
    )
    assert set(in_page(page)) == {("", "Năm (5)"), ("nút", "Xem"), ("", "Bảy"), ("", "Sáu %(a)s.")}


def test_every_text_is_said_in_english(spoken: Mapping[Key, str], catalogue: Mapping[Key, polib.POEntry]) -> None:
    """Whoever writes a new text runs `make messages` and translates it; inside an f-string it would not be found."""
    assert len(spoken) > 500
    assert {key: name for key, name in spoken.items() if key not in catalogue} == {}
    silent = [
        entry.msgid
        for entry in catalogue.values()
        if entry.fuzzy or not all(said.strip() for _text, said in sides(entry))
    ]
    assert silent == []


def test_the_catalogue_keeps_nothing_that_no_file_says(
    spoken: Mapping[Key, str], catalogue: Mapping[Key, polib.POEntry]
) -> None:
    assert [key for key in catalogue if key not in spoken] == []


def test_both_languages_leave_the_same_gaps(catalogue: Mapping[Key, polib.POEntry]) -> None:
    different = [
        text
        for entry in catalogue.values()
        for text, said in sides(entry)
        if Counter(PLACEHOLDERS.findall(text)) != Counter(PLACEHOLDERS.findall(said))
    ]
    assert different == []


def test_english_holds_no_vietnamese_but_names(catalogue: Mapping[Key, polib.POEntry]) -> None:
    left = []
    for entry in catalogue.values():
        for _text, said in sides(entry):
            words = said
            for name in NAMES:
                words = words.replace(name, "")
            if set(words.lower()) & set(MARKED):
                left.append(said)
    assert left == []


def test_vietnamese_is_composed_and_sets_its_tones_the_old_way(spoken: Mapping[Key, str]) -> None:
    letters = [text for name, text in texts(".txt") if name.startswith("templates/letters/vi/")]
    every = [text for _context, text in spoken] + letters
    assert [text for text in every if unicodedata.normalize("NFC", text) != text] == []
    assert [text for text in every if NEW_TONE.search(text)] == []


@pytest.mark.parametrize("word", ["hoà", "khoẻ", "thuỷ", "huỷ", "uỷ ban"])
def test_the_other_spelling_is_noticed(word: str) -> None:
    assert NEW_TONE.search(word)


@pytest.mark.parametrize("word", ["hòa", "khỏe", "thủy", "hủy", "ủy ban", "quý", "hoàn", "ngoài", "chuyển", "quỹ"])
def test_the_spelling_of_the_city_passes(word: str) -> None:
    assert not NEW_TONE.search(word)
