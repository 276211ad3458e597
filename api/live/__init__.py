"""Pages that hear of news while they are open: one connection to PostgreSQL a process, none a page."""

from api.live.desks import Desks
from api.live.stream import event, news_stream

__all__ = ["Desks", "event", "news_stream"]
