"""Camunda's own JavaScript client, unmodified and as strict as it can be, as the real worker of a case."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.integration.api.clients_model import MODEL, SEEN
from tests.integration.api.conftest import Served
from tests.office import MACHINE, PASSWORD, ROOT

SECONDS = 240
FOLDER = "tests/integration/api/official_js"
RUN = f'scripts/npm_folder.sh {FOLDER} 22 >&2 && eval "$(scripts/node.sh 22)" && node {FOLDER}/run.mjs "$1"'

pytestmark = pytest.mark.timeout(SECONDS)


def run(served: Served, model: Path) -> dict[str, Any]:
    settings = {
        "CAMUNDA_REST_ADDRESS": served.url,
        "CAMUNDA_AUTH_STRATEGY": "OAUTH",
        "CAMUNDA_OAUTH_URL": f"{served.url}/oauth/token",
        "CAMUNDA_CLIENT_ID": MACHINE,
        "CAMUNDA_CLIENT_SECRET": PASSWORD,
        "CAMUNDA_SDK_VALIDATION": "strict",
        "CAMUNDA_OAUTH_CACHE_DIR": str(model.parent),
    }
    done = subprocess.run(
        ["bash", "-c", RUN, "run", str(model)],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_the_official_client_works_a_case_through(live: Served, tmp_path: Path) -> None:
    model = tmp_path / "tho_may.bpmn"
    model.write_bytes(MODEL)
    seen = run(live, model)
    assert seen == SEEN
