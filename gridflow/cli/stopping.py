"""How commands that run for long are told to stop."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType


class StopBell:
    """Hears SIGTERM and Ctrl-C; rings for nothing else."""

    def __init__(self) -> None:
        self._told = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._hear)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self._told.set()

    def wait(self, seconds: float) -> None:
        """Return after some seconds, or when told to stop."""
        self._told.wait(seconds)

    def told(self) -> bool:
        """Tell whether it is time to stop."""
        return self._told.is_set()


def leave_on_terminate() -> None:
    """Let SIGTERM end the program as Ctrl-C does: in order, cleaning up."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
