"""A PKCS#11 token in software: the module and an empty token, once a process: a module reads its settings once."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
PIN, LABEL = "1234", "hoidong-thu"


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the library of a PKCS#11 module in software with an empty token; says so and ends where there is none."""
    library = next((path for path in LIBRARIES if Path(path).exists()), None)
    assert library is not None, "softhsm2 is not installed: run scripts/debian_tools.sh softhsm2-util=softhsm2"
    folder = tmp_path_factory.mktemp("token")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "5678", "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True)
    yield library
    del os.environ["SOFTHSM2_CONF"]
