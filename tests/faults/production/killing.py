"""How each part of a production dies; whoever watches over it starts it again at once, as containers are."""

import shutil
import time
from collections.abc import Callable
from random import Random

import psycopg

from tests.production.bucket import wait_for_bucket
from tests.production.servers import Server, children, kill
from tests.production.stack import Stack
from tests.production.stores import wait_for_postgres, wait_for_redis

LONGEST_AWAY_S = 2.0
SESSIONS = """
SELECT pid FROM pg_stat_activity WHERE datname = 'longbien' AND backend_type = 'client backend' ORDER BY pid
"""
Deed = Callable[[Stack, Random], None]


def _again(server: Server) -> None:
    server.kill()
    server.start()


def _one_of(made: Stack, kind: str, rng: Random) -> Server:
    return made.processes[rng.choice(sorted(name for name in made.processes if name.partition("-")[0] == kind))]


def _child(server: Server) -> None:
    """Kill what the server works with; it is alone where it has just been started, and dies itself."""
    if below := children(server.pid):
        kill(below[-1])
    else:
        _again(server)


def redis_is_lost(made: Stack, rng: Random) -> None:
    """Redis dies and comes back empty, as from a new disk."""
    made.redis.server.kill()
    shutil.rmtree(made.redis.server.log.parent / "appendonlydir", ignore_errors=True)
    time.sleep(rng.uniform(0, LONGEST_AWAY_S))
    made.redis.server.start()
    wait_for_redis(made.redis.address)


def _session(made: Stack, rng: Random) -> None:
    """Kill the process of one session: PostgreSQL ends all others and recovers."""
    with psycopg.connect(made.database.url("postgres", "postgres")) as session:
        found = session.execute(SESSIONS).fetchall()
    if found:
        kill(rng.choice(found)[0])
    wait_for_postgres(made.database)


def _postgres(made: Stack, rng: Random) -> None:
    made.database.server.kill()
    time.sleep(rng.uniform(0, LONGEST_AWAY_S))
    made.database.server.start()
    wait_for_postgres(made.database)


def _bucket(made: Stack, rng: Random) -> None:
    _again(made.bucket.server)
    wait_for_bucket(made.bucket)


DEATHS: dict[str, Deed] = {
    "web worker": lambda made, rng: _child(_one_of(made, "web", rng)),
    "web master": lambda made, rng: _again(_one_of(made, "web", rng)),
    "live": lambda made, _rng: _again(made.processes["live"]),
    "Celery's child": lambda made, rng: _child(_one_of(made, "worker", rng)),
    "Celery worker": lambda made, rng: _again(_one_of(made, "worker", rng)),
    "beat": lambda made, _rng: _again(made.processes["beat"]),
    "Redis": redis_is_lost,
    "PostgreSQL session": _session,
    "PostgreSQL": _postgres,
    "S3": _bucket,
}


def orders(kills: int, rng: Random) -> list[str]:
    """Return so many deaths in an order by chance, each kind as often as any other (but one)."""
    order: list[str] = []
    while len(order) < kills:
        order += rng.sample(sorted(DEATHS), len(DEATHS))
    return order[:kills]
