"""A perceptual hash: pictures of the same thing differ in few of its 64 bits, after scaling and re-encoding too."""

import numpy as np
from PIL import Image

_SIDE = 32  # the picture is looked at this small
_LOW = 8  # so many low frequencies each way: 64 bits
_STEPS = np.arange(_SIDE)
# The discrete cosine transform as a matrix: row k holds the k-th wave.
_WAVES = np.cos(np.pi / _SIDE * (_STEPS[None, :] + 0.5) * _STEPS[:_LOW, None])


def likeness(image: Image.Image) -> int:
    """Return the hash of ``image`` as a signed 64-bit number: which low frequencies lie above their median."""
    grey = np.asarray(image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR), dtype=np.float64)
    low = (_WAVES @ grey @ _WAVES.T).ravel().round(3)  # an even wall has zeros here, not noise
    bits = low > np.median(low[1:])  # the first is the brightness: it says nothing of the shape
    return int.from_bytes(np.packbits(bits).tobytes(), "big", signed=True)


def difference(one: int, other: int) -> int:
    """Return in how many of 64 bits two hashes differ: 0 the same, about 32 for unrelated pictures."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()
