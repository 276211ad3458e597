"""The version that a client saw, sent back as If-Match (RFC 9110 §13.1.1), so that a stale page is noticed."""

import re

from engine.errors import Finding, InputRejected, Text

_TAG = re.compile(r'"([0-9]{1,9})"')


def read_if_match(header: str | None) -> int | None:
    """Give the version in an If-Match header, None without one or with `*`; raise InputRejected when unreadable."""
    if header is None or header.strip() == "*":
        return None
    tag = _TAG.fullmatch(header.strip())
    if tag is None:
        text = Text(
            vi='If-Match phải là ETag của lần đọc trước, ví dụ "3".',
            en='If-Match must be the ETag of your last read, for example "3".',
        )
        raise InputRejected(
            text,
            code="request_invalid",
            findings=(Finding(code="value_invalid", text=text, field="If-Match"),),
        )
    return int(tag[1])
