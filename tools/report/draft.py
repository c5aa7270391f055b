"""What a review says, in the order that the office expects it (căn cứ, kết quả, tồn tại, phương hướng); what only a
person knows is a blank. Form and dates follow Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plugins.base.model import (
    Content,
    Organisation,
    Plan,
    ProgramFacts,
    Progress,
    Proof,
    SiteInfo,
    TaskProgress,
    TaskTargetKind,
)
from plugins.base.vietnamese import date_short

BLANK = "[…]"
NOTHING = "Trang tin chưa có tin về kết quả"
HEADINGS = ("TT", "Nhiệm vụ", "Chỉ tiêu", "Kết quả", "Tin, tài liệu chứng minh")


@dataclass(frozen=True, slots=True)
class Heading:
    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str


@dataclass(frozen=True, slots=True)
class Points:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Points | ReportTable


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `subject` is what stands under "BÁO CÁO"."""

    organisation: Organisation
    subject: str
    dated: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the report is about: the program as of `day`, in one `year` or (0) in its whole time."""

    program: Content
    progress: Progress
    news: tuple[Content, ...]
    day: date
    year: int = 0

    @property
    def facts(self) -> ProgramFacts:
        return self.program.facts or ProgramFacts()

    @property
    def closing(self) -> bool:
        """Whether this is the review of a program that is over."""
        return not self.year and self.facts.end is not None and self.facts.end <= self.day

    def touches(self, plan: Plan) -> bool:
        return not self.year or (plan.start or date.min).year <= self.year <= (plan.end or date.max).year

    def holds(self, day: date | None) -> bool:
        return day is not None and day <= self.day and self.year in (0, day.year)


def draft(scope: Scope, site_info: SiteInfo) -> Report:
    kind = "Tổng kết" if scope.closing else "Sơ kết"
    span = f" năm {scope.year}" if scope.year else ""
    return Report(
        organisation=site_info.organisation,
        subject=f"{kind}{span} thực hiện {scope.program.title}",
        dated=f"ngày {BLANK} tháng {BLANK} năm {BLANK}",
        blocks=tuple(_blocks(scope, site_info)),
    )


def long_date(day: date) -> str:
    """`ngày 05 tháng 02 năm 2023`: days under ten and the first two months with a nought, as the decree has it."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _blocks(scope: Scope, site_info: SiteInfo) -> Iterator[Block]:
    yield from _grounds(scope, site_info.organisation)
    yield Heading("I. KẾT QUẢ THỰC HIỆN")
    yield from _course(scope)
    yield from _tasks(scope, site_info)
    yield from _other_news(scope, site_info)
    yield Paragraph(f"Đánh giá chung: {BLANK}")
    yield Heading("II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN")
    yield from _lacking(scope)
    yield Paragraph(f"Nguyên nhân: {BLANK}")
    yield Heading("III. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI")
    yield from _coming(scope)
    yield Paragraph(f"Kiến nghị, đề xuất: {BLANK}")


def _grounds(scope: Scope, organisation: Organisation) -> Iterator[Block]:
    for basis in scope.facts.legal_basis:
        yield Paragraph(f"Căn cứ {basis};")
    signed = f" ký {long_date(scope.facts.signed)}" if scope.facts.signed else ""
    yield Paragraph(f"Căn cứ {scope.program.title}{signed};")
    who = organisation.name or BLANK
    until = f"năm {scope.year}" if scope.year else f"đến {long_date(scope.day)}"
    yield Paragraph(f"{who} báo cáo kết quả thực hiện {until} như sau:")


def _course(scope: Scope) -> Iterator[Block]:
    facts = scope.facts
    parties = " và ".join(party.name for party in facts.parties)
    if parties:
        yield Paragraph(f"Các bên: {parties}.")
    if facts.period:
        yield Paragraph(f"Thời gian thực hiện: {facts.period}.")
    if facts.aims:
        yield Paragraph("Mục tiêu:")
        yield Points(facts.aims)
    yield Paragraph(f"Công tác chỉ đạo, phối hợp: {BLANK}")


