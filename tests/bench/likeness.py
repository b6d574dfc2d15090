"""How well what may be the same thing is told apart: 500 made pairs for each seed that nobody tuned to."""

import time

from tests.bench.figures import say
from tests.likeness.generate import PAIRS, pairs
from tests.likeness.measure import HELD_OUT, measured


def measure() -> None:
    """Print precision and recall at the product's threshold, as staff and as the public compare, and the speed."""
    for seed in HELD_OUT:
        made = pairs(seed)
        for reader in ("staff", "public"):
            began = time.perf_counter()
            found = measured(made, is_public=reader == "public")
            spent_s = time.perf_counter() - began
            more = {"seed": seed, "pairs": PAIRS, "reader": reader}
            say("likeness_precision", found.precision, "share", per="pair called alike", **more)
            say("likeness_recall", found.recall, "share", per="pair that is alike", **more)
            say("likeness_speed", PAIRS / spent_s, "pairs", per="second", **more)
