"""What is asked of the object server again when it fails, and what is not."""

from types import TracebackType
from typing import Self

import urllib3
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ReadTimeoutError


class RetryUnlessSilent(urllib3.Retry):
    """Try again what was refused or cut off, but not what stayed without answer: it would only be waited for thrice."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: urllib3.BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Count one more try; raises what stays without answer."""
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, _pool, _stacktrace)
