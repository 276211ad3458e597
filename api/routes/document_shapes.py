"""The JSON of `/v2/documents`: names as in Camunda 8's document API, so that its clients work unchanged."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from api.json_text import read_json
from api.problem_texts import findings_of
from api.routes.shapes import Incoming, KeyIn, Outgoing, key_text
from engine.content import clean_file_name
from engine.errors import Finding, InputRejected, Text
from engine.model.document import DocumentPlace
from engine.model.records import DocumentRecord
from engine.operations.documents.upload_document import Upload

STORE_ID: Final = "hoidong"
_LONGEST_NAME = 1000


class CustomProperties(Incoming):
    """What we understand beside Camunda's own fields: the open task and the form field that the file is for."""

    user_task_key: KeyIn | None = None
    field: Annotated[str | None, Field(max_length=200)] = None


class Metadata(Incoming):
    """What a sender says of a file. Only what we can keep to is taken; the rest is refused by name."""

    model_config = ConfigDict(
        title="DocumentMetadata",
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        json_schema_extra={"examples": [{"fileName": "Tờ trình.docx", "customProperties": {"field": "du_thao"}}]},
    )

    content_type: Annotated[str | None, Field(max_length=200)] = None
    file_name: Annotated[str | None, Field(max_length=_LONGEST_NAME)] = None
    size: Annotated[int | None, Field(ge=0)] = None
    process_instance_key: KeyIn | None = None
    custom_properties: CustomProperties = CustomProperties()

    @property
    def place(self) -> DocumentPlace:
        """Give where the file is meant to go."""
        properties = self.custom_properties
        return DocumentPlace(
            instance_key=self.process_instance_key, task_key=properties.user_task_key, field=properties.field
        )

    def check(self, upload: Upload) -> None:
        """Raise InputRejected when the metadata contradicts the file that came with it."""
        wrong = [
            name
            for name, differs in (
                ("fileName", self._names_another(upload)),
                ("contentType", self.content_type is not None and not upload.is_declared_well(self.content_type)),
                ("size", self.size is not None and self.size != upload.size_bytes),
            )
            if differs
        ]
        if wrong:
            text = Text(
                vi=f"Thông tin kèm theo không khớp với tệp: {', '.join(wrong)}. Chưa lưu.",
                en=f"The metadata does not fit the file: {', '.join(wrong)}. Nothing was saved.",
            )
            code = "document_metadata_differs"
            findings = tuple(Finding(code=code, text=text, field=f"metadata.{name}") for name in wrong)
            raise InputRejected(text, code=code, findings=findings)

    def _names_another(self, upload: Upload) -> bool:
        if self.file_name is None:
            return False
        return clean_file_name(self.file_name, max_length=_LONGEST_NAME) != upload.file_name


class ReferenceProperties(Outgoing):
    """What we tell beside Camunda's own fields."""

    version: int
    field: str | None
    uploaded_by: str
    user_task_key: str | None


class ReferenceMetadata(Outgoing):
    """What is known of a stored file."""

    content_type: str
    file_name: str
    expires_at: datetime | None
    size: int
    process_definition_id: str | None
    process_instance_key: str | None
    custom_properties: ReferenceProperties


class DocumentReference(Outgoing):
    """A stored file as others refer to it; `contentHash` is the SHA-256 in hexadecimal."""

    camunda_document_type: Annotated[Literal["camunda"], Field(alias="camunda.document.type")] = "camunda"
    store_id: str
    document_id: str
    content_hash: str
    metadata: ReferenceMetadata


def read_metadata(content: bytes) -> Metadata:
    """Read the part `metadata`; raises InputRejected with one finding a field."""
    try:
        return Metadata.model_validate(read_json(content))
    except ValidationError as error:
        findings = findings_of([{**each, "loc": ("metadata", *each["loc"])} for each in error.errors()])
        fields = ", ".join(finding.field or "metadata" for finding in findings[:5])
        text = Text(
            vi=f"Thông tin kèm theo tệp có trường chưa đúng: {fields}. Chưa lưu.",
            en=f"The metadata has fields to mend: {fields}. Nothing was saved.",
        )
        raise InputRejected(text, code="document_metadata_invalid", findings=findings) from error


def reference_of(record: DocumentRecord, metadata: Metadata) -> DocumentReference:
    """Write the answer to an upload."""
    return DocumentReference(
        store_id=STORE_ID,
        document_id=str(record.key),
        content_hash=record.sha256,
        metadata=ReferenceMetadata(
            content_type=record.content_type,
            file_name=record.file_name,
            expires_at=None,
            size=record.size_bytes,
            process_definition_id=None,
            process_instance_key=key_text(record.instance_key),
            custom_properties=ReferenceProperties(
                version=record.version,
                field=record.field,
                uploaded_by=record.uploaded_by,
                user_task_key=key_text(metadata.custom_properties.user_task_key),
            ),
        ),
    )
