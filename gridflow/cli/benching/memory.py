"""How much memory a process holds, where the system tells it."""

from __future__ import annotations

from pathlib import Path


def resident_megabytes(pid: int) -> float:
    """Return the resident size of a process in MB; 0 where /proc is not there."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    for line in status.read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def children_of(pid: int) -> list[int]:
    """Return the process numbers of a process's children."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []
