"""feelin in a V8 inside this very process, as a Python program would use it: text and data in, the result out."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from py_mini_racer import MiniRacer

ROOT = Path(__file__).parents[1]
FOLDER = "tests/conformance/feelin"
SECONDS = 300
# esbuild is among the packages of the web bundle.
_BUNDLE = (
    f'scripts/bundle.sh >&2 && scripts/npm_folder.sh {FOLDER} >&2 && eval "$(scripts/node.sh)" && '
    f"api/web/node_modules/.bin/esbuild {FOLDER}/node_modules/@bpmn-io/feelin/dist/index.js"
    " --bundle --format=iife --global-name=feelin --log-level=error"
)
# mini-racer hands arguments and results over as JSON.
_ASK = """
function ask(text, context) { return feelin.evaluate(text, context).value; }
function repeat(text, context, times) {
  let value;
  for (let turn = 0; turn < times; turn += 1) value = ask(text, context);
  return value;
}
"""


class Feelin:
    """An interpreter that was loaded once; it has no compiled expressions, so each question is parsed anew."""

    def __init__(self) -> None:
        command = ["/usr/bin/env", "bash", "-c", _BUNDLE]
        bundled = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS)
        self._v8 = MiniRacer()
        self._v8.eval(bundled.stdout + _ASK)

    def ask(self, text: str, context: Mapping[str, object]) -> object:
        """Evaluate as a Python caller does: plain data goes in and comes out."""
        return self._v8.call("ask", text, context)

    def repeat(self, text: str, context: Mapping[str, object], times: int) -> object:
        """Evaluate again and again inside, so that the way in and out hardly counts."""
        return self._v8.call("repeat", text, context, times)
