"""Technical background work on procrastinate: periodic sweeps, texts of files, and mail.

Never a case's own timers or jobs (they are claimed from their tables), and nothing that a person waits for. The queue
runs in a thread with an event loop of its own; its tasks are plain functions that run in threads.
"""

import asyncio
import threading
from contextlib import suppress
from datetime import timedelta

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from engine.operations.agents.agent_signature import forget_old_requests
from engine.operations.commands import forget_before
from engine.operations.dispatch.dispatch_status import take_axis_statuses
from engine.operations.documents.check_signatures import check_signatures
from engine.operations.documents.collect_orphans import collect_orphans
from engine.operations.documents.read_texts import read_texts
from engine.operations.engine import Engine
from engine.operations.intake.send_answers import send_answers
from engine.operations.intake.take_messages import take_messages
from engine.operations.news.send_mail import forget_old_mail, send_waiting_mail
from engine.operations.news.tell_by_mail import tell_by_mail
from engine.operations.signing_in.forget_old_sign_ins import forget_old_sign_ins
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.tasks.remind_due import remind_due
from engine.worker.back_off import BackOff

_log = structlog.get_logger("hoidong.worker")
QUEUE = "technical"
# At least one look a second: retries and jobs behind a lock start on the poll only.
_POLL_S = 1.0
_OUTAGE_PAUSE_S = 5.0
_STALLED_S = 120.0
_RECEIPTS_KEPT = timedelta(hours=48)  # how long a client may repeat a command and still get its first result


class TechnicalQueue:
    """The queue's worker in this process: `start`, then `stop` (which lets the running task end)."""

    def __init__(self, engine: Engine, sign_in_rules: SignInRules) -> None:
        self._engine = engine
        self._rules = sign_in_rules
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="technical-queue", daemon=True)

    def start(self) -> None:
        """Begin to work in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more, wait for what runs, and return."""
        self._stopping.set()
        if self._loop is not None and self._wake is not None:
            with suppress(RuntimeError):  # the loop may just have ended by itself
                self._loop.call_soon_threadsafe(self._wake.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        wake = self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            try:
                await self._work(wake)
            except (ConnectorException, psycopg.Error, OSError) as error:
                _log.warning("technical_queue_waits", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001  the sweeps must not stay away for the rest of the process's life
                _log.exception("technical_queue_broke", error=type(error).__name__)
            if not self._stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), _OUTAGE_PAUSE_S)

    async def _work(self, stop: asyncio.Event) -> None:
        """Serve the queue until `stop` or until the database goes away."""
        app = build_app(self._engine, self._rules)
        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=2,  # nobody's mail waits for the text of a heavy file
                    install_signal_handlers=False,
                    fetch_job_polling_interval=_POLL_S,
                    delete_jobs="successful",
                )
            )
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker


def build_app(engine: Engine, sign_in_rules: SignInRules) -> App:
    """Make the procrastinate application with our tasks; its tables come from our migrations."""
    url = engine.database.settings.plain_url
    app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=3, kwargs={"application_name": "hoidong"}))

    @app.periodic(cron="*/15 * * * *")
    @app.task(name="collect_orphans", queue=QUEUE, queueing_lock="collect_orphans", lock="collect_orphans")
    def collect(timestamp: int) -> None:
        collected = collect_orphans(engine)
        _log.info("orphans_collected", slot=timestamp, rows=collected.rows, objects=collected.objects)

    @app.periodic(cron="7 * * * *")
    @app.task(name="forget_old", queue=QUEUE, queueing_lock="forget_old", lock="forget_old")
    def forget(timestamp: int) -> None:
        with engine.unit_of_work() as uow:
            sign_ins = forget_old_sign_ins(uow, sign_in_rules)
            receipts = forget_before(uow, _RECEIPTS_KEPT)
            forget_old_requests(uow)
            mails = forget_old_mail(uow, sign_in_rules.now())
        _log.info("old_rows_forgotten", slot=timestamp, sign_ins=sign_ins, receipts=receipts, mails=mails)

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="retry_stalled", queue=QUEUE, queueing_lock="retry_stalled", pass_context=True)
    async def retry_stalled(context: JobContext, timestamp: int) -> None:
        for job in await context.app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_STALLED_S):
            _log.warning("technical_job_stalled", slot=timestamp, task=job.task_name)
            await context.app.job_manager.retry_job(job)

    @app.periodic(cron="* * * * *")
    @app.task(name="read_texts", queue=QUEUE, queueing_lock="read_texts", lock="read_texts")
    def read(timestamp: int) -> None:
        if done := read_texts(engine):
            _log.info("texts_read", slot=timestamp, files=done)

    @app.periodic(cron="* * * * * */15")  # somebody may sit before the file
    @app.task(name="check_signatures", queue=QUEUE, queueing_lock="check_signatures", lock="check_signatures")
    def check(timestamp: int) -> None:
        if done := check_signatures(engine):
            _log.info("signatures_checked", slot=timestamp, files=done)

    _serve_axis(app, engine)
    _tell_people(app, engine, sign_in_rules)
    return app


