"""What each process counts by itself; the processes of one machine are added up when somebody asks."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("longbien_requests", "Requests answered, by route and status.", ["route", "method", "status"])
SECONDS = Histogram(
    "longbien_request_seconds",
    "How long an answer took, from the whole request to the last byte handed over.",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30),
)
SOCKETS = Gauge("longbien_sockets", "Open sockets.", ["of"], multiprocess_mode="livesum")
