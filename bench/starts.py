"""How long `hoidong dev` (what `make run` starts) takes until the page is ready: on an empty folder, and again."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from api.embedded import free_ports

AGAIN = 5
READY, LAST_LINE = "Hội đồng: http://", "Ctrl-C stops everything"


def measure() -> dict[str, float]:
    """Measure both; seconds. The first start is one without the demonstration's cases, the second a median of five."""
    with tempfile.TemporaryDirectory(prefix="hoidong-starts-") as folder:
        first = _seconds_until_ready(folder)
        again = [_seconds_until_ready(folder) for _ in range(AGAIN)]
    return {"first_start_s": round(first, 2), "second_start_s": round(statistics.median(again), 2)}


def _seconds_until_ready(folder: str) -> float:
    outside = ("HOIDONG_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(outside)}
    environment |= {"HOIDONG_DATA": folder, "HOIDONG_PORT": str(free_ports(1)[0]), "HOIDONG_DEMO_CASES": "false"}
    told: list[str] = []
    ready_at = 0.0
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", "dev"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            told.append(line)
            if READY in line:
                ready_at = time.perf_counter()
            if LAST_LINE in line:
                process.send_signal(signal.SIGINT)
                break
        else:
            message = f"the program ended before it was ready:\n{''.join(told)}"
            raise ChildProcessError(message)
        process.wait()
    return ready_at - began
