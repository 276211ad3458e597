import pytest

from api.cli import main
from tests.integration.api.conftest import Served


@pytest.mark.usefixtures("environment")
def test_an_added_client_signs_in_with_the_secret_shown_once(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["client", "add", "kho-luu-tru", "--name", "Kho lưu trữ"]) == 0
    shown = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines() if line.startswith("client_"))
    with served.anonymous() as client:
        answer = client.post("/oauth/token", data={"grant_type": "client_credentials", **shown})
        assert answer.status_code == 200
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert client.get("/v2/authentication/me", headers=bearer).json()["groups"] == ["may_tich_hop"]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("client_id", ["tich-hop", "bui.xuan.tuong", "a:b", " ", "x" * 300])
def test_a_name_that_is_taken_or_unfit_is_refused(client_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["client", "add", client_id]) == 1
    assert "client_secret" not in capsys.readouterr().out
