"""Names in Unicode's normal form C: the letters of a name may have been written whole or put together from marks.

Vietnamese shows the difference to nobody (`số` typed on one system has two characters, on another four), so a name is
brought to one form wherever it enters: in the text of an expression, in data, in a model.
"""

import unicodedata


def normal_name(name: str) -> str:
    """Give a name in normal form C."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)
