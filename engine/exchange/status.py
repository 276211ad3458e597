"""The states that a receiver tells a sender, as the axis writes them (QCVN 102:2016/BTTTT, table of status codes)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from engine.errors import Text


class StatusCode(StrEnum):
    """What happened to a document at its receiver; RECALLED_BACK to CHANGE_REFUSED answer a later change."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    IN_WORK = "05"
    DONE = "06"
    TAKEN_BACK = "13"
    CHANGE_AGREED = "15"
    CHANGE_REFUSED = "16"


STATUS_NAMES: Final[Mapping[StatusCode, Text]] = {
    StatusCode.ARRIVED: Text(vi="Đã đến", en="Arrived"),
    StatusCode.REFUSED: Text(vi="Từ chối nhận", en="Refused"),
    StatusCode.ACCEPTED: Text(vi="Đã tiếp nhận", en="Accepted"),
    StatusCode.ASSIGNED: Text(vi="Đã phân công", en="Assigned"),
    StatusCode.IN_WORK: Text(vi="Đang xử lý", en="In work"),
    StatusCode.DONE: Text(vi="Đã xử lý xong", en="Done"),
    StatusCode.TAKEN_BACK: Text(vi="Đã lấy lại", en="Taken back"),
    StatusCode.CHANGE_AGREED: Text(vi="Đồng ý thu hồi, cập nhật", en="Recall or update agreed"),
    StatusCode.CHANGE_REFUSED: Text(vi="Từ chối thu hồi, cập nhật", en="Recall or update refused"),
}
