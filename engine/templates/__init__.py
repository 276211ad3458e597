"""Official documents by Decree 30/2020, Annex I: drafting in Word, the check of a draft's layout, the final PDF.

Pure: bytes and records in, bytes out. Templates and drafts of strangers are opened within bounds and never run.
"""

from engine.templates.adds_nothing import adds_nothing
from engine.templates.check_docx import Deviation, check_docx
from engine.templates.draft_docx import FIELDS, Draft, draft_template, drafts
from engine.templates.fill_blanks import fill_blanks
from engine.templates.fill_docx import fill_docx
from engine.templates.official import Appendix, Block, OfficialDocument, set_pdf
from engine.templates.read_draft import DraftText, read_draft

__all__ = [
    "FIELDS",
    "Appendix",
    "Block",
    "Deviation",
    "Draft",
    "DraftText",
    "OfficialDocument",
    "adds_nothing",
    "check_docx",
    "draft_template",
    "drafts",
    "fill_blanks",
    "fill_docx",
    "read_draft",
    "set_pdf",
]
