"""The shipped folders are found whether they are packages or plain folders."""

import pytest

from api.shipped import shipped_folder


@pytest.mark.parametrize("package", ["bpmn", "forms", "engine.seed"])
def test_a_shipped_folder_exists(package: str) -> None:
    assert shipped_folder(package).is_dir()


def test_a_missing_folder_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        shipped_folder("no_such_folder")
