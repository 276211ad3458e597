"""Make uploaded files part of a case: at its start, when a task is completed, or when a job has made one.

It is called inside those commands' transactions and moves no bytes.
"""

from collections.abc import Collection, Mapping, Sequence

from engine.errors import Finding, InputRejected, Text
from engine.forms import Component, Form, accepts, file_answers
from engine.model.actor import Actor
from engine.model.document import DocumentState, StoredFile
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.operations.documents.document_access import may_read
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.document_texts import announce_text

_LONGER_THAN_A_KEY = 19  # digits; 64-bit keys of ours are shorter


def attach_documents(
    uow: UnitOfWork,
    actor: Actor,
    *,
    keys: Sequence[int],
    instance_key: int,
    task_key: int | None = None,
    field: str | None = None,
) -> tuple[DocumentRecord, ...]:
    """Attach the documents `keys` to a case under `field` and give them in the order of `keys`.

    Each must be stored and either uploaded by `actor` and not yet part of any case, or part of this case already, or a
    file of the case that called it and that it has too (both change nothing; people from outside name only what they
    may read). The caller has checked that the actor may act on the case. Raises InputRejected with one finding for each
    key that does not fit; then nothing is attached.
    """
    files = documents.lock_files(uow.connection, set(keys))
    of_case = {key for key, file in files.items() if file.record.instance_key == instance_key}
    of_case |= documents.shared_among(uow.connection, instance_key, set(keys))
    wrong = tuple(_finding(field) for key in keys if not _fits(uow, files.get(key), actor, of_case))
    if wrong:
        raise InputRejected(wrong[0].text, code="document_not_attachable", findings=wrong)
    for key in dict.fromkeys(keys):
        if files[key].record.instance_key is None:
            documents.attach(uow.transaction, files[key], instance_key=instance_key, task_key=task_key, field=field)
            announce_text(uow.transaction, key)
    attached = documents.lock_files(uow.connection, set(keys))
    return tuple(attached[key].record for key in keys)


def attach_form_documents(
    uow: UnitOfWork,
    actor: Actor,
    *,
    form: Form,
    data: Mapping[str, JsonValue],
    instance_key: int,
    task_key: int | None = None,
) -> tuple[DocumentRecord, ...]:
    """Attach what the file fields of a validated form name (each holds a list of document keys as strings).

    Raises InputRejected as `attach_documents` does, with the field in which the key stands, and when a file is of no
    kind that its field accepts.
    """
    attached: list[DocumentRecord] = []
    for path, component, named in file_answers(form, data):
        keys = [_key_of(item) for item in named]
        taken = attach_documents(uow, actor, keys=keys, instance_key=instance_key, task_key=task_key, field=path)
        _require_accepted(component, path, taken)
        attached += taken
    return tuple(attached)


def _require_accepted(component: Component, path: str, files: Sequence[DocumentRecord]) -> None:
    kinds = ", ".join(component.accept)
    wrong = tuple(
        Finding(
            code="file_kind_refused",
            text=Text(
                vi=f"Tệp “{file.file_name}” không thuộc loại được nhận ({kinds}).",
                en=f"The file “{file.file_name}” is of no kind accepted here ({kinds}).",
            ),
            field=path,
            element_id=component.id,
        )
        for file in files
        if not accepts(component, file.file_name, file.content_type)
    )
    if wrong:
        raise InputRejected(wrong[0].text, code="file_kind_refused", findings=wrong)


def _key_of(value: JsonValue) -> int:
    """Read a key; what is no key becomes one that no document has, and is refused like any unknown one."""
    is_key = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _LONGER_THAN_A_KEY
    return int(str(value)) if is_key else 0


def _fits(uow: UnitOfWork, file: StoredFile | None, actor: Actor, of_case: Collection[int]) -> bool:
    if file is None or file.state is not DocumentState.STORED:
        return False
    if file.record.instance_key is None:
        return file.record.uploaded_by == actor.username
    return file.record.key in of_case and (not actor.outside or may_read(uow, actor, file.record))


def _finding(field: str | None) -> Finding:
    # One text for "unknown", "not finished" and "somebody else's": a stranger learns nothing by guessing keys.
    return Finding(
        code="document_not_attachable",
        text=Text(
            vi="Tệp đính kèm không còn hoặc chưa tải xong. Hãy tải tệp lên lại.",
            en="The attached file is gone or its upload has not ended. Please upload the file again.",
        ),
        field=field,
    )
