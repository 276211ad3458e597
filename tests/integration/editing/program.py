"""Office programs as they speak: the requests of Word, in its order, with its headers."""

from typing import Any, Self

import httpx
from lxml import etree

from tests.integration.api.conftest import NO_CERTIFICATES

DAV = "{DAV:}"
LOCK = (
    '<?xml version="1.0" encoding="utf-8" ?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>'
    "<D:locktype><D:write/></D:locktype><D:owner><D:href>PC-01\\oanh</D:href></D:owner></D:lockinfo>"
)
# An empty bearer: Word offers to sign in to a cloud that nobody asked for.
OF_WORD = {"Authorization": "Bearer", "X-Office-Major-Version": "16", "X-FeatureVersion": "1", "Translate": "f"}


class Word:
    """Word with one file open."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.folder = address.rpartition("/")[0] + "/"
        self.client = httpx.Client(timeout=30, verify=NO_CERTIFICATES, headers=OF_WORD)
        self.lock = ""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program, without a word to the server."""
        self.client.close()

    def ask(self, method: str, *, folder: bool = False, **options: Any) -> httpx.Response:
        """Send one request."""
        return self.client.request(method, self.folder if folder else self.address, **options)

    def open(self) -> bytes:
        """Open the file for editing; give its bytes."""
        discovered = self.ask("OPTIONS", folder=True, headers={"User-Agent": "Microsoft Office Protocol Discovery"})
        assert discovered.status_code == 200
        assert discovered.headers["ms-author-via"] == "DAV"
        assert "2" in discovered.headers["dav"]
        exists = self.ask("HEAD", headers={"User-Agent": "Microsoft Office Existence Discovery"})
        assert (exists.status_code, exists.content) == (200, b"")
        locked = self.take_lock()
        assert locked.status_code == 200, locked.text
        got = self.ask("GET", headers={"User-Agent": "Microsoft Office Word 2014", "Depth": "0"})
        assert got.status_code == 200
        assert got.headers["etag"] == exists.headers["etag"]
        return got.content

    def take_lock(self) -> httpx.Response:
        """Ask for the lock."""
        headers = {"Timeout": "Second-3600", "Depth": "0", "Content-Type": "text/xml; charset=utf-8"}
        answer = self.ask("LOCK", content=LOCK, headers=headers)
        if answer.status_code == 200:
            self.lock = answer.headers["lock-token"].strip("<>")
        return answer

    def hold_lock(self) -> httpx.Response:
        """Ask for the lock to last longer."""
        return self.ask("LOCK", headers={"If": f"(<{self.lock}>)", "Timeout": "Second-3600"})

    def put(self, content: bytes) -> httpx.Response:
        """Send the file."""
        return self.ask("PUT", content=content, headers={"If": f"(<{self.lock}>)"})

    def save(self, content: bytes) -> None:
        """Save."""
        assert self.hold_lock().status_code == 200
        put = self.put(content)
        assert put.status_code == 204, put.text
        assert self.ask("HEAD").headers["etag"] == put.headers["etag"]
        assert self.properties(DAV + "getetag")[DAV + "getetag"] == put.headers["etag"]

    def close(self) -> None:
        """Close the file."""
        answer = self.ask("UNLOCK", headers={"Lock-Token": f"<{self.lock}>"})
        assert answer.status_code == 204, answer.text

    def properties(self, *names: str, **options: Any) -> dict[str, str]:
        """Ask for properties (none named: all) of the file; give those that it has, as text."""
        return properties_in(self.find(*names, **options).content)[0]

    def find(self, *names: str, folder: bool = False, depth: str = "0") -> httpx.Response:
        """Send a PROPFIND."""
        root = etree.Element(f"{DAV}propfind")
        if names:
            inner = etree.SubElement(root, f"{DAV}prop")
            for name in names:
                etree.SubElement(inner, name)
        body = etree.tostring(root) if names else b""
        answer = self.ask("PROPFIND", folder=folder, content=body, headers={"Depth": depth})
        assert answer.status_code == 207, answer.text
        return answer


def properties_in(body: bytes) -> list[dict[str, str]]:
    """Read a multistatus: for each resource the properties that it has, as text."""
    found = []
    for response in etree.fromstring(body).iterfind(f"{DAV}response"):
        known: dict[str, str] = {}
        for propstat in response.iterfind(f"{DAV}propstat"):
            if " 200 " in (propstat.findtext(f"{DAV}status") or ""):
                prop = propstat.find(f"{DAV}prop")
                assert prop is not None
                known |= {str(one.tag): "".join(one.itertext()) for one in prop}
        found.append(known)
    return found
