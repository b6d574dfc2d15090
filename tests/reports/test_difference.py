"""What changed between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from backend.reports.difference import Change, difference

_TEXTS = st.text(alphabet="ab đ\n1", max_size=40)


def test_a_mask_is_shown_as_what_went_and_what_came() -> None:
    pieces = difference("Gọi 0912345678 nhé", "Gọi [đã che] nhé")
    assert (Change.GONE, "0912345678 ") in [(one.change, one.words) for one in pieces]
    assert pieces[0].words == "Gọi "
    assert "".join(one.words for one in pieces if one.change != Change.GONE) == "Gọi [đã che] nhé"


@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = difference(before, after)
    if before == after:
        assert pieces == ()
        return
    assert "".join(one.words for one in pieces if one.change != Change.NEW) == before
    assert "".join(one.words for one in pieces if one.change != Change.GONE) == after
