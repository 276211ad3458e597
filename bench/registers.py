"""`python -m bench.registers [LINES]`: registers and the search in files with a million documents, beside a thousand.

Two installations, one with 1,000 documents' records (a line of the register of incoming documents, a file and the words
of it each, in cases of ten), one with a million (or LINES), are asked for the pages in turns, so that whatever else the
machine does weighs on both: p95 in milliseconds and their ratio. Words are in every document, in one of ten, of a
thousand, and in one alone.

Both show as much on a page, or it would be measured beside another: the first thousand documents have the word of
a thousand in one of ten, and half of their cases are Oanh's (later every hundredth), so that each search that fills its
page later fills it among these too; of the beginning of a number one digit is typed among a thousand lines and two
among a million.
"""

import json
import sys
import time
from collections.abc import Mapping

from sqlalchemy import Connection, text

from bench import in_turns, looped
from bench.product import Product
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

FEW, MANY = 1_000, 1_000_000
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
    "register_by_beginning": (LIEN, f"{_PAGE}&q=bcsxd{{sevens}}"),
    "register_by_number": (LIEN, f"{_PAGE}&q=vb77x"),
    "register_by_kind": (LIEN, f"{_PAGE}&loai=BC"),
    "register_by_day": (LIEN, f"{_PAGE}&tu=01/01/2026&den=31/01/2026"),
    "register_nothing": (LIEN, f"{_PAGE}&q=khongcotunay"),
    "files_by_word_of_all": (HAO, "/ho-so?q=van+ban"),
    "files_by_word_of_ten": (HAO, "/ho-so?q=nghi+quyet"),
    "files_by_word_of_a_thousand": (HAO, "/ho-so?q=duong+tinh"),
    "files_by_number": (HAO, "/ho-so?q=tep77x"),
    "own_files_by_word_of_all": (OANH, "/ho-so?q=van+ban"),
    "own_files_by_word_of_ten": (OANH, "/ho-so?q=nghi+quyet"),
    "own_files_by_number": (OANH, "/ho-so?q=tep85x"),
}
SEVENS = {in_turns.FEW: "7", in_turns.MANY: "77"}
# In every document; in one of ten; in one of a thousand, of the first thousand in one of ten.
_WORDS = (
    "ARRAY['van','ban','so','hoi','dong','nhan','dan','tinh','cong']"
    " || CASE WHEN g.n % 10 = 3 THEN ARRAY['nghi','quyet'] ELSE ARRAY['bao','cao'] END"
    " || CASE WHEN g.n % 1000 = 7 OR (g.n % 10 = 7 AND g.n <= 1000) THEN ARRAY['duong'] ELSE ARRAY[]::text[] END"
)
_ROWS = "generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS g(n)"


def main() -> int:
    """Write, measure and tell; fails when a page is slower than it may be."""
    sizes = {in_turns.FEW: FEW, in_turns.MANY: int(sys.argv[1]) if len(sys.argv) > 1 else MANY}
    loaded: dict[str, float] = {}
    with in_turns.two_installed() as products:
        for name, product in products.items():
            looped.deploy(product)
            [template] = looped.start_cases(product, 1)
            began = time.perf_counter()
            for first, last in ((1, FEW), (FEW + 1, sizes[name])):
                _write(product, template, first, last)
            loaded[f"{name}_load_s"] = round(time.perf_counter() - began, 1)
            print(f"{name}: written in {loaded[f'{name}_load_s']} s", flush=True)
        with in_turns.both_serving(products) as turns:
            for page, (person, path) in PAGES.items():
                asked = {
                    name: (path.format(sevens=SEVENS[name]), product.signed_in(person))
                    for name, product in products.items()
                }
                turns.ask(page, asked)
    print(json.dumps({**loaded, **turns.figures, "slow": turns.slow}))
    return int(bool(turns.slow))


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
    """Write the cases of these documents: one for ten, every second, later every hundredth of them Oanh's own."""
    owner = f"CASE WHEN g.n % (CASE WHEN g.n <= 100 THEN 2 ELSE 100 END) = 0 THEN '{OANH}' ELSE '{LIEN}' END"
    own = {
        "key": ":key + g.n * 10",
        "business_id": "'VBD-' || g.n",
        "title": "'Văn bản đến số ' || g.n",
        "search_words": "ARRAY['van','ban','den','so', g.n::text]",
        "started_by": owner,
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
            f" SELECT :key + g.n * 10, 'user:' || {owner},"
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
  array_to_tsvector({_WORDS} || ARRAY['bcsxd' || g.n, 'vb' || g.n || 'x',
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


if __name__ == "__main__":
    sys.exit(main())
