"""What many staff calls ask for: nothing, or a reason."""

from backend.http.fields import Strict, Text


class NothingSerializer(Strict):
    """Không cần gì."""


class WhySerializer(Strict):
    """Lý do, cho người đọc sau này."""

    reason = Text()
