"""What is told to the editor of programs and their evidence: what makes a page untrue is an error, what the office
should look after is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from plugins.base.model import (
    Content,
    ContentKind,
    Plan,
    ProgramFacts,
    Task,
    TaskTargetKind,
    UnrenderedContent,
    Visibility,
)
from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import date_short, did_you_mean
from plugins.programs.progress import follow, in_period, leads_elsewhere, missing_years

RESULT_WITHOUT_PROGRAM = Message("có kết quả mà chưa ghi chương trình.", "Hãy thêm dòng «Program: …».")
UNKNOWN_TASK = Message("chương trình «{program}» không có nhiệm vụ «{task}».{hint}", "Các mã nhiệm vụ: {names}.")
PROGRAM_WITHOUT_TASKS = Message(
    "chương trình «{program}» chưa có nhiệm vụ nào, nên không có «{task}».", "Hãy bỏ dòng này, hoặc ghi nhiệm vụ."
)
OUTSIDE_PERIOD = Message(
    "bài ngày {day} nằm ngoài thời gian của kế hoạch ({period}), nên không được tính cho nhiệm vụ «{task}».",
    "Hãy xem lại ngày, mã nhiệm vụ, hoặc thời gian của kế hoạch.",
    warning=True,
)
NOT_ELSEWHERE = Message(
    "nhiệm vụ «{task}» đăng ở báo khác, mà bài chưa có đường dẫn tới nơi ấy, nên không được tính.",
    "Hãy đặt đường dẫn tới bài đã đăng, trong nội dung hoặc ở ô Source.",
    warning=True,
)
SAME_ID = Message("mã «{task}» có ở hai nhiệm vụ (dòng {line} và dòng này).", "Hãy đặt mã khác.")
NO_SIGNED_NEWS = Message("không có bài «{slug}».{hint}", "Hãy ghi slug của tin về lễ ký, hoặc bỏ dòng này.")
PLAN_OUTSIDE = Message(
    "kế hoạch «{plan}» ({period}) vượt ra ngoài thời gian của chương trình ({program}).", "Hãy sửa một trong hai."
)
PLAN_TURNED = Message("kế hoạch «{plan}» kết thúc trước khi bắt đầu.", "Hãy sửa một trong hai ngày.")
DUE_OUTSIDE = Message(
    "hạn {due} của nhiệm vụ «{task}» nằm ngoài thời gian của kế hoạch ({period}).", "Hãy sửa hạn, hoặc thời gian."
)
CITED_OUTSIDE = Message(
    "minh chứng ngày {day} của nhiệm vụ «{task}» nằm ngoài thời gian của kế hoạch ({period}), hoặc chưa tới ngày, "
    "nên không được tính.",
    "Hãy xem lại ngày.",
    warning=True,
)
MORE_THAN_RANGE = Message(
    "nhiệm vụ «{task}» đã có {done} kết quả, nhiều hơn chỉ tiêu {target}.",
    "Hãy xem có bài nào tính nhầm.",
    warning=True,
)
YEAR_WITHOUT_REVIEW = Message(
    "nhiệm vụ «{task}»: chưa có kết quả cho năm {years}.", "Hãy đăng tin, hoặc ghi văn bản ở ô evidence.", warning=True
)
OVERDUE = Message(
    "nhiệm vụ «{task}» đã qua hạn ({due}) mà trang này chưa đủ kết quả ({done}/{required}).",
    "Hãy đăng tin, hoặc ghi văn bản ở ô evidence.",
    warning=True,
)


def problems(
    unrendered_contents: Iterable[UnrenderedContent], contents: Iterable[Content], today: date
) -> Iterator[Problem]:
    """`unrendered_contents` are all texts with their lines, `contents` those of them that appear, with their bodies."""
    every = list(unrendered_contents)
    known = {made.content.slug: made for made in every if made.content.kind is ContentKind.PROGRAM}
    proving = [made for made in every if made.content.results and made.content.kind is ContentKind.ARTICLE]
    if not known and not proving:
        return
    rendered = {content.path: content for content in contents}
    slugs = {made.content.slug for made in every if made.content.kind is ContentKind.ARTICLE}
    for made in proving:
        yield from _result(made, known.get(made.content.program), rendered.get(made.path, made.content))
    for made in known.values():
        yield from _facts(made, slugs)
        if made.content.visibility is Visibility.LIVE:
            yield from _course(made, rendered.values(), today)


def _result(made: UnrenderedContent, program: UnrenderedContent | None, content: Content) -> Iterator[Problem]:
    """What the header of a post says of its evidence. An unknown program was told before."""
    line = made.lines.get("Result", 1)
    if not content.program:
        yield RESULT_WITHOUT_PROGRAM.at(made.path, line, "Result")
    if program is None or program.content.facts is None:
        return
    tasks = {task.id: (task, plan) for plan in program.content.facts.plans for task in plan.tasks}
    for name in content.results:
        if name in tasks:
            yield from _counted(made, line, *tasks[name], content)
        elif tasks:
            hint, names = did_you_mean(name, tasks), ", ".join(tasks)
            yield UNKNOWN_TASK.at(
                made.path, line, "Result", program=program.content.slug, task=name, hint=hint, names=names
            )
        else:
            yield PROGRAM_WITHOUT_TASKS.at(made.path, line, "Result", program=program.content.slug, task=name)


def _counted(made: UnrenderedContent, line: int, task: Task, plan: Plan, content: Content) -> Iterator[Problem]:
    if content.date and not in_period(plan, content.date.date()):
        day = date_short(content.date)
        yield OUTSIDE_PERIOD.at(made.path, line, "Result", day=day, period=_period(plan), task=task.id)
    if content.visibility is Visibility.LIVE and task.elsewhere and not leads_elsewhere(content):
        yield NOT_ELSEWHERE.at(made.path, line, "Result", task=task.id)


def _facts(made: UnrenderedContent, slugs: Iterable[str]) -> Iterator[Problem]:
    """What a program's file contradicts in itself."""
    facts = made.content.facts or ProgramFacts()
    known = list(slugs)
    if facts.signed_news and facts.signed_news not in known:
        hint = did_you_mean(facts.signed_news, known)
        yield NO_SIGNED_NEWS.at(
            made.path, made.lines.get("Signed_news", 1), "Signed_news", slug=facts.signed_news, hint=hint
        )
    seen: dict[str, int] = {}
    for plan in facts.plans:
        yield from _plan(made.path, plan, facts)
        for task in plan.tasks:
            if task.id in seen:
                yield SAME_ID.at(made.path, task.line, task=task.id, line=seen[task.id])
            seen.setdefault(task.id, task.line)


