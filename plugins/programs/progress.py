"""From a program and the published posts to what was done: only what a reader can look up counts.

A post counts for a task where it names the program and the task, is published on the day in question, and is dated
within the plan; a document that the program's file cites counts likewise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from plugins.base.model import (
    Content,
    Milestone,
    Plan,
    PlanProgress,
    ProgramFacts,
    Progress,
    Proof,
    Task,
    TaskProgress,
    TaskTarget,
    TaskTargetKind,
    Visibility,
)

ENDED = "Đã kết thúc"
NOTHING_KNOWN = "Trang này chưa có tin về kết quả"
WEB_ADDRESS = re.compile(r"(?:^|\s)https?://")
TARGET_WORDS = {
    TaskTargetKind.ONGOING: "thường xuyên",
    TaskTargetKind.YEARLY: "mỗi năm một lần",
    TaskTargetKind.FINAL: "một lần, khi kết thúc",
}


def follow(program: Content, articles: Iterable[Content], today: date) -> Progress:
    """The program as it stands on `today`. `articles` may be all of the site's; drafts and the like do not count."""
    facts = program.facts or ProgramFacts()
    news = news_of(program, articles)
    plans = tuple(_plan(plan, news, today) for plan in facts.plans)
    milestones = sorted(_milestones(facts, plans, news, today), key=lambda one: (one.day, one.kind != "signed"))
    ended = facts.state == ENDED
    return Progress(
        plans=plans,
        past=tuple(one for one in milestones if one.day <= today and one.kind not in ("due", "review")),
        coming=tuple(one for one in milestones if one.day > today and not ended),
    )


def news_of(program: Content, articles: Iterable[Content]) -> tuple[Content, ...]:
    """The published posts of a program, oldest first."""
    news = (
        content for content in articles if content.program == program.slug and content.visibility is Visibility.LIVE
    )
    return tuple(
        sorted(news, key=lambda content: (content.date is not None and content.date.timestamp(), content.path))
    )


def results_of(content: Content, program: Content | None) -> tuple[Task, ...]:
    """The tasks that a post is evidence of."""
    known = program.facts.tasks if program and program.facts else ()
    return tuple(task for task in known if task.id in content.results)


def counts(task: Task, plan: Plan, content: Content) -> bool:
    """Whether a published post that names the task is evidence of it."""
    return (
        content.date is not None
        and in_period(plan, content.date.date())
        and (not task.elsewhere or leads_elsewhere(content))
    )


def in_period(plan: Plan, day: date) -> bool:
    return (plan.start is None or plan.start <= day) and (plan.end is None or day <= plan.end)


def leads_elsewhere(content: Content) -> bool:
    return content.body.leads_out or WEB_ADDRESS.search(content.source) is not None


def due_of(target: TaskTarget, plan: Plan) -> int:
    """How many results fulfil a target: of a range its lower bound; of yearly ones a year of the plan each."""
    if target.kind is TaskTargetKind.ONGOING:
        return 0
    if target.kind is TaskTargetKind.YEARLY:
        return len(years_of(plan))
    return 1 if target.kind is TaskTargetKind.FINAL else target.low


def years_of(plan: Plan) -> range:
    """The calendar years that a plan touches; empty where its period is not known."""
    return range(plan.start.year, plan.end.year + 1) if plan.start and plan.end else range(0)


def last_day(task: Task, plan: Plan) -> date | None:
    """Its own, else that of the plan; what goes on all the time has none unless it says one."""
    return task.due or (None if task.target.kind is TaskTargetKind.ONGOING else plan.end)


def target_words(task: Task) -> str:
    """`từ 1 đến 2 số`, `ít nhất 1 cuộc`, `thường xuyên`."""
    target = task.target
    if target.kind in TARGET_WORDS:
        return TARGET_WORDS[target.kind]
    amount = f"từ {target.low} đến {target.high}" if target.kind is TaskTargetKind.RANGE else f"ít nhất {target.low}"
    return f"{amount} {task.unit}".rstrip()


