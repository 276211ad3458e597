"""Reads the files that a job's variables name."""

from engine.model.records import JobRecord
from engine.worker.connectors.inputs import texts, wrong

_LONGEST_KEY = 19


def one_document_key(job: JobRecord, variable: str) -> int:
    """Give the key of the one file that `variable` holds; raises InputRejected when there is none, or several."""
    keys = texts(job, variable)
    if len(keys) != 1 or not keys[0].isascii() or not keys[0].isdigit() or len(keys[0]) > _LONGEST_KEY:
        raise wrong(variable, f"biến “{variable}” phải có đúng một tệp", f"“{variable}” must name exactly one file")
    return int(keys[0])
