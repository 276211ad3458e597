import io

import pytest
from sqlalchemy import text

from api.cli import main
from api.commands.operator import operator
from engine.operations import Engine
from tests.integration.api.conftest import Served, sign_in
from tests.office import PASSWORD

pytestmark = pytest.mark.usefixtures("environment")

GIVEN = "một mật khẩu đủ dài"


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines() if "=" in line)


def may_sign_in(served: Served, username: str, password: str) -> bool:
    with served.anonymous() as client:
        return sign_in(client, username, password).status_code == 303


def test_an_added_person_signs_in_with_the_password_shown_once(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    added = ["person", "add", "ha.thi.mo", "--name", "Hà Thị Mơ", "--title", "Chuyên viên", "--group", "van_thu"]
    assert main(added) == 0
    shown = told(capsys)
    assert may_sign_in(served, "ha.thi.mo", shown["password"])
    assert main(["person", "list"]) == 0
    assert "ha.thi.mo\tHà Thị Mơ\t\tvan_thu" in capsys.readouterr().out.splitlines()


def test_a_password_may_come_from_standard_input_and_is_not_shown(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GIVEN + "\n"))
    assert main(["person", "add", "ha.thi.mo", "--name", "Hà Thị Mơ", "--password-stdin"]) == 0
    assert GIVEN not in capsys.readouterr().out
    assert may_sign_in(served, "ha.thi.mo", GIVEN)


def test_a_new_password_ends_what_the_old_one_opened(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    with served.person("le.kim.oanh") as client:
        assert client.get("/viec").status_code == 200
        assert main(["person", "password", "le.kim.oanh"]) == 0
        shown = told(capsys)
        assert shown["sign_ins_ended"] == "1"
        assert client.get("/viec").status_code == 303
    assert not may_sign_in(served, "le.kim.oanh", PASSWORD)
    assert may_sign_in(served, "le.kim.oanh", shown["password"])


def test_whoever_is_disabled_is_out_at_once_until_enabled(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    with served.person("le.kim.oanh") as client:
        assert main(["person", "disable", "le.kim.oanh"]) == 0
        assert told(capsys) == {"active": "false", "sign_ins_ended": "1"}
        assert client.get("/viec").status_code == 303
    assert not may_sign_in(served, "le.kim.oanh", PASSWORD)
    assert main(["person", "enable", "le.kim.oanh"]) == 0
    assert may_sign_in(served, "le.kim.oanh", PASSWORD)


def test_groups_are_replaced(served: Served) -> None:
    assert main(["person", "groups", "le.kim.oanh", "--group", "van_thu", "--group", "luu_tru"]) == 0
    with served.person("le.kim.oanh") as client:
        assert sorted(client.get("/v2/authentication/me").json()["groups"]) == ["luu_tru", "van_thu"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["add", "bui.xuan.tuong", "--name", "Ai đó"], "đã có người"),
        (["add", "a:b", "--name", "Ai đó"], "không làm tên đăng nhập được"),
        (["add", "moi", "--name", "Ai đó", "--group", "khong_co"], "Không có nhóm “khong_co”"),
        (["add", "moi", "--name", "Ai đó", "--unit", "khong_co"], "Không có đơn vị “khong_co”"),
        (["groups", "le.kim.oanh", "--group", "khong_co"], "Không có nhóm “khong_co”"),
        (["password", "khong.co.ai"], "Không có ai"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    words: list[str], reason: str, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["person", *words]) == 1
    written = capsys.readouterr()
    assert reason in written.err
    assert not written.out
    assert may_sign_in(served, "le.kim.oanh", PASSWORD)
    assert main(["person", "list"]) == 0
    assert "moi\t" not in capsys.readouterr().out


def test_a_short_password_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, served: Served
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ngắn\n"))
    assert main(["person", "password", "le.kim.oanh", "--password-stdin"]) == 1
    assert "12 ký tự" in capsys.readouterr().err
    assert may_sign_in(served, "le.kim.oanh", PASSWORD)


def test_a_forgotten_name_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["person", "add"]) == 2
    assert "sign-in name" in capsys.readouterr().err


def test_what_operators_do_is_on_the_chain_of_administration_and_no_password_is(
    served: Served, engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GIVEN + "\n"))
    assert main(["person", "add", "ha.thi.mo", "--name", "Hà Thị Mơ", "--password-stdin"]) == 0
    for words in (["password"], ["groups", "--group", "van_thu"], ["disable"], ["enable"]):
        assert main(["person", words[0], "ha.thi.mo", *words[1:]]) == 0
    assert main(["client", "add", "kho-luu-tru"]) == 0
    assert main(["person", "disable", "khong.co.ai"]) == 1
    with engine.unit_of_work() as uow:
        acts = uow.connection.execute(
            text(
                "SELECT action, element_id, payload FROM audit_event JOIN audit_payload USING (instance_key, sequence)"
                " WHERE instance_key = 0 ORDER BY sequence"
            )
        ).all()
    added, *later = [(row.action, row.element_id) for row in acts]
    assert added == ("PersonAdded", "ha.thi.mo")
    assert [action for action, _ in later[:-1]] == [
        "PasswordReset",
        "RolesChanged",
        "PersonDeactivated",
        "PersonReactivated",
    ]
    assert later[-1] == ("PersonAdded", "kho-luu-tru")
    assert {row.payload["operator"] for row in acts} == {operator()}
    assert GIVEN not in str([row.payload for row in acts])
    capsys.readouterr()
    assert main(["audit", "verify"]) == 0
    assert "6 việc quản trị" in capsys.readouterr().out
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE audit_event SET actor = 'ai' WHERE instance_key = 0 AND sequence = 2"))
    assert main(["audit", "verify"]) == 1
    assert "Nhật ký quản trị: sự kiện 2 bị sửa." in capsys.readouterr().out
