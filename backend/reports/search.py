"""Search over reports: one folded column each for staff and for the public, the same on every database.

Staff find parts of words; the public whole words, which an index finds however rarely they stand together.
"""

from collections.abc import Iterable

from backend.core.text import fold

LONGEST = 100  # letters of a query that count


def text_for(*parts: str) -> str:
    """Return the folded words of ``parts``, to be searched in."""
    return fold(" ".join(part for part in parts if part))


def terms(query: str) -> Iterable[str]:
    """Return the folded words of a query; all of them must be found."""
    return dict.fromkeys(fold(query[:LONGEST]).split())
