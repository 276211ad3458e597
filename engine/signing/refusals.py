"""The words and codes with which signing is refused: what is wrong, that nothing was signed, what to do."""

from engine.errors import Conflict, EngineError, InputRejected, NotPermitted, Text, Unavailable
from engine.signing.records import Standing

_NOTHING = Text(vi="Chưa ký gì.", en="Nothing was signed.")
_CERTIFICATES = {
    Standing.EXPIRED: (
        "certificate_expired",
        Text(
            vi="Chứng thư số của “{name}” đã hết hạn. {nothing} Hãy gia hạn chứng thư số rồi ký lại.",
            en="The certificate of “{name}” has expired. {nothing} Please have it renewed and sign again.",
        ),
    ),
    Standing.NOT_YET_VALID: (
        "certificate_not_yet_valid",
        Text(
            vi="Chứng thư số của “{name}” chưa có hiệu lực. {nothing} Hãy kiểm tra ngày hiệu lực hoặc giờ máy chủ.",
            en="The certificate of “{name}” is not valid yet. {nothing} Please check its dates or the server's clock.",
        ),
    ),
    Standing.REVOKED: (
        "certificate_revoked",
        Text(
            vi="Chứng thư số của “{name}” đã bị thu hồi. {nothing} Hãy liên hệ đơn vị cấp chứng thư số.",
            en="The certificate of “{name}” has been revoked. {nothing} Please turn to the body that issued it.",
        ),
    ),
    Standing.UNTRUSTED: (
        "certificate_untrusted",
        Text(
            vi="Chứng thư số của “{name}” không do tổ chức được tin cậy cấp. {nothing} "
            "Quản trị kiểm tra danh sách chứng thư gốc.",
            en="The certificate of “{name}” comes from no trusted authority. {nothing} "
            "An administrator checks the list of root certificates.",
        ),
    ),
    Standing.NOT_FOR_SIGNING: (
        "certificate_not_for_signing",
        Text(
            vi="Chứng thư số của “{name}” không dùng để ký. {nothing} Hãy chọn chứng thư số ký.",
            en="The certificate of “{name}” is not meant for signatures. {nothing} Please choose one that is.",
        ),
    ),
    Standing.STATUS_UNKNOWN: (
        "certificate_status_unknown",
        Text(
            vi="Chưa biết chứng thư số của “{name}” có bị thu hồi hay không. {nothing} "
            "Hãy cập nhật danh sách thu hồi (CRL) rồi ký lại.",
            en="It is not known whether the certificate of “{name}” was revoked. {nothing} "
            "Please update the revocation list and sign again.",
        ),
    ),
}


def certificate(standing: Standing, name: str) -> EngineError:
    """Refuse a certificate that is not valid now; a missing revocation list may come, so that one may try again."""
    code, text = _CERTIFICATES[standing]
    message = Text(vi=text.vi.format(name=name, nothing=_NOTHING.vi), en=text.en.format(name=name, nothing=_NOTHING.en))
    kind = Unavailable if standing is Standing.STATUS_UNKNOWN else InputRejected
    return kind(message, code=code)


def not_competent(name: str) -> NotPermitted:
    """Refuse a signer whom the rules of signing do not name."""
    return NotPermitted(
        Text(
            vi=f"“{name}” không có thẩm quyền ký văn bản này. Chưa ký gì. Hãy trình đúng người có thẩm quyền.",
            en=f"“{name}” is not competent to sign this document. Nothing was signed. "
            "Please submit it to the competent signer.",
        ),
        code="signer_not_competent",
    )


def somebody_elses(name: str, owner: str) -> NotPermitted:
    """Refuse a certificate that was issued to another."""
    return NotPermitted(
        Text(
            vi=f"Chứng thư số này của “{owner}”, không phải của “{name}”. Chưa ký gì. Hãy dùng chứng thư số của mình.",
            en=f"This certificate belongs to “{owner}”, not to “{name}”. Nothing was signed. Please use your own.",
        ),
        code="certificate_of_somebody_else",
    )


def refuse(code: str, vi: str, en: str) -> InputRejected:
    """Refuse the document or the picture: `vi` and `en` say what is wrong and what to do."""
    return InputRejected(Text(vi=f"{vi} {_NOTHING.vi}", en=f"{en} {_NOTHING.en}"), code=code)


def unreadable() -> InputRejected:
    """Refuse what no reader can take apart."""
    return refuse(
        "pdf_unreadable",
        "Tệp PDF bị hỏng hoặc không đọc được. Hãy xuất lại từ Word.",
        "The PDF is damaged or cannot be read. Please export it from Word again.",
    )


def changed_after_signing() -> Conflict:
    """Refuse a document of which something other than number and date changed after a signature."""
    return Conflict(
        Text(
            vi="Nội dung văn bản đã bị thay đổi sau khi ký. Chưa làm gì thêm. Hãy dùng lại bản đã ký ban đầu.",
            en="The document was changed after it was signed. Nothing further was done. "
            "Please use the version as it was signed.",
        ),
        code="document_changed_after_signing",
    )


def broken_signature() -> Conflict:
    """Refuse a document that carries a signature which does not hold."""
    return Conflict(
        Text(
            vi="Văn bản có chữ ký số không hợp lệ. Chưa ký gì. Hãy xem báo cáo kiểm tra chữ ký.",
            en="The document carries a signature that does not hold. Nothing was signed. "
            "Please see the report of the check.",
        ),
        code="signature_broken",
    )


def wrong_order(vi: str, en: str) -> Conflict:
    """Refuse a step that does not come now."""
    return Conflict(Text(vi=vi, en=en), code="signing_out_of_order")


def out_of_reach(code: str, vi: str, en: str) -> Unavailable:
    """Tell that a device or a service does not answer; trying again later may succeed."""
    return Unavailable(Text(vi=f"{vi} {_NOTHING.vi}", en=f"{en} {_NOTHING.en}"), code=code)
