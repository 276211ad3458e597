"""What the database alone gives on this machine: one-row inserts a second by PostgreSQL's own pgbench."""

import os
import re
import subprocess

from api.embedded.postgres import programs_folder
from bench.product import Product

SECONDS, CLIENTS, THREADS = 4, 16, 2
_RATE = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")
_SCRIPT = 'INSERT INTO bench_pgbench (variables) VALUES (\'{"so_ban": 3, "ghi_chu": "Đã đối chiếu", "tiep": true}\');\n'


def measure(product: Product) -> dict[str, float]:
    """Give the rate of one-row inserts, each a transaction of its own, with prepared statements."""
    with product.engine.unit_of_work() as uow:
        uow.connection.exec_driver_sql(
            "CREATE TABLE bench_pgbench (key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, variables jsonb)"
        )
    script = product.folder / "pgbench.sql"
    script.write_text(_SCRIPT, encoding="utf-8")
    command = [
        str(programs_folder() / "pgbench"),
        *("--no-vacuum", "--protocol=prepared", f"--file={script}", f"--time={SECONDS}"),
        *(f"--client={CLIENTS}", f"--jobs={THREADS}", product.settings.database().url),
    ]
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    found = _RATE.search(done.stdout)
    if found is None:
        raise ValueError(done.stdout)
    return {"pgbench_insert_per_s": round(float(found[1]), 1)}
