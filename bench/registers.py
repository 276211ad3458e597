"""`python -m bench.registers [LINES]`: registers and the search in files with a million documents, beside a thousand.

Writes 1,000 documents' records (a line of the register of incoming documents, a file and the words of it each, in cases
of ten), measures the pages that read them, writes the rest (default 1,000,000) within the database, and measures again:
p95 in milliseconds and their ratio. Words are in every document, in one of ten, of a thousand, and in one alone.
"""

import json
import sys
import time
from collections.abc import Mapping

from sqlalchemy import Connection, text

from bench import load, looped
from bench.product import Product, installed
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

FEW, MANY = 1_000, 1_000_000
TIMES, SECONDS = 40, 60.0
AT_MOST_MS, AT_MOST_RATIO = 300.0, 1.5
_BATCH = 100_000
_FIRST_KEY = 4_000_000_000_000_000
_CASE_OF = 10  # documents a case
BOOK = "so_van_ban_den:co_quan_nha_nuoc"
LIEN, HAO, OANH = "vu.bich.lien", "mai.thanh.hao", "le.kim.oanh"
_PAGE = f"/van-ban?so={BOOK}&nam=2026"
PAGES: Mapping[str, tuple[str, str]] = {
    "register": (LIEN, _PAGE),
    "register_older": (LIEN, f"{_PAGE}&truoc-dong=500"),
    "register_by_word_of_all": (LIEN, f"{_PAGE}&q=van+ban"),
    "register_by_word_of_ten": (LIEN, f"{_PAGE}&q=nghi+quyet"),
    "register_by_word_of_a_thousand": (LIEN, f"{_PAGE}&q=duong+tinh"),
    "register_by_number": (LIEN, f"{_PAGE}&q=bcsxd77"),
    "register_by_kind": (LIEN, f"{_PAGE}&loai=BC"),
    "register_by_day": (LIEN, f"{_PAGE}&tu=01/03/2026&den=31/03/2026"),
    "register_nothing": (LIEN, f"{_PAGE}&q=khongcotunay"),
    "files_by_word_of_all": (HAO, "/ho-so?q=van+ban"),
    "files_by_word_of_ten": (HAO, "/ho-so?q=nghi+quyet"),
    "files_by_word_of_a_thousand": (HAO, "/ho-so?q=duong+tinh"),
    "files_by_number": (HAO, "/ho-so?q=tep77x"),
    "own_files_by_word_of_all": (OANH, "/ho-so?q=van+ban"),
    "own_files_by_word_of_ten": (OANH, "/ho-so?q=nghi+quyet"),
    "own_files_by_number": (OANH, "/ho-so?q=tep77x"),
}
# In every document; in one of ten; in one of a thousand; in this one alone.
_WORDS = (
    "ARRAY['van','ban','so','hoi','dong','nhan','dan','tinh','cong']"
    " || CASE WHEN g.n % 10 = 3 THEN ARRAY['nghi','quyet'] ELSE ARRAY['bao','cao'] END"
    " || CASE WHEN g.n % 1000 = 7 THEN ARRAY['duong'] ELSE ARRAY[]::text[] END"
)
_ROWS = "generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS g(n)"


