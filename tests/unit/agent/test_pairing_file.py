"""The program speaks to one server, over TLS, and keeps what opens it for its owner alone."""

from pathlib import Path

import pytest

from engine.agent.pairing_file import Pairing, load, origin_of, save
from engine.errors import InputRejected

PAIRING = Pairing(
    server="https://hoidong.example",
    token="geheim",
    display_name="Bùi Xuân Tường",
    library="/driver.so",
    token_label="t",
    key_label="k",
)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://hoidong.example/viec?x=1", "https://hoidong.example"),
        ("hoidong.example", "https://hoidong.example"),
        ("https://hoidong.example:8443", "https://hoidong.example:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_the_origin_of_a_server_is_taken(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    ["http://hoidong.example", "ftp://hoidong.example", "https://", "", "https://a:b@hoidong.example", "https://a:x"],
)
def test_a_server_that_could_be_anybody_is_refused(address: str) -> None:
    with pytest.raises(InputRejected, match="https://"):
        origin_of(address)


def test_the_pairing_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "folder" / "sign-agent.json"
    save(PAIRING, place)
    save(PAIRING, place)
    assert load(place) == PAIRING
    assert place.stat().st_mode & 0o777 == 0o600
    assert "geheim" not in repr(PAIRING)


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"server": 1, "more": 2}'])
def test_a_pairing_that_cannot_be_read_is_told(tmp_path: Path, written: str) -> None:
    place = tmp_path / "sign-agent.json"
    with pytest.raises(InputRejected, match="not paired"):
        load(place)
    place.write_text(written)
    with pytest.raises(InputRejected, match="cannot be read"):
        load(place)
