"""The forms of a scenario: their ids, each with the tag of its one version."""

import json
from collections.abc import Mapping

from engine.model.forms import FormReference, form_not_found


class Forms:
    """Forms by id; all of them were deployed together with the process."""

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags = tags

    def find(self, form: FormReference) -> int | None:
        """Find the form of this id, which must carry the tag that is asked for."""
        if form.form_id not in self._tags or form.version_tag not in {None, self._tags[form.form_id]}:
            raise form_not_found(form)
        return None


def form_file(form_id: str, tag: str) -> bytes:
    """Draw a form without fields."""
    return json.dumps({"id": form_id, "versionTag": tag, "type": "default", "components": []}).encode()
