"""What the lists of the APIs cost inside: first and deep pages, every filter; SQL, processor, number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.test import Client

from tests.bench.figures import cost, say

if TYPE_CHECKING:
    from backend.accounts.models import User

ROUNDS = 20
WARM_UP = 3
MOST_MS = 20  # of SQL and of processor, for a page of the usual size on PostgreSQL
BACKEND = "moderation.sign_in.StaffBackend"
DEEP = {"page": "999"}
LOGGED = 20_000  # deliveries in the log of a webhook
_AGO = timedelta(days=30)


@dataclass(frozen=True)
class Page:
    """One page of a list: its address, and who asks for it."""

    address: str
    query: dict[str, str] = field(default_factory=dict)
    key: str = ""
    user: "User | None" = None
    before: dict[str, str] = field(default_factory=dict)  # of the page that whoever goes on to this one asked for


def api_lists(database: str) -> None:
    """Print the milliseconds of SQL and of processor, and the statements, of one page of every list."""
    from backend.reports.models import Report  # noqa: PLC0415  # after django.setup

    more = {"database": database, "reports": Report.objects.count(), "most": MOST_MS}
    for name, page in _pages():
        client = Client(HTTP_HOST="localhost")
        if page.user:
            client.force_login(page.user, BACKEND)
        if page.before:
            client.get(page.address, page.query | page.before)
        headers = {"authorization": f"Bearer {page.key}"} if page.key else {}
        costs = [cost(client, page.address, page.query, **headers) for _ in range(ROUNDS + WARM_UP)]
        sql_ms, cpu_ms, statements = zip(*costs[WARM_UP:], strict=True)
        say(f"api_{name}_sql", median(sql_ms), "ms", per="page", statements=max(statements), **more)
        say(f"api_{name}_cpu", median(cpu_ms), "ms", per="page", **more)


def _pages() -> Iterator[tuple[str, Page]]:
    yield from _public()
    yield from _open311()
    yield from _staff()
    yield from _webhooks()


def _public() -> Iterator[tuple[str, Page]]:
    from backend.http import paging  # noqa: PLC0415  # as above
    from backend.reports.models import Event, Report  # noqa: PLC0415  # as above

    reports = "/api/v1/reports"
    oldest = Report.objects.released().order_by("created_at", "id").first()
    if oldest is None:
        return
    deep = Report.objects.released().filter(created_at__gte=oldest.created_at + _AGO).order_by("created_at", "id")[0]
    cursor = {"cursor": paging._write(deep, "-created_at", backwards=False)}
    back = {"cursor": paging._write(deep, "-created_at", backwards=True)}
    filters = {
        "ward": {"ward": "ngoc-lam"},
        "unit": {"unit": "ubnd-ngoc-lam"},
        "kind": {"category": "household_waste"},
        "rare_kind": {"category": "food_poisoning"},
        "group": {"group": "food"},
        "state": {"status": "received"},
        "two_states": {"status": "accepted,in_progress"},
        "done": {"status": "closed"},
        "ward_kind_state": {"ward": "ngoc-lam", "category": "household_waste", "status": "resolved"},
        "bbox": {"bbox": "105.868,21.045,105.871,21.047"},
        "bbox_district": {"bbox": "105.84,20.99,105.95,21.09"},
        "near": {"near": "21.0458,105.8698", "radius_m": "200"},
        "text": {"q": "rac cho ngoc lam"},
        "rare_text": {"q": "kim tiem"},
        "no_text": {"q": "khong co chu nay"},
        "month": {"created_from": "2025-01-01", "created_to": "2025-01-31"},
    }
    yield "reports", Page(reports)
    yield "reports_deep", Page(reports, cursor)
    yield "reports_back", Page(reports, back)
    yield "reports_100", Page(reports, {"limit": "100"})
    yield "reports_geojson", Page(reports, {"format": "geojson"})
    for name, query in filters.items():
        yield f"reports_by_{name}", Page(reports, query)
        yield f"reports_by_{name}_deep", Page(reports, query | cursor)
    feed = "/feeds/reports.atom"
    for name, value in {"ward": "ngoc-lam", "category": "food_poisoning", "street": "Phố Ngọc Lâm"}.items():
        yield f"feed_by_{name}", Page(feed, {name: value})
    last = Event.objects.order_by("-seq")[0].seq
    for name, since in {"": 0, "_deep": last // 2, "_end": last - 100}.items():
        yield f"changes{name}", Page("/api/v1/changes", {"since": str(since), "limit": "25"})
    yield "events", Page(f"{reports}/{deep.code}/events")
    yield "nearby", Page(f"{reports}/nearby", {"lat": "21.0458", "lon": "105.8698", "category": "household_waste"})


def _open311() -> Iterator[tuple[str, Page]]:
    from backend.reports.models import Report  # noqa: PLC0415  # as above

    newest = Report.objects.released().order_by("-created_at", "-id")[0].created_at
    requests, part = "/open311/v2/requests.json", {"page_size": "25"}
    span = {"start_date": _written(newest - timedelta(days=89)), "end_date": _written(newest)}
    filters = {
        "": {},
        "service": {"service_code": "household_waste"},
        "rare_service": {"service_code": "food_poisoning"},
        "open": {"status": "open"},
        "circle": {"lat": "21.0458", "long": "105.8698", "radius": "200"},
    }
    for name, query in filters.items():
        by = f"_by_{name}" if name else ""
        yield f"open311{by}", Page(requests, part | span | query)
        yield f"open311{by}_deep", Page(requests, part | span | query | {"page": "1000"}, before=DEEP)
    updated = {"updated_after": _written(newest - timedelta(days=1))}
    long_ago = {"updated_after": _written(newest - timedelta(days=1500))}
    yield "open311_updated_after", Page(requests, part | updated)
    yield "open311_updated_after_deep", Page(requests, part | long_ago | {"page": "1000"}, before=DEEP)
    yield "open311_extensions", Page(requests, part | span | {"extensions": "true"})
    yield "open311_updates", Page("/open311/v2/servicerequestupdates.json", part | span)
    updates = "/open311/v2/servicerequestupdates.json"
    yield "open311_updates_deep", Page(updates, part | span | {"page": "1000"}, before=DEEP)
    yield "open311_updates_out_of_turn", Page(updates, part | span | {"page": "1002"})


def _staff() -> Iterator[tuple[str, Page]]:
    from backend.accounts.models import User  # noqa: PLC0415  # as above
    from backend.reports import inbox  # noqa: PLC0415  # as above

    inbox_call = "/api/v1/staff/inbox"
    for username in ("phuong-ngoc-lam", "lanhdao"):
        user = User.objects.get(username=username)
        for tab in inbox.Tab:
            yield f"staff_{tab}_{username}", Page(inbox_call, {"tab": str(tab)}, user=user)


def _webhooks() -> Iterator[tuple[str, Page]]:
    from django.utils import timezone  # noqa: PLC0415  # as above

    from backend.http import paging  # noqa: PLC0415  # as above
    from backend.reports.models import Event  # noqa: PLC0415  # as above
    from notifications.models import Delivery  # noqa: PLC0415  # as above
    from notifications.webhooks import registering  # noqa: PLC0415  # as above
    from tests.accounts.keys import made_key  # noqa: PLC0415  # as above

    now = timezone.now()
    key, secret = made_key(now=now, name=f"Đo lường {now:%H:%M:%S.%f}")
    wanted = registering.WantedHook(url="https://hook.example.org/changes", turns=["published"])
    hook, _signs = registering.register(key, wanted, by=None, now=now)
    seqs = Event.objects.filter(report__isnull=False).order_by("-seq").values_list("seq", flat=True)[:LOGGED]
    Delivery.objects.bulk_create(
        Delivery(webhook=hook, event_id=seq, not_before=now, sent_at=now, took_ms=9, attempts=1) for seq in seqs
    )
    deep = hook.deliveries.order_by("id")[100]
    log = f"/api/v1/webhooks/{hook.pk}/deliveries"
    yield "webhooks", Page("/api/v1/webhooks", key=secret)
    yield "webhook_log", Page(log, key=secret)
    yield "webhook_log_deep", Page(log, {"cursor": paging._write(deep, "-id", backwards=False)}, key=secret)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
