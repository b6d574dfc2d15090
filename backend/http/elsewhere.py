"""Which answers pages of other sites may read (CORS): public reads, nobody's own."""

from corsheaders.middleware import CorsMiddleware
from django.http import HttpRequest

_PUBLIC = ("/api/v1/", "/api/schema", "/open-data/")
_OF_STAFF = "/api/v1/staff/"
_READING = frozenset({"GET", "HEAD"})


class PublicReadsMiddleware(CorsMiddleware):
    """Allows every origin to read what needs no sign-in; the methods and headers are in the settings."""

    def is_enabled(self, request: HttpRequest) -> bool:
        wanted = request.headers.get("Access-Control-Request-Method") if request.method == "OPTIONS" else request.method
        path = request.path_info
        return wanted in _READING and path.startswith(_PUBLIC) and not path.startswith(_OF_STAFF)
