"""`python -m bench.size [CASES]`: the lists of an Office with many cases, beside the same with a thousand.

Two installations, one with 1,000 cases, one with 100,000 (or CASES) with 1,000,000 tasks and more than 2,000,000 audit
events, are asked for the pages that people open all day, in turns: p95 in milliseconds, their ratio, and the bytes.

Every fifth case is open, every tenth restricted to whom it names. Both sizes fill the same pages, or the ratio would
compare fifty lines with a few: the first thousand cases are the work of four people and a third of their open tasks is
overdue, and fifty of them have the words that the search for rare ones looks for. The other cases are the work of all
twenty, so that a desk at the end holds a thousand tasks, a tenth of them overdue.
"""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, text

from bench import in_turns, looped
from bench.copies import Spread, multiply
from bench.product import Product
from engine.model.actor import Actor
from engine.operations import complete_task
from engine.store.folding import search_words

FEW, MANY = 1_000, 100_000
TASKS, OPEN_OF_TEN = 10, 2
PEOPLE = (
    *("le.kim.oanh", "tran.minh.khue", "nguyen.hoai.an", "hoang.manh.cuong", "dinh.phuong.thao"),
    *("vu.bich.lien", "dang.thuy.van", "nguyen.huu.thong", "pham.quoc.dat", "luu.trong.nghia"),
    *("trinh.duc.thuan", "hoang.minh.nguyet", "do.huu.khoan", "phung.ba.loc", "vu.hong.tham"),
    *("quach.thi.man", "bui.xuan.tuong", "mai.thanh.hao", "luong.the.khai", "ngo.dinh.sang"),
)
FIRST_PEOPLE, FIRST_DAYS = 4, (-12, 24)
RARE, RARE_CASES = "Thác Bạc", 50
KINDS = (
    *("Công văn đôn đốc gửi", "Thông báo kết luận về", "Tờ trình dự thảo", "Báo cáo thẩm tra", "Kế hoạch giám sát"),
    *(
        "Đơn kiến nghị về",
        "Ý kiến cử tri về",
        "Quyết định thành lập Đoàn khảo sát",
        "Giấy mời họp bàn",
        "Sao y nghị quyết",
    ),
)
SUBJECTS = (
    *("đất đai nông nghiệp", "giải phóng mặt bằng", "trật tự xây dựng", "cấp nước sạch", "thu gom rác thải"),
    *(
        "đường liên xã Mường Pao",
        "trạm y tế Vân Trạch",
        "biên chế giáo viên",
        "học phí mầm non",
        "ngân sách địa phương",
    ),
    *("đầu tư công trung hạn", "chợ trung tâm", "khai thác khoáng sản", "bảo vệ rừng", "nuôi trồng thủy sản"),
    *("an toàn giao thông", "chính sách người có công", "chuyển đổi số", "sắp xếp đơn vị hành chính", "nhà ở xã hội"),
    *("du lịch biển", "làng nghề truyền thống", "phòng cháy", "điện nông thôn", "thuế hộ kinh doanh"),
)
TOPICS = tuple(f"{kind} {subject}" for subject in SUBJECTS for kind in KINDS)
PAGES: Mapping[str, tuple[str, str]] = {
    "desk": ("le.kim.oanh", "/viec"),
    "desk_done": ("le.kim.oanh", "/viec?tab=done"),
    "cases": ("le.kim.oanh", "/ho-so"),
    "cases_of_manager": ("mai.thanh.hao", "/ho-so"),
    "progress": ("mai.thanh.hao", "/theo-doi"),
    "progress_overdue": ("mai.thanh.hao", "/theo-doi?nhom=overdue"),
    "search_number": ("mai.thanh.hao", "/ho-so?q={number}"),
    "search_rare": ("mai.thanh.hao", "/ho-so?q=thac+bac"),
    "search_common": ("mai.thanh.hao", "/ho-so?q=nghi+quyet"),
}


def main() -> int:
    """Load, measure and tell; fails when a page is slower than it may be."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    loaded: dict[str, float] = {}
    with in_turns.two_installed() as products:
        for name, product in products.items():
            began = time.perf_counter()
            _fill(product, FEW if name == in_turns.FEW else cases)
            loaded[f"{name}_load_s"] = round(time.perf_counter() - began, 1)
        with in_turns.both_serving(products) as turns:
            for page, (person, path) in PAGES.items():
                asked = {
                    name: (path.format(number=_number_of_first_case(product)), product.signed_in(person))
                    for name, product in products.items()
                }
                turns.ask(page, asked)
        loaded |= _counts(products[in_turns.MANY])
    print(json.dumps({**loaded, **turns.figures, "slow": turns.slow}))
    return int(bool(turns.slow))


def _fill(product: Product, cases: int) -> None:
    """Write a thousand cases, and then the others."""
    looped.deploy(product)
    templates = _templates(product)
    at_the_end = Spread(worker=looped.WORKER, people=PEOPLE, topics=TOPICS)
    _load(product, templates, range(FEW // 10), replace(at_the_end, people=PEOPLE[:FIRST_PEOPLE], days=FIRST_DAYS))
    _load(product, templates, range(FEW // 10, cases // 10), at_the_end)


def _templates(product: Product) -> list[int]:
    """Work ten cases through the product: most of them to their end, with ten tasks each."""
    worker = product.actor(looped.WORKER)
    cases = looped.start_cases(product, 10)
    for number, case in enumerate(cases):
        looped.work_off(product, worker, case, TASKS - 1)
        if number >= OPEN_OF_TEN:
            _end(product, worker, looped.open_task(product, worker, case))
    return cases


def _end(product: Product, worker: Actor, task: int) -> None:
    with product.engine.unit_of_work() as uow:
        complete_task(uow, worker, task_key=task, variables={**looped.SUBMITTED, "tiep": False})


def _load(product: Product, templates: list[int], rounds: range, spread: Spread) -> None:
    with product.engine.unit_of_work() as uow:
        multiply(uow.connection, templates, rounds, spread)
        if rounds.start == 0:
            _name_rare(uow.connection)
    with product.engine.database.sql_engine.connect() as connection:
        quiet = connection.execution_options(isolation_level="AUTOCOMMIT")
        quiet.exec_driver_sql("SET statement_timeout = 0")
        quiet.exec_driver_sql("VACUUM (ANALYZE)")  # what autovacuum does in time


def _name_rare(connection: Connection) -> None:
    """Give fifty ordinary cases words that no other has."""
    connection.execute(
        text(
            "UPDATE process_instance SET title = title || ' ' || :rare, search_words = search_words || CAST(:words AS"
            " text[]) WHERE key IN (SELECT key FROM process_instance WHERE NOT restricted ORDER BY key LIMIT :cases)"
        ),
        {"rare": RARE, "words": list(search_words(RARE)), "cases": RARE_CASES},
    )


def _number_of_first_case(product: Product) -> str:
    with product.engine.unit_of_work() as uow:
        first = "SELECT business_id FROM process_instance WHERE business_id IS NOT NULL ORDER BY key LIMIT 1"
        return str(uow.connection.exec_driver_sql(first).scalar_one())


def _counts(product: Product) -> dict[str, float]:
    with product.engine.unit_of_work() as uow:
        return {
            table: uow.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608
            for table in ("process_instance", "user_task", "audit_event")
        }


if __name__ == "__main__":
    sys.exit(main())
