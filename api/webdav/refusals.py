"""What the protocol refuses by itself, before the engine is asked."""

from engine.errors import InputRejected, LimitExceeded, Text


def malformed() -> InputRejected:
    """Make the answer to a request that RFC 4918 does not allow."""
    return InputRejected(
        Text(vi="Không đọc được yêu cầu WebDAV.", en="The WebDAV request could not be read."), code="edit_malformed"
    )


def shared_lock() -> InputRejected:
    """Make the answer to a wish for a lock that several could have."""
    return InputRejected(
        Text(vi="Tệp chỉ khóa cho một người sửa.", en="A file is locked for one writer alone."), code="edit_lock_kind"
    )


def too_long() -> LimitExceeded:
    """Make the answer to an XML body that is longer than any program sends."""
    return LimitExceeded(
        Text(vi="Nội dung yêu cầu quá dài.", en="The request's body is too long."), code="body_too_large"
    )
