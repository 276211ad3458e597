"""What administrators call a code list and a number series; keys stay beside the names, for those who write models."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.register_forms import FORMS, book_name
from api.pages.words import Words
from engine.errors import Text
from engine.operations.cases.case_number import CASE_SERIES
from engine.operations.registers.allocate_number import BOOK_SERIES
from engine.operations.registers.list_series import Series
from engine.operations.upkeep.seed import LISTS, STATES
from engine.store.queries.directory import DirectoryUnit

_COMMON = "chung"  # kinds of documents that share one series of their issuer
_NORMATIVE = "QPPL"
_COPIES = {"SY": "sao_y", "SL": "sao_luc", "TrS": "trich_sao"}
_KINDS_OF_COPIES, _KINDS_OF_DOCUMENTS = "sao_y_so_hoa.yeu_cau_sao.loai_sao", "loai_van_ban"
_STATES_OF_CASES = Text(vi="Trạng thái hồ sơ", en="Case states")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListName:
    """A code list's title, and the process that alone uses it (None: everywhere)."""

    title: str
    process: str | None = None


def list_name(words: Words, key: str) -> ListName:
    """Name a code list; one that was never titled goes by its key."""
    owner, _, rest = key.partition(".")
    if owner == STATES:
        return ListName(title=_STATES_OF_CASES.in_language(words.language), process=words.process_name(rest))
    return ListName(title=words.code(LISTS, key), process=words.process_name(owner) if rest else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesNames:
    """Names of number series, from what the Office calls its units, processes and kinds of documents."""

    words: Words
    units: Mapping[str, DirectoryUnit]
    processes: Mapping[str, str]  # the process whose cases a prefix counts

    def title(self, series: Series) -> str:
        """Give what a series counts: ids of cases of a process, documents of an issuer, lines of a register."""
        if series.family == CASE_SERIES:
            return self._cases(series.code)
        issuer, _, rest = series.code.partition(":")
        return self._register(rest) if issuer == BOOK_SERIES else self._documents(issuer, rest.split(":"))

    def _cases(self, prefix: str) -> str:
        process = self.processes.get(prefix)
        if process is None:
            return self._say("Mã hồ sơ của quy trình không có ký hiệu riêng", "Case ids of processes without a prefix")
        name = self.words.process_name(process)
        return self._say(f"Mã hồ sơ: {name}", f"Case ids: {name}")

    def _register(self, book: str) -> str:
        form = next((one for one in FORMS if one.register == book.partition(":")[0]), None)
        named, part = (form.title if form else Text(vi=book, en=book)), book_name(book, self.words)
        titles = [title.in_language(self.words.language) for title in (named, part) if title is not None]
        return ", ".join(titles)

    def _documents(self, issuer: str, kinds: list[str]) -> str:
        unit = self.units.get(issuer)
        who = unit.name if unit else issuer
        if kinds[0] in _COPIES:
            what = self.words.code(_KINDS_OF_COPIES, _COPIES[kinds[0]])
        elif kinds[0] == _COMMON:
            what = self._say("Các loại văn bản chung một dãy", "Documents of one common series")
        else:
            what = self.words.code(_KINDS_OF_DOCUMENTS, kinds[0])
        if _NORMATIVE in kinds[1:]:
            what = self._say(f"{what} quy phạm pháp luật", f"{what} (normative)")
        return f"{what}: {who}"

    def _say(self, vi: str, en: str) -> str:
        return en if self.words.language == "en" else vi
