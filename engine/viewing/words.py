"""Why a file is not shown here, in words for its reader."""

from typing import Final

from engine.errors import Text
from engine.viewing.pages import MOST_BYTES, Problem

_LARGEST: Final = f"{MOST_BYTES // (1024 * 1024)} MB"
_HINTS: Final = {
    Problem.NOT_DRAWN: Text(
        vi="Loại tệp này chưa xem được ngay trên trang. Hãy tải về để xem.",
        en="Files of this type are not shown on the page. Please download the file to read it.",
    ),
    Problem.NO_OFFICE: Text(
        vi="Máy chủ chưa cài LibreOffice nên chưa xem được tệp Word, Excel ngay trên trang. Hãy tải về để xem.",
        en="LibreOffice is not installed on the server, so Word and Excel files are not shown on the page. Please "
        "download the file to read it.",
    ),
    Problem.TOO_LARGE: Text(
        vi=f"Tệp lớn hơn {_LARGEST} nên không xem được ngay trên trang. Hãy tải về để xem.",
        en=f"The file is larger than {_LARGEST} and not shown on the page. Please download it to read it.",
    ),
    Problem.BROKEN: Text(
        vi="Không mở được tệp để xem trên trang: nội dung bị hỏng hoặc không đúng chuẩn. Hãy tải về để kiểm tra.",
        en="The file cannot be opened here: its content is damaged or not as the standard says. Please download it to "
        "look into it.",
    ),
    Problem.TOO_HEAVY: Text(
        vi="Dựng trang để xem cần quá nhiều thời gian hoặc bộ nhớ. Hãy tải về để xem.",
        en="Drawing this takes too much time or memory. Please download the file to read it.",
    ),
}


def hint(problem: Problem) -> Text:
    """Say what is wrong and what to do."""
    return _HINTS[problem]
