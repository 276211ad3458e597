"""Which files a file field takes."""

import pytest

from engine.forms import accepts
from tests.unit.forms.building import field, form


@pytest.mark.parametrize(
    ("accept", "name", "media_type", "taken"),
    [
        ("", "a.exe", "application/octet-stream", True),
        (".pdf,.docx", "Tờ trình.PDF", "application/pdf", True),
        (".pdf", "a.pdf.exe", "application/octet-stream", False),
        ("image/*", "a.png", "image/png", True),
        ("image/*", "a.pdf", "application/pdf", False),
        ("application/pdf", "a", "application/pdf", True),
    ],
)
def test_a_field_takes_what_it_accepts(accept: str, name: str, media_type: str, taken: bool) -> None:
    [component] = form(field("filepicker", "tep", accept=accept)).components
    assert accepts(component, name, media_type) is taken
