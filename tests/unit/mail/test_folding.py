"""Long headers come back as they were written, and no line of a message is long."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header

from hypothesis import given
from hypothesis import strategies as st

from engine.mail.message import LONGEST_SUBJECT, Mail, compose

WORDS = st.sampled_from(["Nhắc", "việc", "công", "văn", "đôn", "đốc", "hồ", "sơ", "123/NQ-HĐND", "of", "plain"])
TEXTS = st.lists(WORDS, min_size=1, max_size=90).map(lambda words: " ".join(words)[:LONGEST_SUBJECT].strip())
LONGEST_LINE = 100
MORNING = datetime(2026, 11, 25, tzinfo=UTC)


@given(subject=TEXTS, name=TEXTS)
def test_no_space_is_lost_where_a_line_ends(subject: str, name: str) -> None:
    mail = Mail(
        to="a@b.example", subject=subject, text="x", message_id="<1@b>", sent_at=datetime(2026, 11, 25, tzinfo=UTC)
    )
    sent = compose(mail, sender="c@d.example", sender_name=name).as_bytes()
    assert max(len(line) for line in sent.splitlines()) <= LONGEST_LINE
    assert message_from_bytes(sent, policy=policy.default)["Subject"] == subject
    assert str(make_header(decode_header(message_from_bytes(sent)["From"]))) == f"{name} <c@d.example>"
