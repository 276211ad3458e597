"""LibreOffice itself opens the address, edits and saves: by a macro in a profile of its own, without a screen."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.integration.editing.drafting import Drafting, words_of
from tests.integration.editing.program import DAV, Word

SOFFICE = shutil.which("soffice")
WITHIN_S = 150
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Mend
  On Error GoTo Failed
  Dim options(0) As New com.sun.star.beans.PropertyValue
  options(0).Name = "Hidden"
  options(0).Value = True
  opened = StarDesktop.loadComponentFromURL("ADDRESS", "_blank", 0, options())
  told = "readonly=" &amp; opened.isReadOnly()
  replacing = opened.createReplaceDescriptor()
  replacing.SearchString = "huyện"
  replacing.ReplaceString = "xã"
  opened.replaceAll(replacing)
  opened.store()
  opened.Text.insertString(opened.Text.getEnd(), " (lần hai)", False)
  opened.store()
  opened.close(True)
Failed:
  If Err &lt;&gt; 0 Then told = Error$
  number = FreeFile
  Open "REPORT" For Output As #number
  Print #number, told
  Close #number
  StarDesktop.terminate()
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""


def office(folder: Path, *arguments: str) -> str:
    """Run LibreOffice without a screen, in a profile of its own; give what it says."""
    command = [str(SOFFICE), "--headless", "--norestore", f"-env:UserInstallation={folder.as_uri()}", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as program:
        try:
            return program.communicate(timeout=WITHIN_S)[0]
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)  # what it has started, too
            raise


@pytest.mark.slow
@pytest.mark.timeout(WITHIN_S * 2)
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_locks_saves_twice_and_lets_go(drafting: Drafting, tmp_path: Path) -> None:
    address = drafting.address()
    report = tmp_path / "report"
    office(tmp_path / "profile", "--terminate_after_init")  # which makes the profile
    basic = tmp_path / "profile/user/basic/Standard"
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    macro = MACRO.replace("ADDRESS", address).replace("REPORT", str(report))
    (basic / "Module1.xba").write_text(macro, encoding="utf-8")
    said = office(tmp_path / "profile", "macro:///Standard.Module1.Mend")
    assert report.exists(), said
    assert report.read_text(encoding="utf-8").strip() == "readonly=False"
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    [newest] = drafting.named()
    assert words_of(drafting.content(newest)) == ["Kính gửi xã Thạch Lam (lần hai)"]
    assert "Bản lưu trước đó trong Word: 1" in drafting.page().text_content()
    with Word(address) as other:
        assert other.properties()[DAV + "lockdiscovery"] == ""
