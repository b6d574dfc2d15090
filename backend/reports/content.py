"""Whether who judged a result is content with it."""

_LEAST = 3  # of 5, "Bình thường": 1 and 2 say that they are not


def is_content(rating: int | None) -> bool:
    """Whether a word that ends a report says that it is well; without a ``rating`` (1 to 5) it does."""
    return rating is None or rating >= _LEAST
