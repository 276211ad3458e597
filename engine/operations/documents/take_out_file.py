"""Take one file of a case out of the system, with its bytes and its name: a paper that must not be here.

For the operator, at the server: whoever holds the case tells them which file. What somebody had saved over in their
office program before goes with it. What is left is that a file was taken out, when and why; the case goes on without.
"""

from engine.errors import Conflict, Text
from engine.model.actor import SYSTEM
from engine.model.document import DocumentState
from engine.operations.cases.record_event import record_event
from engine.operations.documents.document_access import document_not_found
from engine.operations.documents.kept_views import VIEW_PREFIX
from engine.operations.engine import Engine
from engine.operations.reasons import require_reason
from engine.store import documents, edited_files
from engine.store.queries.called_cases import case_row

ACTION = "FileTakenOut"


def take_out_file(engine: Engine, *, document_key: int, reason: str) -> str:
    """Take it out and give the id of its case; asked again after a crash it removes the bytes that were left.

    Raises InputRejected (no reason), NotFound, Conflict (a file that no case has: its owner removes it).
    """
    require_reason(reason)
    with engine.unit_of_work() as uow:
        file = documents.find_file(uow.connection, key=document_key)
        if file is None:
            raise document_not_found()
        case = file.record.instance_key
        if case is None:
            raise Conflict(
                Text(
                    vi="Tệp chưa thuộc hồ sơ nào; người tải lên tự bỏ được. Không có gì thay đổi.",
                    en="The file belongs to no case; whoever uploaded it can remove it. Nothing has changed.",
                ),
                code="document_in_no_case",
            )
        gone = [file, *edited_files.saved_before(uow.connection, document_key)]
        if file.state is not DocumentState.DELETED:
            record_event(uow, SYSTEM, instance_key=case, action=ACTION, reason=reason, sha256=file.record.sha256)
            for one in gone:
                documents.take_out(uow.transaction, one.record.key, case)
        number = str(case_row(uow.connection, case).business_id)
    for one in gone:  # should this process die here, the collection finds those that were saved over
        engine.objects.destroy(one.object_name)
        engine.objects.delete_folder(f"{VIEW_PREFIX}{one.record.key}/")
    return number
