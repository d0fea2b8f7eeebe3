"""The seeds that simulations run on: those that once failed, then as many fresh ones as asked.

``@pytest.mark.parametrize("seed", read_seeds())``. ``make proof`` asks for 5,000. A seed that
fails is added to seeds.txt, with a word on what it found, and stays there.
"""

import os
from pathlib import Path

KNOWN = Path(__file__).with_name("seeds.txt")
FRESH = 30


def read_seeds() -> list[int]:
    """Give every seed once, those that failed before first."""
    lines = (line.partition("#")[0].strip() for line in KNOWN.read_text("utf-8").splitlines())
    known = [int(line) for line in lines if line]
    return list(dict.fromkeys([*known, *range(int(os.environ.get("TOCSIN_SEEDS", FRESH)))]))
