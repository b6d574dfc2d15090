"""How static files lie on the disk: named by their content, and packed once."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class GzipStaticFiles(CompressedManifestStaticFilesStorage):
    """As whitenoise's own, packed by gzip alone.

    Brotli came with a library for PDF, and at its slowest setting: four fifths of the time of a first start, to save a
    tenth of the bytes.
    """

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
