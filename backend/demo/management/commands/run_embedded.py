"""run_embedded: what `make run` starts: everything made ready, then one server with its worker, no other program."""

import socket

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.demo.accounts import sample_password
from backend.demo.start import get_ready

HOST = "127.0.0.1"
LONGEST_WORD_BYTES = 4096  # a page says {"since": 123}; a longer frame is not even kept in memory
ENDS_WITHIN_S = 5  # open sockets of browsers are closed after this long
SHOWN = ("phuong-ngoc-lam", "donvi-phong-y-te", "chuongtrinh", "lanhdao", "kiemtoan", "quantri")


class Command(BaseCommand):
    help = "Makes everything ready and serves the whole platform on this machine (PORT= sets the port)."
    requires_system_checks = []  # they cost a second at every start, and `make check` passes them

    def handle(self, **_: object) -> None:
        door = self._open_door(settings.PORT)
        get_ready(tell=self.stdout.write)
        self._greet()
        config = uvicorn.Config(
            "backend.asgi:application",
            ws="websockets-sansio",
            ws_max_size=LONGEST_WORD_BYTES,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # whom to believe is decided in one place: backend.http.visitor
            timeout_graceful_shutdown=ENDS_WITHIN_S,
        )
        try:
            uvicorn.Server(config).run(sockets=[door])
        except KeyboardInterrupt:  # uvicorn has ended cleanly and passes the signal on
            self.stdout.write("Ended.")

    def _open_door(self, port: int) -> socket.socket:
        """Take the port before anything else: who has to choose another one should not wait for it."""
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
            door.listen()  # who knocks while everything is made ready waits instead of being sent away
        except OSError as taken:
            door.close()
            raise CommandError(
                f"Port {port} of {HOST} is in use: choose another one, as in PORT=8001 make run"
            ) from taken
        return door

    def _greet(self) -> None:
        address = settings.PUBLIC_URL
        self.stdout.write(
            f"\nPhản ánh Long Biên\n"
            f"  residents   {address}/\n"
            f"  staff       {address}/staff/\n"
            f"  API         {address}/api/docs\n"
            f"  mail        {settings.EMAIL_FILE_PATH or settings.EMAIL_HOST}\n"
            f"  sample staff: {', '.join(SHOWN)}\n"
            f"  their password: {sample_password()}\n"
            f"Ctrl+C ends it.\n"
        )
        self.stdout.flush()
