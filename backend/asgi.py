"""HTTP (as WSGI in threads) and WebSocket for one ASGI process; on the embedded default the worker lives here too."""

import os
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
pages = get_wsgi_application()

Message = MutableMapping[str, Any]


def warm() -> None:
    """Read the reference data while the first resident is still on the way."""
    try:
        import_string("backend.reports.place.warm")(now=timezone.now())
    finally:
        connections.close_all()


async def lifespan(
    _scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Start the worker with the server and stop it with the server."""
    while True:
        message = await receive()
        deed = "start" if message["type"] == "lifespan.startup" else "stop"
        if deed == "start":
            threading.Thread(target=warm, name="warm", daemon=True).start()
        if settings.EMBEDDED:
            import_string(f"notifications.embedded.{deed}")()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


application = ProtocolTypeRouter(
    {
        "http": import_string("backend.http.arrival.Arrival")(
            WSGIMiddleware(pages, workers=16)  # type: ignore[arg-type]  # Django types its own start_response
        ),
        "websocket": import_string("notifications.live.routing.application"),
        "lifespan": lifespan,
    }
)
