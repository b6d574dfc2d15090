"""Fit the weights of the product's scorer to made pairs, by hand: ``python -m tests.likeness.tune``. Prints them."""

import sys

import numpy as np
from numpy.typing import NDArray

from backend.reports.likeness import likeness_of
from tests.likeness.generate import pairs
from tests.likeness.measure import described_by

SEEDS = (101, 102, 103, 104, 105, 106)
_ROUNDS = 30
_HELD_BACK = 1e-3  # keeps the steps finite where a part is always 0


def main() -> None:
    made = [pair for seed in SEEDS for pair in pairs(seed)]
    found = [likeness_of(described_by(pair.first), described_by(pair.second)).parts for pair in made]
    names = ("distance", "time", "words", "numbers", "photo")
    rows = np.array([[1, *(getattr(parts, name) for name in names)] for parts in found], dtype=np.float64)
    is_same = np.array([pair.is_same for pair in made], dtype=np.float64)
    weights = _fitted(rows, is_same)
    for name, weight in zip(("begins", *names), weights, strict=True):
        sys.stdout.write(f"{name:10} {weight:6.2f}\n")
    scores = _scores(rows, weights)
    for threshold in np.arange(0.4, 0.81, 0.05):
        said = scores >= threshold
        precision, recall = is_same[said].mean(), said[is_same == 1].mean()
        sys.stdout.write(f"from {threshold:.2f}: precision {precision:.3f}, recall {recall:.3f}\n")


def _fitted(rows: NDArray[np.float64], is_same: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of a logistic regression, by Newton's steps."""
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        scores = _scores(rows, weights)
        bend = (rows * (scores * (1 - scores))[:, None]).T @ rows + _HELD_BACK * np.eye(len(weights))
        weights += np.linalg.solve(bend, rows.T @ (is_same - scores))
    return weights


def _scores(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = 1 / (1 + np.exp(-rows @ weights))
    return scores


if __name__ == "__main__":
    main()
