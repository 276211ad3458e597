"""The words and codes with which a file is refused: what is wrong, that nothing was saved, what to do."""

from engine.errors import Finding, InputRejected, Text

FIELD = "file"
STAMPED = "document_secret"


def refuse(code: str, vi: str, en: str, **details: str | int) -> InputRejected:
    """Make the refusal `code`; both texts are whole sentences for the person who sent the file."""
    text = Text(vi=vi, en=en)
    return InputRejected(text, code=code, findings=(Finding(code=code, text=text, field=FIELD),), details=details)


def not_what_it_says(file_name: str, kind: Text, mend: Text, looks_like: str | None) -> InputRejected:
    """Refuse bytes that are not of the type that the name promises."""
    seems_vi = f" (nội dung giống tệp {looks_like})" if looks_like else ""
    seems_en = f" (its content looks like {looks_like})" if looks_like else ""
    return refuse(
        "document_type_mismatch",
        f"Tệp “{file_name}” không phải {kind.vi}{seems_vi}. Chưa lưu. {mend.vi}",
        f"The file “{file_name}” is not {kind.en}{seems_en}. Nothing was saved. {mend.en}",
        looks_like=looks_like or "",
    )


def type_not_allowed(file_name: str, allowed: str) -> InputRejected:
    """Refuse an extension that is not among the accepted ones."""
    return refuse(
        "document_type_not_allowed",
        f"Không nhận loại tệp của “{file_name}”. Chưa lưu. Hãy dùng một trong các loại: {allowed}.",
        f"Files like “{file_name}” are not accepted. Nothing was saved. Please use one of: {allowed}.",
    )


def declared_otherwise(file_name: str, kind: Text, declared: str) -> InputRejected:
    """Refuse a sender's media type that contradicts the name."""
    return refuse(
        "document_type_declared_otherwise",
        f"Tệp “{file_name}” được gửi dưới dạng “{declared}”, không khớp với {kind.vi}. Chưa lưu. "
        "Hãy kiểm tra lại tệp và tải lên.",
        f"The file “{file_name}” was sent as “{declared}”, which does not fit {kind.en}. Nothing was saved. "
        "Please check the file and upload it again.",
    )


def too_large(file_name: str, max_size_bytes: int) -> InputRejected:
    """Refuse a file that passes the size bound."""
    limit = f"{max_size_bytes / (1024 * 1024):,.0f}"
    return refuse(
        "document_too_large",
        f"Tệp “{file_name}” lớn hơn {limit.replace(',', '.')} MB. Chưa lưu. Hãy quét ở độ phân giải thấp hơn "
        "hoặc tách thành nhiều tệp.",
        f"The file “{file_name}” is larger than {limit} MB. Nothing was saved. Please scan at a lower resolution "
        "or split it.",
        max_size_bytes=max_size_bytes,
    )


def empty(file_name: str) -> InputRejected:
    """Refuse a file without bytes."""
    return refuse(
        "document_empty",
        f"Tệp “{file_name}” không có nội dung. Chưa lưu. Hãy chọn lại tệp.",
        f"The file “{file_name}” is empty. Nothing was saved. Please choose the file again.",
    )


def damaged(file_name: str) -> InputRejected:
    """Refuse a file that begins well and does not end, or whose directory cannot be read."""
    return refuse(
        "document_damaged",
        f"Tệp “{file_name}” bị hỏng hoặc chưa đủ nội dung. Chưa lưu. Hãy mở thử tệp, lưu lại và tải lên.",
        f"The file “{file_name}” is damaged or incomplete. Nothing was saved. Please open it, save it again and "
        "upload it.",
    )


def has_macros(file_name: str) -> InputRejected:
    """Refuse a file that carries programs."""
    return refuse(
        "document_has_macros",
        f"Tệp “{file_name}” có chứa macro. Chưa lưu. Hãy lưu lại dưới dạng không có macro và tải lên.",
        f"The file “{file_name}” contains macros. Nothing was saved. Please save it without macros and upload it.",
    )


def has_virus(file_name: str, found: str) -> InputRejected:
    """Refuse a file in which the virus scanner found something."""
    return refuse(
        "document_has_virus",
        f"Tệp “{file_name}” có mã độc ({found}). Chưa lưu. Đừng mở tệp; hãy báo quản trị hệ thống và xin lại bản sạch.",
        f"The file “{file_name}” contains malware ({found}). Nothing was saved. Do not open it; tell the system "
        "administrator and ask for a clean copy.",
    )


def has_scripts(file_name: str) -> InputRejected:
    """Refuse a PDF that carries JavaScript."""
    return refuse(
        "document_has_scripts",
        f"Tệp PDF “{file_name}” có chứa mã JavaScript. Chưa lưu. Hãy xuất lại từ Word hoặc quét lại và tải lên.",
        f"The PDF “{file_name}” contains JavaScript. Nothing was saved. Please export it from Word again, or scan it, "
        "and upload that.",
    )


def has_actions(file_name: str) -> InputRejected:
    """Refuse a PDF that starts programs, fetches data or plays something."""
    return refuse(
        "document_has_actions",
        f"Tệp PDF “{file_name}” có lệnh tự chạy chương trình hoặc lấy dữ liệu. Chưa lưu. "
        "Hãy xuất lại từ Word hoặc quét lại và tải lên.",
        f"The PDF “{file_name}” starts programs or fetches data by itself. Nothing was saved. "
        "Please export it from Word again, or scan it, and upload that.",
    )


def has_files_inside(file_name: str) -> InputRejected:
    """Refuse a PDF that carries another file."""
    return refuse(
        "document_has_files_inside",
        f"Tệp PDF “{file_name}” có tệp khác đính bên trong. Chưa lưu. Hãy tách các tệp ấy ra và tải lên riêng.",
        f"The PDF “{file_name}” has other files inside it. Nothing was saved. "
        "Please take them out and upload them apart.",
    )


def encrypted(file_name: str) -> InputRejected:
    """Refuse a file that nobody could read without its password."""
    return refuse(
        "document_encrypted",
        f"Tệp “{file_name}” đang đặt mật khẩu. Chưa lưu. Hãy gỡ mật khẩu của tệp và tải lên.",
        f"The file “{file_name}” is protected by a password. Nothing was saved. Please remove the password and "
        "upload it.",
    )


def unpacks_too_large(file_name: str) -> InputRejected:
    """Refuse a file that claims to unpack into more than anybody should open."""
    return refuse(
        "document_unpacks_too_large",
        f"Tệp “{file_name}” giải nén ra quá lớn, có thể gây hại. Chưa lưu. Hãy xuất lại thành PDF và tải lên.",
        f"The file “{file_name}” unpacks to a dangerous size. Nothing was saved. Please export it as PDF and "
        "upload that.",
    )


def secret_stamp() -> InputRejected:
    """Refuse a file whose name or first page bears a mark of secrecy; the name is not repeated anywhere."""
    return refuse(
        STAMPED,
        "Tệp có dấu MẬT không được đưa vào hệ thống. Chưa lưu gì. Liên hệ văn thư để xử lý bản giấy.",
        "Files marked secret must not enter the system. Nothing was saved. Please see the records clerk, "
        "who handles the paper copy.",
    )


def bad_name() -> InputRejected:
    """Refuse a name of which nothing usable is left."""
    return refuse(
        "document_name_invalid",
        "Tên tệp trống hoặc không dùng được. Chưa lưu. Hãy đặt lại tên tệp và tải lên.",
        "The file's name is empty or unusable. Nothing was saved. Please rename the file and upload it.",
    )
