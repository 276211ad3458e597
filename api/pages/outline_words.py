"""The words for the parts of a model and for what its file says of them; unknown ones stay as written."""

import re
from typing import Final

from engine.errors import Text

_KINDS: Final = {
    "process": Text(vi="Quy trình", en="Process"),
    "participant": Text(vi="Bể", en="Pool"),
    "lane": Text(vi="Làn", en="Lane"),
    "sequenceFlow": Text(vi="Đường đi", en="Sequence flow"),
    "task": Text(vi="Bước", en="Task"),
    "manualTask": Text(vi="Việc làm ngoài hệ thống", en="Manual task"),
    "userTask": Text(vi="Việc của người", en="User task"),
    "serviceTask": Text(vi="Bước tự động", en="Service task"),
    "scriptTask": Text(vi="Tính toán", en="Script task"),
    "businessRuleTask": Text(vi="Hỏi bảng quy tắc", en="Business rule task"),
    "sendTask": Text(vi="Gửi thông điệp", en="Send task"),
    "receiveTask": Text(vi="Chờ thông điệp", en="Receive task"),
    "callActivity": Text(vi="Gọi quy trình khác", en="Call activity"),
    "subProcess": Text(vi="Quy trình con", en="Sub-process"),
    "adHocSubProcess": Text(vi="Quy trình con tùy chọn bước", en="Ad-hoc sub-process"),
    "transaction": Text(vi="Giao dịch", en="Transaction"),
    "startEvent": Text(vi="Bắt đầu", en="Start event"),
    "endEvent": Text(vi="Kết thúc", en="End event"),
    "intermediateCatchEvent": Text(vi="Chờ sự kiện", en="Catch event"),
    "intermediateThrowEvent": Text(vi="Phát sự kiện", en="Throw event"),
    "boundaryEvent": Text(vi="Sự kiện gắn với bước", en="Boundary event"),
    "exclusiveGateway": Text(vi="Rẽ một nhánh", en="Exclusive gateway"),
    "inclusiveGateway": Text(vi="Rẽ một hay nhiều nhánh", en="Inclusive gateway"),
    "parallelGateway": Text(vi="Các nhánh song song", en="Parallel gateway"),
    "eventBasedGateway": Text(vi="Chờ sự kiện đến trước", en="Event-based gateway"),
    "message": Text(vi="Thông điệp", en="Message"),
    "signal": Text(vi="Tín hiệu", en="Signal"),
    "error": Text(vi="Lỗi nghiệp vụ", en="Error"),
    "escalation": Text(vi="Báo vượt cấp", en="Escalation"),
    "textAnnotation": Text(vi="Ghi chú trên sơ đồ", en="Text annotation"),
}
_SETTINGS: Final = {
    "kind": Text(vi="Loại", en="Kind"),
    "name": Text(vi="Tên", en="Name"),
    "lane": Text(vi="Làn", en="Lane"),
    "sourceRef": Text(vi="Từ", en="From"),
    "targetRef": Text(vi="Đến", en="To"),
    "default": Text(vi="Nhánh mặc định", en="Default flow"),
    "attachedToRef": Text(vi="Gắn với", en="Attached to"),
    "cancelActivity": Text(vi="Ngắt bước đang làm", en="Interrupting"),
    "conditionExpression": Text(vi="Điều kiện", en="Condition"),
    "documentation": Text(vi="Thuyết minh", en="Documentation"),
    "versionTag@value": Text(vi="Nhãn phiên bản", en="Version tag"),
    "formDefinition@formId": Text(vi="Biểu mẫu", en="Form"),
    "assignmentDefinition@assignee": Text(vi="Giao cho", en="Assignee"),
    "assignmentDefinition@candidateGroups": Text(vi="Nhóm được giao", en="Candidate groups"),
    "assignmentDefinition@candidateUsers": Text(vi="Những người được giao", en="Candidate users"),
    "taskSchedule@dueDate": Text(vi="Hạn xử lý", en="Due date"),
    "taskSchedule@followUpDate": Text(vi="Nhắc từ", en="Follow-up date"),
    "taskDefinition@type": Text(vi="Loại việc tự động", en="Job type"),
    "taskDefinition@retries": Text(vi="Số lần chạy lại", en="Retries"),
    "calledDecision@decisionId": Text(vi="Bảng quy tắc", en="Decision"),
    "calledDecision@resultVariable": Text(vi="Kết quả vào biến", en="Result variable"),
    "calledElement@processId": Text(vi="Quy trình được gọi", en="Called process"),
    "script@expression": Text(vi="Công thức", en="Expression"),
    "script@resultVariable": Text(vi="Kết quả vào biến", en="Result variable"),
    "subscription@correlationKey": Text(vi="Khóa nhận thông điệp", en="Correlation key"),
    "messageRef": Text(vi="Thông điệp", en="Message"),
    "timerEventDefinition/timeDate": Text(vi="Đến thời điểm", en="Date"),
    "timerEventDefinition/timeDuration": Text(vi="Sau khoảng thời gian", en="Duration"),
    "timerEventDefinition/timeCycle": Text(vi="Lặp lại theo chu kỳ", en="Cycle"),
}
_ENTRIES: Final = {
    "property": Text(vi="Thuộc tính", en="Property"),
    "header": Text(vi="Tham số", en="Header"),
    "input": Text(vi="Đầu vào", en="Input"),
    "output": Text(vi="Đầu ra", en="Output"),
}
_ENTRY: Final = re.compile(r"([a-z]+)\[(.*)\]", re.DOTALL)


def kind_word(kind: str) -> Text:
    """Give the word for a kind of part (BPMN local name)."""
    return _KINDS.get(kind, Text(vi=kind, en=kind))


def setting_word(path: str) -> Text:
    """Give the word for a setting of a part (`engine.model.outline.Part.settings`)."""
    entry = _ENTRY.fullmatch(path)
    if entry is not None and entry[1] in _ENTRIES:
        word = _ENTRIES[entry[1]]
        return Text(vi=f"{word.vi} {entry[2]}", en=f"{word.en} {entry[2]}")
    return _SETTINGS.get(path, Text(vi=path, en=path))
