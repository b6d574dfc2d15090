"""All settings of the platform, read once at start from the environment (see the README for the list)."""

import os
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from environ import Env

from backend import env
from backend.core.databases import primary, with_replica
from backend.core.log import logging_of
from backend.http.named_choices import CHOICES

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("VAR", str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", default=False)
PORT = env.number("PORT", 8000, low=1, high=65535)
PUBLIC_URL = env.address("PUBLIC_URL", {"http", "https"}, f"http://127.0.0.1:{PORT}")
DATABASE_URL = env.address("DATABASE_URL", {"sqlite", "postgres", "postgresql"})
REPLICA_URL = env.address("REPLICA_URL", {"postgres", "postgresql"})  # of the same database, some seconds behind
REPLICA_MAX_LAG_S = env.number("REPLICA_MAX_LAG_S", 10, low=1, high=3600)
if REPLICA_URL and not DATABASE_URL.startswith("postgres"):
    raise env.WrongSetting("REPLICA_URL", "to stand beside a DATABASE_URL of PostgreSQL", is_secret=True)
REDIS_URL = env.address("REDIS_URL", {"redis", "rediss", "unix"})
EMBEDDED = not REDIS_URL  # one process tree: the worker is a thread of the server, live news stay in the process

_KEPT = None if DATABASE_URL else VAR  # the embedded default makes its secrets at its first start
SECRET_KEY = env.secret("SECRET_KEY", kept_in=_KEPT)
# Of reporters' secret links; a new one breaks all given out.
SECRET_LINK_KEY = env.secret("SECRET_LINK_KEY", kept_in=_KEPT)

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
ADMIN_HOST = env.text("ADMIN_HOST").lower()  # where /admin/ answers; empty: with https nowhere, else everywhere
ALLOWED_HOSTS += [urlsplit(f"//{ADMIN_HOST}").hostname or ""] if ADMIN_HOST else []
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "backend.http.pages.not_from_here"

# --- rooms --------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django_htmx",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "backend.core",
    "backend.places",
    "backend.routing",
    "backend.accounts",
    "backend.reports",
    "backend.registers",
    "backend.indicators",
    "backend.backups",
    "backend.demo",
    "notifications",
    "citizen_api",
    "moderation",
]
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
ASGI_APPLICATION = "backend.asgi.application"

MIDDLEWARE = [
    "backend.http.watched.WatchedMiddleware",
    "moderation.watch.metrics.MetricsMiddleware",
    # These write what every answer says beside its content, so they stand around all that may answer.
    "django.middleware.security.SecurityMiddleware",
    "backend.http.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backend.http.media_host.MediaHostMiddleware",
    "backend.http.own_hosts.AdminHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.http.elsewhere.PublicReadsMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a page of 34 kB is 7 on a weak connection; lengths are blurred
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backend.http.language.LanguageMiddleware",
    "backend.http.arrival.BoundedMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "backend.http.outage.OutageMiddleware",
    "backend.http.reference.ReferenceMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"photos": "backend.http.photo_tags"},  # a room of tools is no app
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]

# --- database: SQLite by default, PostgreSQL by DATABASE_URL, a replica for reads by REPLICA_URL -------------------
DATABASES = with_replica(
    {"default": primary(DATABASE_URL, folder=VAR, called=env.OWN_NAME)}, REPLICA_URL, called=env.OWN_NAME
)
DATABASE_ROUTERS = ["backend.core.replica.Router"] if REPLICA_URL else []
MIDDLEWARE += ["backend.http.older_reads.OlderReadsMiddleware"] if REPLICA_URL else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time --------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["backend.locale"]

# --- places ----------------------------------------------------------------------------
WARDS_ON = env.day_or_today("WARDS_ON", date(2024, 12, 31))  # None: today; the default is the programme's 14 wards
TILE_URL = env.text("TILE_URL")  # empty: the map draws the wards and streets it owns
GEOCODER_URL = env.address("GEOCODER_URL", {"http", "https"})  # a Nominatim server; empty: the own gazetteer alone

