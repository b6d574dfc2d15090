"""The public picture of a photo is made from its clean one; where that does not work out now, it is said in words."""

import logging

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.photos.clean import NotAPhoto
from backend.photos.rendition import NOTHING, Edit, Rendition, rendition
from backend.reports.uploads import photo_store

RETRY_AFTER_S = 30
log = logging.getLogger(__name__)


class NotRendered(Refused):
    """The worker was too slow with the public picture, or died of it: nothing is published, and may be in a while."""

    status = 503
    retry_after_s = RETRY_AFTER_S

    def __init__(self) -> None:
        words = _("Máy chủ chưa làm xong bản công khai của ảnh nên chưa công khai gì. Xin thử lại sau ít phút.")
        super().__init__(words, field="photos", code="not_rendered")


def rendered(clean_name: str, edit: Edit = NOTHING) -> Rendition:
    """Return the public picture of the clean one of that name. Raises NotRendered. Never call it in a transaction."""
    try:
        return rendition(photo_store().read(clean_name), edit)
    except NotAPhoto as failed:
        log.warning("No public picture of %s: %s", clean_name, failed.code)
        raise NotRendered from failed
