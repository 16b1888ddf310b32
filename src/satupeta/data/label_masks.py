"""Masks of labels that a process drew lately."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from functools import lru_cache

from satupeta.core.render.labels.ink import Mask

MOST_BYTES = 16 << 20


class LabelMasks:
    """Masks of at most `most_bytes` together (`core.render.labels.ink.Masks`); those unused for longest go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._lock = threading.Lock()
        self._masks: OrderedDict[Hashable, Mask] = OrderedDict()

    @property
    def held_bytes(self) -> int:
        """What all of them take in memory."""
        return self._held

    def get(self, key: Hashable) -> Mask | None:
        """The mask of a key, or None."""
        with self._lock:
            mask = self._masks.get(key)
            if mask is not None:
                self._masks.move_to_end(key)
            return mask

    def keep(self, key: Hashable, mask: Mask) -> None:
        """Keep a mask, and let go of others until there is room."""
        with self._lock:
            if key not in self._masks:
                self._masks[key] = mask
                self._held += mask.size_bytes
            while self._held > self._most:
                self._held -= self._masks.popitem(last=False)[1].size_bytes


@lru_cache(maxsize=1)
def label_masks() -> LabelMasks:
    """Those of this process."""
    return LabelMasks()
