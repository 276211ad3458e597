"""What an uploaded file is, judged by its bytes while they pass: types, names and refusals.

Pure: no network, no database, no files on disk; nothing is unpacked and nothing of a file is ever run.
"""

from engine.content.file_names import clean_file_name
from engine.content.file_types import FILE_TYPES, FileType, bare_media_type
from engine.content.inspect import ContentInspector, FileFacts
from engine.content.policy import DocumentPolicy
from engine.content.refusals import STAMPED
from engine.content.secrecy_marks import bears_mark, is_stamped

__all__ = [
    "FILE_TYPES",
    "STAMPED",
    "ContentInspector",
    "DocumentPolicy",
    "FileFacts",
    "FileType",
    "bare_media_type",
    "bears_mark",
    "clean_file_name",
    "is_stamped",
]
