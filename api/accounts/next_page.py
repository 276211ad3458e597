"""Where to go after signing in: a path of ours, never another site."""

from urllib.parse import urlsplit

_LONGEST = 2000


def safe_next(target: str | None) -> str:
    """Give the local path (with query) that `target` names, or `/` when it leads elsewhere or nowhere."""
    if not target or len(target) > _LONGEST or not target.isprintable() or "\\" in target:
        return "/"
    if not target.startswith("/") or target.startswith("//"):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
