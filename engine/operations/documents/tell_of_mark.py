"""Tell people that a file of a case bears a mark of secrecy: found by the reading for search, after it came in."""

from typing import Final

from engine.model.document import StoredFile
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_notices, people_of
from engine.store.queries.called_cases import case_row
from engine.store.queries.case_people import members
from engine.store.queries.tasks import holders_of_open_tasks

CODE: Final = "file_marked_secret"
# Who takes the paper over, and who takes the file out of the system.
REGISTRY, ADMINISTRATORS = "van_thu", "quan_tri_he_thong"
_USER: Final = "user:"


def tell_of_mark(uow: UnitOfWork, file: StoredFile) -> None:
    """Leave a notice for those who hold the case, the registry and the administrators, as far as they may know of it.

    It names the case, not the file: names of such files tell what they are about.
    """
    case = file.record.instance_key
    if case is None:
        return
    row = case_row(uow.connection, case)
    named = [one.principal.removeprefix(_USER) for one in members(uow.connection, case) if one.until is None]
    holders = {*named, *holders_of_open_tasks(uow.connection, [case]), row.started_by, file.record.uploaded_by}
    people = people_of(
        uow.connection,
        usernames=[one for one in holders if one is not None],
        groups=[REGISTRY, ADMINISTRATORS],
        instance_key=case,
    )
    number = row.business_id
    insert_notices(
        uow.transaction,
        people,
        instance_key=case,
        code=CODE,
        data={
            "vi": f"Hồ sơ {number} có tệp mang dấu độ mật ở đầu trang. Không mở, in, sao hay chuyển tiếp tệp này. "
            "Người giữ hồ sơ báo văn thư để xử lý bản giấy ngoài hệ thống; quản trị hệ thống đưa tệp ra khỏi hệ thống. "
            "Nội dung tệp không được đưa vào tìm kiếm.",
            "en": f"Case {number} has a file with a mark of secrecy at the top of its page. Do not open, print, copy "
            "or forward it. Whoever holds the case tells the registry, which handles the paper outside the system; "
            "the administrators take the file out of the system. Its text is not in search.",
        },
        source_key=f"document:{file.record.key}",
    )
