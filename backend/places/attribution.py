"""Whose data the map and the answers stand on: shown wherever they are shown. Details in data/README.md."""

from django.utils.translation import gettext_lazy as _

MAP_CREDIT = _("© Những người đóng góp OpenStreetMap (ODbL) · ranh giới phường tham khảo")
MAP_CREDIT_URL = "https://www.openstreetmap.org/copyright"
BOUNDARY_NOTE = _("Ranh giới tham khảo, không có giá trị pháp lý.")
