"""Pages as PDF: the same HTML and the same style sheets, on paper. Nothing is fetched from anywhere."""

from types import ModuleType
from typing import NoReturn

from django.utils.translation import gettext as _
from PIL import ImageFile

from backend.core.errors import Refused

WHAT_IS_NEEDED = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-croscore"


class NoPdf(Refused):
    """The machine lacks the libraries that set text."""

    status = 501

    def __init__(self) -> None:
        needed = {"command": WHAT_IS_NEEDED}
        super().__init__(_("Máy chủ chưa tạo được PDF; cần cài: %(command)s") % needed, code="no_pdf")


def can_make_pdf() -> bool:
    """Whether this machine makes PDF."""
    try:
        _weasyprint()
    except (ImportError, OSError):
        return False
    return True


def pdf_of(html: str, *, styles: str) -> bytes:
    """Return the document as PDF with its fonts embedded. Raises NoPdf where the machine lacks pango."""
    try:
        paper = _weasyprint()
    except (ImportError, OSError):
        raise NoPdf from None
    sheet = paper.CSS(string=styles, url_fetcher=_nothing)
    page = paper.HTML(string=html, url_fetcher=_nothing)
    made: bytes = page.write_pdf(stylesheets=[sheet])
    return made


def _nothing(url: str, *_more: object, **_named: object) -> NoReturn:
    raise ValueError(f"A document fetches nothing: {url}")


def _weasyprint() -> ModuleType:
    """Return the library. It needs pango, which not every machine has, so it is asked for when first needed."""
    import weasyprint  # noqa: PLC0415  # as said above

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # importing it lets all of Pillow take half a picture for a whole one
    return weasyprint
