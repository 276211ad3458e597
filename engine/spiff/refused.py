"""Known BPMN elements that do not execute faithfully yet: why, and what to use instead, in both languages.

This table only makes the refusal helpful; the allow-list (`elements.registry`, `vocabulary`) decides.
"""

from engine.errors import Text

INSTEAD: dict[str, Text] = {
    "complexGateway": Text(vi="Hãy dùng cổng loại trừ hoặc song song.", en="Use exclusive or parallel gateways."),
    "multiInstanceLoopCharacteristics": Text(vi="Chỉ việc và tiểu quy trình mới lặp.", en="Only activities repeat."),
    "standardLoopCharacteristics": Text(vi="Chỉ việc và tiểu quy trình mới lặp.", en="Only activities repeat."),
    "signalEventDefinition": Text(
        vi="Tín hiệu dùng ở sự kiện bắt đầu, trung gian, biên và kết thúc.",
        en="Signals belong to start, intermediate, boundary and end events.",
    ),
    "conditionalEventDefinition": Text(
        vi="Sự kiện điều kiện dùng ở sự kiện trung gian nhận, biên và bắt đầu của tiểu quy trình sự kiện.",
        en="Conditions belong to intermediate catch and boundary events and to the start of event sub-processes.",
    ),
    "errorEventDefinition": Text(
        vi="Lỗi chỉ được ném ở sự kiện kết thúc và bắt ở sự kiện biên.",
        en="Errors are thrown at end events and caught at boundary events.",
    ),
    "escalationEventDefinition": Text(
        vi="Báo cáo vượt cấp được ném ở sự kiện trung gian hoặc kết thúc và bắt ở biên của tiểu quy trình.",
        en="Escalations are thrown at intermediate or end events and caught at the boundary of a sub-process.",
    ),
    "compensateEventDefinition": Text(
        vi="Chỉ dùng ở sự kiện biên, sự kiện ném trung gian và sự kiện kết thúc.",
        en="It belongs to boundary events, intermediate throw events and end events only.",
    ),
    "cancelEventDefinition": Text(
        vi="Chỉ dùng ở sự kiện kết thúc trong giao dịch và sự kiện biên của giao dịch.",
        en="It belongs to end events in a transaction and to the transaction's boundary event only.",
    ),
    "linkEventDefinition": Text(
        vi="Liên kết chỉ nối sự kiện trung gian ném với sự kiện trung gian nhận cùng tên.",
        en="A link joins an intermediate throw event to the intermediate catch event of its name.",
    ),
    "messageEventDefinition": Text(
        vi="Thông điệp dùng ở sự kiện bắt đầu, trung gian, biên và kết thúc.",
        en="Messages belong to start, intermediate, boundary and end events.",
    ),
    "timerEventDefinition": Text(
        vi="Hẹn giờ dùng ở sự kiện bắt đầu, trung gian nhận và biên.",
        en="Timers belong to start, intermediate catch and boundary events.",
    ),
    "terminateEventDefinition": Text(vi="Chỉ dùng ở sự kiện kết thúc.", en="It belongs to end events only."),
    "script": Text(
        vi="Hãy dùng biểu thức FEEL (zeebe:script); không chạy ngôn ngữ lập trình khác.",
        en="Use a FEEL expression (zeebe:script); no other language runs here.",
    ),
    "laneSet": Text(
        vi="Chỉ đặt làn ở cấp quy trình; việc trong tiểu quy trình thuộc làn của tiểu quy trình.",
        en="Lanes belong to the process; tasks in a sub-process are in the sub-process's lane.",
    ),
    "ioSpecification": Text(
        vi="Hãy dùng ánh xạ vào/ra (zeebe:ioMapping).", en="Use input and output mappings (zeebe:ioMapping)."
    ),
    "taskListeners": Text(
        vi="Bộ lắng nghe việc chỉ đặt ở việc của người (user task); nơi khác hãy dùng executionListeners.",
        en="Task listeners belong to user tasks; use execution listeners elsewhere.",
    ),
    "executionListeners": Text(
        vi="Bộ lắng nghe thực thi đặt ở quy trình và các phần tử của luồng.",
        en="Execution listeners belong to processes and flow nodes.",
    ),
    "userTaskForm": Text(
        vi="Hãy lưu biểu mẫu thành tệp .form và chọn theo mã (formId).",
        en="Keep the form in a .form file and choose it by its id (formId).",
    ),
    "loopCharacteristics": Text(
        vi="Hãy đặt trong multiInstanceLoopCharacteristics của bước.",
        en="It belongs into the activity's multiInstanceLoopCharacteristics.",
    ),
    "calledElement": Text(vi="Chỉ đặt ở bước gọi quy trình (call activity).", en="It belongs to call activities only."),
    "calledDecision": Text(
        vi="Hãy gọi bảng quy tắc từ bước hỏi bảng quy tắc (business rule task).",
        en="Call the decision from a business rule task.",
    ),
}

UNKNOWN = Text(
    vi="Hãy bỏ phần này hoặc dùng phần tử được hỗ trợ.",
    en="Remove it or use an element that is supported.",
)
