"""A poster for tests: made without asking who may."""

from backend.places.models import Poster, Site
from tests.reports.filing import NGOC_LAM, NOW


def printed(
    made_by: str = "quantri", *, name: str = "Chợ Ngọc Lâm", category: str = "", site: Site | None = None
) -> Poster:
    """Return a poster on Phố Ngọc Lâm."""
    lat, lon = NGOC_LAM
    return Poster.objects.create(
        name=name, site=site, lat=lat, lon=lon, category=category, made_by=made_by, made_at=NOW
    )


def market() -> Site:
    """Return a market of the register on Phố Ngọc Lâm."""
    lat, lon = NGOC_LAM
    return Site.objects.create(
        code="cho-ngoc-lam", name="Chợ Ngọc Lâm", kind="market", lat=lat, lon=lon, search="cho ngoc lam"
    )