def _plan(path: str, plan: Plan, facts: ProgramFacts) -> Iterator[Problem]:
    if plan.start and plan.end and plan.start > plan.end:
        if plan.title:  # of the program itself it was told when its header was read
            yield PLAN_TURNED.at(path, plan.line, plan=plan.title)
        return
    program = Plan("", start=facts.start, end=facts.end)
    if any(day and not in_period(program, day) for day in (plan.start, plan.end)):
        yield PLAN_OUTSIDE.at(path, plan.line, plan=plan.title, period=_period(plan), program=_period(program))
    for task in plan.tasks:
        if task.due and not in_period(plan, task.due):
            yield DUE_OUTSIDE.at(path, task.line, due=task.due_words, task=task.id, period=_period(plan))


def _course(made: UnrenderedContent, contents: Iterable[Content], today: date) -> Iterator[Problem]:
    """How the program goes, for the office's eyes."""
    for plan in follow(made.content, contents, today).plans:
        for one in plan.tasks:
            task = one.task
            for cited in task.evidence:
                if not in_period(plan.plan, cited.date) or cited.date > today:
                    day, period = date_short(cited.date), _period(plan.plan)
                    yield CITED_OUTSIDE.at(made.path, task.line, day=day, task=task.id, period=period)
            if task.target.kind is TaskTargetKind.RANGE and one.done > task.target.high:
                yield MORE_THAN_RANGE.at(made.path, task.line, task=task.id, done=one.done, target=one.target_words)
            if task.target.kind is TaskTargetKind.YEARLY and (years := missing_years(plan.plan, one.proofs, today)):
                yield YEAR_WITHOUT_REVIEW.at(made.path, task.line, task=task.id, years=", ".join(map(str, years)))
            elif one.state == "overdue" and one.last_day:
                due = task.due_words or date_short(one.last_day)
                yield OVERDUE.at(made.path, task.line, task=task.id, due=due, done=one.done, required=one.due)


def _period(plan: Plan) -> str:
    days = [date_short(day) if day else "…" for day in (plan.start, plan.end)]
    return plan.period or " – ".join(days)