def main() -> int:
    """Write, measure and tell; fails when a page is slower than it may be."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    figures: dict[str, float] = {}
    with installed() as product:
        looped.deploy(product)
        [template] = looped.start_cases(product, 1)
        for name, first, last in (("few", 1, FEW), ("many", FEW + 1, many)):
            began = time.perf_counter()
            _write(product, template, first, last)
            figures[f"{name}_load_s"] = round(time.perf_counter() - began, 1)
            figures |= {f"{name}_{page}": value for page, value in _pages(product).items()}
            _tell_load(name, figures)
    slow = [page for page in PAGES if _is_slow(page, figures)]
    print(json.dumps({**figures, "slow": slow}))
    return int(bool(slow))


def _tell_load(name: str, figures: Mapping[str, float]) -> None:
    print(f"{name}: written in {figures[f'{name}_load_s']} s", flush=True)


def _is_slow(page: str, figures: dict[str, float]) -> bool:
    few, many = figures[f"few_{page}_p95_ms"], figures[f"many_{page}_p95_ms"]
    figures[f"{page}_ratio"] = ratio = round(many / few, 2)
    slow = many > AT_MOST_MS or ratio > AT_MOST_RATIO
    print(f"{page:32} p95 {few:8.1f} {many:8.1f} ms  x{ratio:.2f}{'  TOO SLOW' if slow else ''}")
    return slow


def _write(product: Product, template: int, first: int, last: int) -> None:
    """Write the records from `first` to `last`, the newest last, each batch in a transaction of its own."""
    with product.engine.database.sql_engine.connect() as connection:
        for begin in range(first, last + 1, _BATCH):
            end = min(begin + _BATCH - 1, last)
            with connection.begin():
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                _cases(connection, template, begin, end)
                for statement in (_LINES, _DOCUMENTS, _TEXTS):
                    connection.execute(text(statement), {"first": begin, "last": end, "key": _FIRST_KEY})
        with connection.begin():
            counted = {"series": f"register:{BOOK}", "last": last}
            connection.execute(text(_SERIES), counted)
        quiet = connection.execution_options(isolation_level="AUTOCOMMIT")
        quiet.exec_driver_sql("SET statement_timeout = 0")
        quiet.exec_driver_sql("VACUUM (ANALYZE)")  # what autovacuum does in time


def _cases(connection: Connection, template: int, first: int, last: int) -> None:
    """Write the cases of these documents: one for ten, every hundredth of them Oanh's own."""
    own = {
        "key": ":key + g.n * 10",
        "business_id": "'VBD-' || g.n",
        "title": "'Văn bản đến số ' || g.n",
        "search_words": "ARRAY['van','ban','den','so', g.n::text]",
        "started_by": f"CASE WHEN g.n % 100 = 0 THEN '{OANH}' ELSE '{LIEN}' END",
        "started_at": "t.started_at - ((:last - g.n) % 500) * interval '1 hour'",
    }
    names = [column.name for column in core(ProcessInstance).c]
    taken = ", ".join(own.get(name, f"t.{name}") for name in names)
    low, high = -(-first // _CASE_OF), last // _CASE_OF
    numbers = {"first": low, "last": high, "key": _FIRST_KEY, "template": template}
    connection.execute(
        text(
            f"INSERT INTO process_instance ({', '.join(names)}) SELECT {taken} FROM process_instance t, {_ROWS}"  # noqa: S608
            " WHERE t.key = :template"
        ),
        numbers,
    )
    connection.execute(
        text(
            "INSERT INTO case_member (instance_key, principal, role, since)"  # noqa: S608  our own words
            f" SELECT :key + g.n * 10, 'user:' || CASE WHEN g.n % 100 = 0 THEN '{OANH}' ELSE '{LIEN}' END,"
            f" 'starter', now() FROM {_ROWS}"
        ),
        {"first": low, "last": high, "key": _FIRST_KEY},
    )


_CASE_KEY = f":key + greatest(g.n / {_CASE_OF}, 1) * {_CASE_OF}"
_LINES = f"""
INSERT INTO register_entry (key, book, period, position, source_key, instance_key, entered_at, cells, words)
SELECT :key + 20000000 + g.n, '{BOOK}', '2026', g.n, 'bench:' || g.n, {_CASE_KEY},
  timestamptz '2026-01-01' + g.n * interval '25 seconds',
  jsonb_build_object('so', g.n, 'so_ky_hieu', g.n || '/BC-SXD', 'trich_yeu', 'Báo cáo về nghị quyết số ' || g.n,
    'loai_van_ban', CASE WHEN g.n % 3 = 0 THEN 'BC' ELSE 'CV' END, 'co_quan_gui', 'SXD', 'ngay_den', '2026-03-01'),
  array_to_tsvector({_WORDS} || ARRAY['bcsxd' || g.n,
    'loai_van_ban=' || CASE WHEN g.n % 3 = 0 THEN 'BC' ELSE 'CV' END])
FROM {_ROWS}"""  # noqa: S608  our own words
_DOCUMENTS = f"""
INSERT INTO document (key, object_name, file_name, content_type, size_bytes, sha256, version, state, instance_key,
  uploaded_at, uploaded_by)
SELECT :key + 40000000 + g.n, 'document/' || (:key + 40000000 + g.n), 'Văn bản ' || g.n || '.pdf', 'application/pdf',
  1000, md5(g.n::text), 1, 'STORED', {_CASE_KEY}, timestamptz '2026-01-01' + g.n * interval '25 seconds', '{LIEN}'
FROM {_ROWS}"""  # noqa: S608
_TEXTS = f"""
INSERT INTO document_text (document_key, state, words, beginning)
SELECT :key + 40000000 + g.n, 'READ', {_WORDS} || ARRAY['tep' || g.n || 'x'], 'Văn bản số ' || g.n || ' của Hội đồng'
FROM {_ROWS}"""  # noqa: S608
_SERIES = """
INSERT INTO number_series (series, period, last) VALUES ('document:' || :series, '2026', :last)
ON CONFLICT (series, period) DO UPDATE SET last = :last"""


def _pages(product: Product) -> dict[str, float]:
    """Open each page by one person, again and again; give the p95 of each in milliseconds."""
    found: dict[str, float] = {}
    with product.serving("web", "api.cli", "web") as web:
        for name, (person, path) in PAGES.items():
            request = load.get(path, product.signed_in(person))
            load.run(web, [request] * 3, clients=1, seconds=SECONDS)
            measured = load.run(web, [request] * TIMES, clients=1, seconds=SECONDS)
            for percent in (50, 95):
                found[f"{name}_p{percent}_ms"] = round(measured.percentile_ms(percent), 1)
    return found


if __name__ == "__main__":
    sys.exit(main())
