"""Documents for others in a folder that both sides reach: one subfolder a recipient, one folder a document.

A document appears whole or not at all; one that is there already is left as it is.
"""

import json
import os
import shutil
from pathlib import Path

from engine.content import clean_file_name
from engine.errors import Text, Unavailable
from engine.operations.dispatch.channels import FOLDER, Parcel
from engine.store.queries.directory import DirectoryUnit

_LONGEST_NAME = 60  # letters; a name on disk has at most 255 bytes


class FolderChannel:
    """Drops parcels into a folder; nobody answers over it."""

    code = FOLDER
    answers = False

    def __init__(self, folder: Path) -> None:
        """Take the folder, which must exist when something is sent."""
        self._folder = folder

    def address_of(self, unit: DirectoryUnit) -> str | None:
        """Name the recipient's subfolder after its code."""
        return unit.code

    def send(self, parcel: Parcel) -> None:
        """Write the files and what is known of the document, then let them appear under their final name."""
        target = self._folder / parcel.address / parcel.message_id
        making = target.with_name(f".{parcel.message_id}.part")
        try:
            if target.exists():
                return
            target.parent.mkdir(exist_ok=True)
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            for position, one in enumerate(parcel.message.attachments, start=1):
                _write(
                    making / f"{position:02d}-{clean_file_name(one.file_name, max_length=_LONGEST_NAME)}", one.content
                )
            _write(making / "van-ban.json", _described(parcel))
            making.rename(target)
        except OSError as error:
            raise Unavailable(
                Text(vi="Không ghi được vào thư mục trao đổi tệp.", en="The exchange folder cannot be written."),
                code="exchange_folder_unavailable",
            ) from error


def _described(parcel: Parcel) -> bytes:
    message = parcel.message
    told = {
        "so_ky_hieu": f"{message.number}/{message.code}",
        "ngay": message.issued_on.isoformat(),
        "trich_yeu": message.subject,
        "loai_van_ban": message.type_name,
        "noi_gui": message.sender.name,
        "noi_nhan": message.receiver.name,
        "nguoi_ky": message.signer,
        "loai_nghiep_vu": message.kind,
        "ly_do": message.reason,
        "van_ban_lien_quan": message.concerns,
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8")


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
