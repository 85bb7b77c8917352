"""What a process and its children use, where the system tells (Linux)."""

from __future__ import annotations

import os
from pathlib import Path

from app.bench.missing import Missing


def family(pid: int) -> list[int]:
    """Return a process and all that it has started, and so on.

    Raises:
        Missing: where there is no `/proc`.

    """
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    if not children:
        raise Missing("this system does not tell what memory a process has")
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def megabytes(pid: int) -> float:
    """Return the memory of a process and its children; what they share counts once.

    Raises:
        Missing: where the system does not tell.

    """
    total = 0
    for each in family(pid):
        if not Path(f"/proc/{each}").exists():  # it has ended meanwhile
            continue
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            raise Missing("this system does not tell what memory a process has") from None
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its children have used.

    Raises:
        Missing: where the system does not tell.

    """
    ticks = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
