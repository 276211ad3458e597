"""Static files that the build has packed beforehand: a browser that takes gzip gets `NAME.gz` in place of `NAME`."""

import os
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope


class PackedFiles(StaticFiles):
    """A folder of static files, some with a packed one beside them.

    Only files of our own build are packed, never a page: nothing secret is compressed together with what others say.
    """

    def file_response(
        self, full_path: "os.PathLike[str] | str", stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the file, packed where that is there and understood."""
        asked = Headers(scope=scope)
        packed = Path(f"{full_path}.gz")
        if not packed.is_file():
            return super().file_response(full_path, stat_result, scope, status_code)
        if "gzip" not in asked.get("accept-encoding", ""):
            response = super().file_response(full_path, stat_result, scope, status_code)
            response.headers.add_vary_header("Accept-Encoding")
            return response
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        answer = FileResponse(
            packed,
            status_code=status_code,
            headers=headers,
            media_type=guess_type(full_path)[0],
            stat_result=packed.stat(),
        )
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer
