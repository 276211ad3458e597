"""Reads the files and the cases that a job's variables name."""

from engine.model.records import JobRecord
from engine.worker.connectors.inputs import required_text, texts, wrong

_LONGEST_KEY = 19


def one_document_key(job: JobRecord, variable: str) -> int:
    """Give the key of the one file that `variable` holds; raises InputRejected when there is none, or several."""
    keys = texts(job, variable)
    if len(keys) != 1 or not _is_key(keys[0]):
        raise wrong(variable, f"biến “{variable}” phải có đúng một tệp", f"“{variable}” must name exactly one file")
    return int(keys[0])


def case_key(job: JobRecord, variable: str) -> int:
    """Give the key of the case that `variable` holds as text; raises InputRejected when it holds none."""
    written = required_text(job, variable)
    if not _is_key(written):
        raise wrong(variable, f"biến “{variable}” phải là khóa của một hồ sơ", f"“{variable}” must be a case's key")
    return int(written)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY
