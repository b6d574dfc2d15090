"""HTTP for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
pages = get_wsgi_application()
application = import_string("backend.http.whole.Whole")(pages)
