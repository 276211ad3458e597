"""Files as office programs open and save them: RFC 4918 class 2, of one file an address, as far as they need it.

What may be done is decided by `engine.operations.editing`; here is the protocol alone.
"""

from api.webdav.routes import router

__all__ = ["router"]
