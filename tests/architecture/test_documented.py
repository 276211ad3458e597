"""Nothing that an operator can set or type is undocumented."""

import re
from pathlib import Path

from api.commands import COMMANDS
from api.settings import Settings


def test_every_setting_is_told(root: Path) -> None:
    text = (root / "docs/howto/operator.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(HOIDONG_[A-Z0-9_]+)`", text))
    assert {f"HOIDONG_{name.upper()}" for name in Settings.model_fields} - told == set()


def test_no_setting_is_told_that_does_not_exist(root: Path) -> None:
    text = (root / "docs/howto/operator.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `(HOIDONG_[A-Z0-9_]+)`", text, flags=re.MULTILINE))
    assert table == {f"HOIDONG_{name.upper()}" for name in Settings.model_fields}


def test_every_command_is_told(root: Path) -> None:
    text = (root / "docs/howto/operator.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`hoidong {name}" not in text] == []


def test_every_make_target_is_listed_by_help(root: Path) -> None:
    lines = (root / "Makefile").read_text(encoding="utf-8").splitlines()
    targets = {line.split(":")[0] for line in lines if re.match(r"^[a-z0-9]+:", line)}
    helped = {line.split(":")[0] for line in lines if re.match(r"^[a-z0-9]+:.*## ", line)}
    assert targets == helped
