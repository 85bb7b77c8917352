"""Memory of a process and its children, where the system tells (Linux)."""

from __future__ import annotations

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
