"""How a JSON request is read: strictly, and refused with a reason when it is not JSON at all."""

from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.errors import BodyRefused
from api.json_text import read_json
from api.retrying import RetriedRoute
from engine.errors import EngineError, Finding, InputRejected, Text
from engine.model.json_value import JsonValue


class StrictRequest(Request):
    """A request whose JSON is read by `read_json`."""

    async def json(self) -> JsonValue:
        """Read the body; raise BodyRefused when it is not JSON that we keep."""
        try:
            return read_json(await self.body())
        except EngineError as error:
            raise BodyRefused(error) from error


class StrictRoute(RetriedRoute):
    """A route that takes JSON through `StrictRequest` and refuses every other kind of content."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()
        takes_json = self.body_field is not None and not self._takes_form()

        known = {parameter.alias for parameter in self.dependant.query_params}

        async def strict(request: Request) -> Response:
            unknown = [name for name in request.query_params if name not in known]
            if unknown:
                raise _unknown_parameters(unknown)
            strict_request = StrictRequest(request.scope, request.receive)
            if takes_json and await strict_request.body() and not _is_json(request.headers.get("content-type", "")):
                raise _not_json()
            return await handle(strict_request)

        return strict

    def _takes_form(self) -> bool:
        return type(self.body_field.field_info).__name__ in {"Form", "File"} if self.body_field else False


def _unknown_parameters(names: list[str]) -> InputRejected:
    text = Text(vi="Địa chỉ có tham số mà máy chủ không biết.", en="The address has parameters that are unknown here.")
    findings = tuple(Finding(code="parameter_unknown", text=text, field=name[:200]) for name in names[:20])
    return InputRejected(text, code="request_invalid", findings=findings)


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _not_json() -> InputRejected:
    text = Text(
        vi="Nội dung gửi lên phải là JSON (Content-Type: application/json).",
        en="The body must be JSON (Content-Type: application/json).",
    )
    finding = Finding(code="media_type_unsupported", text=text, field="Content-Type")
    return InputRejected(text, code="media_type_unsupported", findings=(finding,))
