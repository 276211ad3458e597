"""Tell somebody on their desk that a save was not taken: office programs show their own words for every refusal."""

from typing import Final

from engine.errors import NotFound, Text
from engine.operations.documents.download_document import readable_file
from engine.operations.editing.edited import Reached, address_of
from engine.operations.engine import Engine
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.store import edited_files
from engine.store.notices import has_unread, insert_notices

CODE: Final = "edit_refused"


def tell_refused(engine: Engine, rules: SignInRules, at: Reached, why: Text) -> None:
    """Leave a notice, once until it is read; nothing to whom the file is no longer for."""
    with engine.unit_of_work() as uow:
        try:
            address = address_of(uow, rules, at)
            file = edited_files.find_edited(uow.connection, address.file_key)
            if file is None:
                return
            record = readable_file(uow, address.actor, document_key=file.current_key).record
        except NotFound:
            return
        username, source = address.actor.username, f"edited_file:{file.key}"
        if has_unread(uow.connection, username, code=CODE, source_key=source):
            return
        name = record.file_name
        insert_notices(
            uow.transaction,
            [username],
            instance_key=file.instance_key,
            code=CODE,
            data={
                "vi": f"Bản lưu từ Word của tệp “{name}” không được nhận. {why.vi}",
                "en": f"What Word saved of the file “{name}” was not taken. {why.en}",
            },
            source_key=source,
        )