# --- files -------------------------------------------------------------------------------
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "photos")))
OPEN_DATA_ROOT = Path(env.text("OPEN_DATA_ROOT", str(VAR / "open-data")))  # files that anyone may have
# Photos in a bucket of any S3 instead of MEDIA_ROOT: any number of machines then serve the same ones.
S3_BUCKET = env.text("S3_BUCKET")
S3_ENDPOINT_URL = env.address("S3_ENDPOINT_URL", {"http", "https"})  # as we reach it; empty: Amazon's own
S3_SIGNED_URL = env.address("S3_SIGNED_URL", {"http", "https"}) or S3_ENDPOINT_URL  # as browsers of staff reach it
S3_REGION = env.text("S3_REGION", "us-east-1")
S3_ACCESS_KEY_ID = env.text("S3_ACCESS_KEY_ID")
S3_SECRET_ACCESS_KEY = env.text("S3_SECRET_ACCESS_KEY")
if S3_BUCKET and not (S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY):
    raise env.WrongSetting(
        "S3_SECRET_ACCESS_KEY", "a key (with S3_ACCESS_KEY_ID, where S3_BUCKET is set)", is_secret=True
    )
if S3_BUCKET and not S3_SIGNED_URL:
    S3_SIGNED_URL = f"https://s3.{S3_REGION}.amazonaws.com"
# Released photos have a host of their own, which answers nothing else and sees no cookie; empty: PUBLIC_URL.
PUBLIC_MEDIA_URL = env.address("PUBLIC_MEDIA_URL", {"http", "https"})
if PUBLIC_MEDIA_URL:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, urlsplit(PUBLIC_MEDIA_URL).hostname or ""]
# Copies of all of it: a folder, best of another disk, or a bucket of their own in the S3 above.
BACKUP_ROOT = env.text("BACKUP_ROOT")
BACKUP_S3_BUCKET = env.text("BACKUP_S3_BUCKET")
BACKUP_EVERY_H = env.number("BACKUP_EVERY_H", 0, low=0, high=168)  # 0: none are expected, nobody is told
BACKUP_PASSPHRASE = env.text("BACKUP_PASSPHRASE")  # seals the keys beside a copy; empty: only their prints are kept
BACKUP_WAL_FOLDER = env.text("BACKUP_WAL_FOLDER")  # where PostgreSQL copies its log to
BACKUP_REPLICATION_URL = env.address("BACKUP_REPLICATION_URL", {"postgres", "postgresql"})  # for base backups
DRILL_DATABASE_URL = env.address("DRILL_DATABASE_URL", {"postgres", "postgresql"})  # an empty one, for drills alone
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "backend" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "backend.http.vendored.XStaticFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backend.http.static_files.GzipStaticFiles"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "gz", "woff2", "map"]  # maps are for developers
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # words, not photos
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MAX_PHOTO_BYTES = 15_000_000
FILE_UPLOAD_TEMP_DIR = str(VAR)

# --- staff -----------------------------------------------------------------------------------
METRICS_TOKEN = env.text("METRICS_TOKEN")  # whoever says it reads /metrics; empty: nobody does
if METRICS_FOLDER := env.text("METRICS_FOLDER"):  # where the processes of one machine put their figures together
    Path(METRICS_FOLDER).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_FOLDER  # read when the package is first imported
