"""What each process tree of a production has used of the processor, by the kernel's own count."""

from collections import defaultdict
from collections.abc import Iterable

from tests.bench.figures import processes
from tests.production.stack import Stack

Trees = dict[str, list[int]]


def servers(made: Stack) -> Trees:
    """Return the first processes of each kind of server, by its name."""
    trees: Trees = defaultdict(list)
    for name, process in made.processes.items():
        trees[name.partition("-")[0]].append(process.pid)
    return {
        **trees,
        "postgresql": [_postmaster(made)],
        "redis": [made.redis.server.pid],
        "s3": [made.bucket.server.pid],
    }


def own_code(made: Stack) -> Trees:
    """Return the trees that run our code, and PostgreSQL: what answers, what works afterwards, what keeps."""
    all_of_it = servers(made)
    web = [pid for name in ("web", "staff", "live") for pid in all_of_it.get(name, ())]
    return {"web": web, "worker": [*all_of_it["worker"], *all_of_it["beat"]], "postgresql": all_of_it["postgresql"]}


def used_ms(trees: Trees) -> dict[str, float]:
    """Return the milliseconds of processor that each tree has used so far, dead children included."""
    now = processes()
    parents = {pid: parent for pid, (parent, _group, _used) in now.items()}
    return {tree: sum(now[pid][2] for pid in _below(heads, parents)) for tree, heads in trees.items()}


def _postmaster(made: Stack) -> int:
    return int((made.database.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])


def _below(heads: Iterable[int], parents: dict[int, int]) -> set[int]:
    found = {pid for pid in heads if pid in parents}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found
