"""Electronic mail: what a message is, and the one way to hand it to the Office's mail server (SMTP).

It knows no case, no person and no transaction: whoever sends decides what may be said, and when to try again.
"""

from engine.mail.message import Attachment, Mail, is_address, message_id
from engine.mail.smtp import MailServer, SmtpSettings

__all__ = ["Attachment", "Mail", "MailServer", "SmtpSettings", "is_address", "message_id"]
