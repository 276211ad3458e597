"""What can be seen of a file: pictures of its pages, and its text, made in a child process that nobody has to trust.

Files come from strangers. The process that serves people never decodes one: `engine.viewing.draw` and `read` run in
a child with bounds on time, memory and what it may write, and whatever a file does to it, only the child ends.
"""

from engine.viewing.ask import ask as ask_child
from engine.viewing.ask import no_room
from engine.viewing.changes import Block, compare_texts
from engine.viewing.dangers import Danger, find_danger
from engine.viewing.office import is_office, office_program, office_to_pdf
from engine.viewing.pages import MEDIA_TYPE, MOST_BYTES, PDF, Drawn, Picture, Problem, Shape, draw_pages, is_drawable
from engine.viewing.scans import read_scan, read_stamps, scan_program
from engine.viewing.texts import is_readable, is_written_in_pages, read_text
from engine.viewing.words import hint

__all__ = [
    "MEDIA_TYPE",
    "MOST_BYTES",
    "PDF",
    "Block",
    "Danger",
    "Drawn",
    "Picture",
    "Problem",
    "Shape",
    "ask_child",
    "compare_texts",
    "draw_pages",
    "find_danger",
    "hint",
    "is_drawable",
    "is_office",
    "is_readable",
    "is_written_in_pages",
    "no_room",
    "office_program",
    "office_to_pdf",
    "read_scan",
    "read_stamps",
    "read_text",
    "scan_program",
]
