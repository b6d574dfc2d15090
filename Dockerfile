# One image for web, live, worker and clock; beside it small ones of the proxy, the photos' store and the backup, whose
# folders belong to whom they run as. Built in steps: what compiles stays behind.
FROM python:3.11.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv
RUN python -m venv /srv/venv
COPY requirements.txt ./
RUN /srv/venv/bin/pip install --require-hashes --requirement requirements.txt && mkdir /srv/empty

FROM caddy:2.8.4 AS proxy
COPY --from=build --chown=10002:10002 /srv/empty /data
COPY --from=build --chown=10002:10002 /srv/empty /config
COPY backend/ops/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002

FROM minio/minio:RELEASE.2024-12-18T13-15-44Z AS s3
COPY --from=build --chown=10003:10003 /srv/empty /data
USER 10003:10003

FROM python:3.11.11-slim-bookworm AS app
# What sets the text of posters and documents in PDF, and the letters it sets them in. Not pinned: Debian keeps only
# the newest of each within a release.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-croscore \
 && rm -rf /var/lib/apt/lists/*
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR=/srv/var DJANGO_SETTINGS_MODULE=backend.settings
RUN groupadd --system --gid 10001 longbien \
 && useradd --system --uid 10001 --gid longbien --home-dir /srv --shell /usr/sbin/nologin longbien \
 && mkdir -p /srv/app /srv/var /srv/photos /srv/open-data \
 && chown -R longbien:longbien /srv/var /srv/photos /srv/open-data
COPY --from=build /srv/venv /srv/venv
WORKDIR /srv/app
COPY manage.py ./
COPY templates templates
COPY backend backend
COPY citizen_api citizen_api
COPY moderation moderation
COPY notifications notifications
# Texts are compiled and static files named by their content once, here; nothing secret is in the image.
RUN SECRET_KEY=only-to-build SECRET_LINK_KEY=only-to-build VAR=/tmp/build python manage.py compile_translations \
 && SECRET_KEY=only-to-build SECRET_LINK_KEY=only-to-build python manage.py collectstatic --noinput --verbosity 0 \
 && chown -R longbien:longbien /srv/var
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# The live server: sockets; it could answer everything else, too, more slowly than the web servers.
CMD ["uvicorn", "backend.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--ws", "websockets-sansio", "--ws-max-size", "4096", "--no-access-log", "--no-server-header", "--no-proxy-headers"]

# PostgreSQL's own programs, for dumps and base backups.
FROM app AS backup
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /backups && chown 10001:10001 /backups
USER 10001:10001
CMD ["sh", "backend/ops/backup.sh"]

FROM app
