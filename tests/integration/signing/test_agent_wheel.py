"""The program for signers' own computers is whole by itself: its wheel needs four libraries, nothing of the server."""

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
LIBRARIES = {
    "asn1crypto",
    "cffi",
    "_cffi_backend",
    "cryptography",
    "pkcs11",
    "urllib3",
    "idna",
    "brotli",
    "zstandard",
    "h2",
}
_TELL = """
import json, sys
sys.path[:0] = [{wheel!r}]
sys.path.append({libraries!r})
from engine.agent import command
command.parser().parse_args(["--settings", "x", "run"])
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names))))
print(json.dumps(sorted(name for name in sys.modules if name.startswith("engine."))))
"""


def test_the_wheel_is_whole_by_itself(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT / "deploy/sign-agent", check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    folder = tmp_path / "wheel"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    script = _TELL.format(wheel=str(folder), libraries=sysconfig.get_path("purelib"))
    # Neither this checkout nor anything installed in development mode is on its path.
    told = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True, capture_output=True, text=True)
    outside, ours = (json.loads(line) for line in told.stdout.splitlines())
    assert {name for name in outside if not name.startswith("_")} - {"engine", "__main__"} <= LIBRARIES
    assert {name.split(".")[1] for name in ours} == {"agent", "errors", "keys"}