def _tasks(scope: Scope, site_info: SiteInfo) -> Iterator[Block]:
    """A table a plan, but for plans that the year does not touch."""
    number = 0
    for plan in scope.progress.plans:
        known = plan.plan
        if not scope.touches(known):
            continue
        number += 1
        title = known.title or "Nhiệm vụ trong cả thời gian của chương trình"
        yield Heading(f"{number}. {title}{f' ({known.period})' if known.period else ''}", 2)
        rows = (_row(at, one, scope, site_info) for at, one in enumerate(plan.tasks, start=1))
        yield ReportTable(HEADINGS, tuple(rows))


def _row(number: int, one: TaskProgress, scope: Scope, site_info: SiteInfo) -> tuple[str, ...]:
    proofs = [proof for proof in one.proofs if scope.holds(proof.day)]
    target = f"{one.target_words}{f'; hạn: {one.task.due_words}' if one.task.due_words else ''}"
    if not proofs:
        done = f"{NOTHING}. {BLANK}"
    elif scope.year or one.task.target.kind is TaskTargetKind.ONGOING:
        done = f"{len(proofs)} kết quả trong năm; {_so_far(one)}" if scope.year else one.done_words
    else:
        done = one.done_words
    return str(number), one.task.title, target, done, "; ".join(_proof(proof, site_info) for proof in proofs)


def _so_far(one: TaskProgress) -> str:
    return f"từ đầu: {one.done_words[:1].lower()}{one.done_words[1:]}"


def _proof(proof: Proof, site_info: SiteInfo) -> str:
    place = proof.document or (site_info.absolute(proof.address) if proof.address else "")
    return f"{proof.title} ({date_short(proof.day)}){f', {place}' if place else ''}"


def _other_news(scope: Scope, site_info: SiteInfo) -> Iterator[Block]:
    """The news of the program that is evidence of no task."""
    known = {task.id for task in scope.facts.tasks}
    news = [content for content in scope.news if content.date and scope.holds(content.date.date())]
    other = [content for content in news if not known & set(content.results)]
    if other:
        yield Paragraph("Tin, bài khác về chương trình:")
        lines = (
            f"{content.title} ({date_short(content.date)}), {site_info.absolute(content.address)}"
            for content in other
            if content.date
        )
        yield Points(tuple(lines))


def _lacking(scope: Scope) -> Iterator[Block]:
    """What a person must look after before the report is true: this site only knows what was published on it."""
    tasks = [one for plan in scope.progress.plans if scope.touches(plan.plan) for one in plan.tasks]
    lacking = [one.task.title for one in tasks if _is_lacking(one, scope)]
    if lacking:
        yield Paragraph(
            "Trang tin chưa có đủ tin, tài liệu chứng minh cho các nhiệm vụ sau; cần bổ sung hoặc nêu lý do:"
        )
        yield Points(tuple(f"{title}: {BLANK}" for title in lacking))
    yield Paragraph(f"Tồn tại, hạn chế khác: {BLANK}")


def _is_lacking(one: TaskProgress, scope: Scope) -> bool:
    """Not yet enough, though the time that the report is about was the time for it."""
    if one.task.target.kind is TaskTargetKind.YEARLY and scope.year:
        return not any(scope.holds(proof.day) for proof in one.proofs)
    late = one.last_day is not None and one.last_day <= scope.day
    return one.state == "overdue" or (one.state == "open" and late)


def _coming(scope: Scope) -> Iterator[Block]:
    if scope.progress.coming:
        yield Paragraph("Các mốc sắp tới của chương trình:")
        yield Points(tuple(f"{long_date(one.day)}: {_milestone(one.kind, one.words)}" for one in scope.progress.coming))
    yield Paragraph(f"Nhiệm vụ trọng tâm: {BLANK}")


def _milestone(kind: str, words: str) -> str:
    return f"hạn của nhiệm vụ «{words}»" if kind == "due" else words
