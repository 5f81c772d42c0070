"""What of this machine and its software matters to speed."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from llvmlite.binding import get_host_cpu_name  # type: ignore[import-untyped]  # it ships no types

_CPU_INFO = Path("/proc/cpuinfo")


def facts() -> dict[str, str]:
    """Return names and versions, and no paths."""
    return {
        "processor": _processor(),
        "compiled for": os.environ.get("NUMBA_CPU_NAME") or get_host_cpu_name(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    } | {name: version(name) for name in ("numba", "numpy", "mesa")}


def _processor() -> str:
    """Return the model of the processor, as the system calls it."""
    if _CPU_INFO.exists():
        for line in _CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return platform.processor() or platform.machine()