def _plan(plan: Plan, news: Iterable[Content], today: date) -> PlanProgress:
    tasks = (_task(task, plan, news, today) for task in plan.tasks)
    return PlanProgress(plan, tuple(sorted(tasks, key=lambda one: one.last_day or date.min)))


def _task(task: Task, plan: Plan, news: Iterable[Content], today: date) -> TaskProgress:
    posts = [
        Proof(content.date.date(), content.title, address=content.address)
        for content in news
        if content.date and task.id in content.results and counts(task, plan, content)
    ]
    cited = [
        Proof(one.date, one.title, address=one.link, document=one.document)
        for one in task.evidence
        if in_period(plan, one.date) and one.date <= today
    ]
    proofs = tuple(sorted([*posts, *cited], key=lambda proof: proof.day))
    yearly = task.target.kind is TaskTargetKind.YEARLY
    done = len({proof.day.year for proof in proofs}) if yearly else len(proofs)
    due = due_of(task.target, plan)
    state = _state(task, plan, proofs, done >= due > 0, today)
    words = _done_words(task, len(proofs), done, due)
    return TaskProgress(task, proofs, done, due, last_day(task, plan), state, target_words(task), words)


def _done_words(task: Task, proofs: int, done: int, due: int) -> str:
    unit = task.unit or "kết quả"
    if not proofs:
        return NOTHING_KNOWN
    if task.target.kind is TaskTargetKind.ONGOING:
        return f"Có {proofs} tin, tài liệu"
    if task.target.kind is TaskTargetKind.YEARLY:
        return f"Có tin, tài liệu của {done}/{due} năm"
    return f"Đã có {done} {unit}, đủ chỉ tiêu" if done >= due else f"Đã có {done}/{due} {unit}"


def _state(task: Task, plan: Plan, proofs: Iterable[Proof], fulfilled: bool, today: date) -> str:
    """`overdue` once its last day has passed; of yearly ones, once a year has passed without."""
    if task.target.kind is TaskTargetKind.ONGOING:
        return "ongoing"
    if fulfilled:
        return "done"
    if task.target.kind is TaskTargetKind.YEARLY:
        late = bool(missing_years(plan, proofs, today))
    else:
        day = last_day(task, plan)
        late = day is not None and day < today
    return "overdue" if late else "open"


def missing_years(plan: Plan, proofs: Iterable[Proof], today: date) -> list[int]:
    """The years that are over and have no proof of a yearly task."""
    told = {proof.day.year for proof in proofs}
    return [
        year for year in years_of(plan) if min(date(year, 12, 31), plan.end or date.max) < today and year not in told
    ]


def _milestones(
    facts: ProgramFacts, plans: Iterable[PlanProgress], news: Iterable[Content], today: date
) -> Iterator[Milestone]:
    signing = next((content for content in news if content.slug == facts.signed_news), None)
    if facts.signed:
        words, address = (signing.title, signing.address) if signing else ("", "")
        yield Milestone(facts.signed, "signed", words, address)
    for content in news:
        if content.date and not (facts.signed and content is signing):
            yield Milestone(content.date.date(), "news", content.title, content.address)
    for plan in plans:
        for one in plan.tasks:
            yield from _task_milestones(one, plan.plan, today)
        if plan.plan.title and plan.plan.end and plan.plan.end != facts.end:
            yield Milestone(plan.plan.end, "end", f"Hết thời gian của {plan.plan.title}")
    if facts.end:
        yield Milestone(facts.end, "end", "Hết thời gian của chương trình")


def _task_milestones(one: TaskProgress, plan: Plan, today: date) -> Iterator[Milestone]:
    """Documents that stand alone, and the last day of what is still open; of yearly ones the next."""
    for proof in one.proofs:
        if proof.document:
            yield Milestone(proof.day, "document", proof.title, proof.address)
    if one.task.target.kind is TaskTargetKind.YEARLY:
        told = {proof.day.year for proof in one.proofs}
        days = (min(date(year, 12, 31), plan.end or date.max) for year in years_of(plan) if year not in told)
        if following := next((day for day in days if day > today), None):
            yield Milestone(following, "review", one.task.title)
    elif one.state == "open" and one.last_day:
        yield Milestone(one.last_day, "due", one.task.title)
