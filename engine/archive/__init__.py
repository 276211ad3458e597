"""Transfer packages for the archive: a closed case as a BagIt bag (RFC 8493) in one zip, made and checked.

Pure over files: it knows no case and no database. What a package holds is decided by whoever makes it.
"""

from engine.archive.check_bag import MOST_BYTES, BagReport, check_bag
from engine.archive.write_bag import BagWriter

__all__ = ["MOST_BYTES", "BagReport", "BagWriter", "check_bag"]