def _serve_axis(app: App, engine: Engine) -> None:
    """Add what goes to and fro over the document axis, beside the documents that cases send."""
    awaited = BackOff()

    @app.periodic(cron="* * * * *")
    @app.task(name="take_axis_statuses", queue=QUEUE, queueing_lock="take_axis_statuses", lock="take_axis_statuses")
    def take_statuses(timestamp: int) -> None:
        _take_statuses(engine, timestamp)

    @app.periodic(cron="* * * * *")
    @app.task(name="take_axis_messages", queue=QUEUE, queueing_lock="take_axis_messages", lock="take_axis_messages")
    def take_axis(timestamp: int) -> None:
        if awaited.is_over(timestamp):
            awaited.note(timestamp, worked=_take_messages(engine, timestamp))

    @app.periodic(cron="* * * * *")
    @app.task(name="send_axis_answers", queue=QUEUE, queueing_lock="send_axis_answers", lock="send_axis_answers")
    def answer_axis(timestamp: int) -> None:
        sent, failures = send_answers(engine)
        for failure in failures:
            _log.warning("axis_answer_failed", slot=timestamp, code=failure.stable_code)
        if sent:
            _log.info("axis_answers_sent", slot=timestamp, count=sent)


def _tell_people(app: App, engine: Engine, sign_in_rules: SignInRules) -> None:
    """Add what tells people of their work: reminders, and news by e-mail."""

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="remind_due", queue=QUEUE, queueing_lock="remind_due", lock="remind_due")
    def remind(timestamp: int) -> None:
        if told := remind_due(engine):
            _log.info("due_reminded", slot=timestamp, tasks=told)

    @app.periodic(cron="* * * * *")
    @app.task(name="mail", queue=QUEUE, queueing_lock="mail", lock="mail")
    def mail(timestamp: int) -> None:
        if engine.settings.mail is None:
            return
        written, sent = tell_by_mail(engine, now=sign_in_rules.now()), send_waiting_mail(engine, sign_in_rules)
        if written or sent:
            _log.info("mail", slot=timestamp, written=written, sent=sent)


def _take_messages(engine: Engine, timestamp: int) -> bool:
    """Take what waits on the axis; False when the axis, or what we keep things in, did not answer."""
    taken = take_messages(engine)
    for failure in taken.failures:
        _log.warning("axis_message_failed", slot=timestamp, code=failure.stable_code)
    if taken.count:
        _log.info("axis_messages_taken", slot=timestamp, cases=taken.cases, changes=taken.changes, kept=taken.kept)
    return not taken.failures


def _take_statuses(engine: Engine, timestamp: int) -> None:
    taken, failures = take_axis_statuses(engine)
    for failure in failures:
        _log.warning("axis_status_failed", slot=timestamp, code=failure.stable_code)
    if taken:
        _log.info("axis_statuses_taken", slot=timestamp, count=taken)
