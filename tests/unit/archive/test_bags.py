"""Transfer packages: what is written is sound; whatever is taken away, altered or slipped in is named."""

import io
import zipfile
from collections.abc import Callable

import pytest

from engine.archive import BagWriter, check_bag

Change = Callable[[dict[str, bytes]], None]


def bag() -> bytes:
    memory = io.BytesIO()
    writer = BagWriter(memory, folder="VBĐ-2026-0897")
    writer.add("tep/001-Công văn 719.pdf", [b"%PDF-1.7\n", b"%%EOF\n"])
    writer.add("ho-so.json", [b"{}"])
    writer.close({"External-Identifier": "VBĐ-2026-0897", "External-Description": "Công văn\nđôn đốc"})
    return memory.getvalue()


def changed(change: Change) -> io.BytesIO:
    with zipfile.ZipFile(io.BytesIO(bag())) as archive:
        held = {one.filename: archive.read(one) for one in archive.infolist()}
    change(held)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    memory.seek(0)
    return memory


def test_a_package_is_sound_and_says_what_it_is() -> None:
    report = check_bag(io.BytesIO(bag()))
    assert (report.problems, report.files, report.size_bytes) == ((), 2, 17)
    assert report.about["External-Description"] == "Công văn đôn đốc"
    assert bag() == bag(), "the same content is the same package"


ROOT = "VBĐ-2026-0897"
PDF = f"{ROOT}/data/tep/001-Công văn 719.pdf"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda held: held.update({PDF: b"%PDF-1.7\n%%EOX\n"}), "“data/tep/001-Công văn 719.pdf” đã bị thay đổi."),
        (lambda held: held.pop(PDF), "Thiếu “data/tep/001-Công văn 719.pdf”."),
        (lambda held: held.update({f"{ROOT}/data/la.pdf": b"x"}), "Tệp lạ: “data/la.pdf”."),
        (lambda held: held.pop(f"{ROOT}/manifest-sha256.txt"), "Thiếu “manifest-sha256.txt”."),
        (lambda held: held.update({f"{ROOT}/bag-info.txt": b"x"}), "“bag-info.txt” đã bị thay đổi."),
        (lambda held: held.update({f"{ROOT}/../x": b"x"}), "Tên tệp trong gói không dùng được."),
        (lambda held: held.update({"khác/x": b"x"}), "Tên tệp trong gói không dùng được."),
    ],
    ids=["altered", "missing", "added", "no manifest", "tag altered", "path", "second folder"],
)
def test_what_was_done_to_a_package_is_named(change: Change, named: str) -> None:
    assert named in {problem.vi for problem in check_bag(changed(change)).problems}


def test_what_is_no_zip_is_told() -> None:
    assert [problem.en for problem in check_bag(io.BytesIO(b"%PDF")).problems] == ["The file is no sound zip."]
    assert check_bag(io.BytesIO(bag()[:-40])).problems