STAFF_MFA = env.choice("STAFF_MFA", {"required", "optional"}, "required")
STAFF_IDLE_MINUTES = env.number("STAFF_IDLE_MINUTES", 120, low=5, high=720)  # then a session nobody uses ends
AUTHENTICATION_BACKENDS = ["moderation.sign_in.StaffBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "moderation.passwords.OwnWordsValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "moderation.sign_in.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
LOGIN_URL = "/staff/login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/staff/login"
MFA_ADAPTER = "moderation.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
DEMO_PASSWORD = env.text("DEMO_PASSWORD")

# --- the wire: cookies, headers --------------------------------------------------------------
HTTPS = PUBLIC_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # one working day
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Browsers take a cookie of such a name from this very host alone, and only by https.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sid", "__Host-csrf") if HTTPS else ("sessionid", "csrftoken")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W008", "models.W040"]  # the proxy leads to https; SQLite's indexes include nothing
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
_PICTURES = [one for one in (TILE_URL.split("{")[0], S3_BUCKET and S3_SIGNED_URL, PUBLIC_MEDIA_URL) if one]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: [SELF] for name in ("default-src", "script-src", "style-src", "form-action")},
        "img-src": [SELF, "data:", "blob:", *_PICTURES],
        "connect-src": [SELF, "wss:" if HTTPS else "ws:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Scripts that write HTML themselves are counted by browsers, not stopped: htmx does.
CONTENT_SECURITY_POLICY_REPORT_ONLY = {"DIRECTIVES": {"default-src": None, "require-trusted-types-for": ["'script'"]}}
PERMISSIONS_POLICY: dict[str, str | list[str]] = {"camera": "self", "geolocation": "self", "microphone": []}
RATE_LIMITS = env.flag("RATE_LIMITS", default=True)
OPEN311_KEYS = env.keys("OPEN311_KEYS", shortest=8)  # by name: the key, and whether what it sends is public at once

# --- API -------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "backend.http.schema.ProblemSchema",
    "EXCEPTION_HANDLER": "backend.http.problem.answer",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        f"backend.http.parsers.{name}" for name in ("StrictJSONParser", "BoundedMultiPartParser", "BoundedFormParser")
    ],
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Phản ánh Long Biên",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # nothing is asked of anybody outside
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": CHOICES,
}

# Pages of other sites may read what is public, without cookies; nothing else (see backend/http/elsewhere.py).
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD"]
CORS_ALLOW_HEADERS = ["accept-language", "content-type", "if-none-match"]
CORS_EXPOSE_HEADERS = ["Content-Language", "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit"]
CORS_EXPOSE_HEADERS += ["RateLimit-Policy", "Retry-After", "X-Request-ID"]

# --- the voice --------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL", f"filemail://{VAR / 'mail'}")
_email: dict[str, Any] = Env.email_url_config(EMAIL_URL)  # type: ignore[no-untyped-call]  # ships no types
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_FILE_PATH = urlsplit(EMAIL_URL).path  # of filemail: addresses; the package drops the leading slash
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Phản ánh Long Biên <phananh@longbien.example>")
SMS_GATEWAY_URL = env.address("SMS_GATEWAY_URL", {"http", "https", "file"})
# Hosts, or host:port, in one's own network that are called, by http, too: the operator's word, none by default.
NEIGHBOURS_INSIDE = frozenset(env.words("NEIGHBOURS_INSIDE"))
# Only these services are sent notices for browsers: nobody can make the platform post to an address of their own.
PUSH_HOSTS = env.words("PUSH_HOSTS") or [
    "fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com",
]  # fmt: skip
PUSH_CONTACT = parseaddr(DEFAULT_FROM_EMAIL)[1]  # whom a push service writes to when something is wrong
HOTLINE = env.text("HOTLINE", "024 0000 0000 (số mẫu)")
CITIZEN_RECEPTION = env.text("CITIZEN_RECEPTION", "Ban Tiếp công dân quận Long Biên")

_SHARED = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"} if EMBEDDED else _SHARED}
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines go the way of all others
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

_SOON = {"socket_connect_timeout": 1, "socket_timeout": 1}  # then the database counts
_REDIS = {"BACKEND": "backend.http.steady_cache.SteadyCache", "LOCATION": REDIS_URL, "OPTIONS": _SOON}
# Counters of rate limits live here: the usual 300 entries would be thrown out by the first flood.
_OWN = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
CACHES = {"default": _REDIS if REDIS_URL else _OWN}

LOGGING = logging_of(as_json=env.choice("LOG_FORMAT", {"lines", "json"}, "lines" if EMBEDDED else "json") == "json")
