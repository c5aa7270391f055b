"""A program for machines: `data.json` with everything, `data.csv` with a row a task. What the fields mean stands in
`content/pages/du-lieu-chuong-trinh.md`, for those who use them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

from plugins.base.model import Content, PlanProgress, ProgramFacts, Progress, SiteInfo, TaskProgress

# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA = re.compile(r"[=+\-@\t\r]")
HEADINGS = (
    "Kế hoạch",
    "Mã",
    "Nhiệm vụ",
    "Chủ trì",
    "Chỉ tiêu",
    "Hạn",
    "Đã có",
    "Cần có",
    "Tin, tài liệu chứng minh",
)


def data_json(program: Content, progress: Progress, site_info: SiteInfo) -> bytes:
    facts = program.facts or ProgramFacts()
    data = {
        "id": program.slug,
        "title": program.title,
        "url": site_info.absolute(program.address),
        "kind": facts.kind,
        "state": facts.state,
        "start": _iso(facts.start),
        "end": _iso(facts.end),
        "signed": _iso(facts.signed),
        "parties": [{"name": one.name, "signer": one.signer, "office": one.office} for one in facts.parties],
        "legal_basis": list(facts.legal_basis),
        "aims": list(facts.aims),
        "contact": facts.contact,
        "plans": [_plan(plan, facts, site_info) for plan in progress.plans],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def data_csv(program: Content, progress: Progress, site_info: SiteInfo) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for another encoding."""
    facts = program.facts or ProgramFacts()
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEADINGS)
    for plan in progress.plans:
        for one in plan.tasks:
            writer.writerow(map(_harmless, _row(plan, one, facts, site_info)))
    return stream.getvalue().encode("utf-8-sig")


def _plan(plan: PlanProgress, facts: ProgramFacts, site_info: SiteInfo) -> dict[str, object]:
    return {
        "title": plan.plan.title,
        "start": _iso(plan.plan.start),
        "end": _iso(plan.plan.end),
        "tasks": [_task(one, facts, site_info) for one in plan.tasks],
    }


def _task(one: TaskProgress, facts: ProgramFacts, site_info: SiteInfo) -> dict[str, object]:
    target = one.task.target
    counts = {} if facts.progress_hidden else {"done": one.done, "required": one.due, "state": one.state}
    return {
        "id": one.task.id,
        "title": one.task.title,
        "owner": one.task.owner,
        "target": {"kind": target.kind.value, "low": target.low, "high": target.high or None},
        "unit": one.task.unit,
        "due": _iso(one.last_day),
        **counts,
        "evidence": [
            {
                "date": proof.day.isoformat(),
                "title": proof.title,
                "url": site_info.absolute(proof.address) if proof.address else "",
                "document": proof.document,
            }
            for proof in one.proofs
        ],
    }


def _row(plan: PlanProgress, one: TaskProgress, facts: ProgramFacts, site_info: SiteInfo) -> tuple[str, ...]:
    counted = one.due and not facts.progress_hidden
    proofs = (proof.document or site_info.absolute(proof.address) for proof in one.proofs)
    return (
        plan.plan.title,
        one.task.id,
        one.task.title,
        one.task.owner,
        one.target_words,
        _iso(one.last_day) or "",
        str(one.done) if counted else "",
        str(one.due) if counted else "",
        "; ".join(proofs),
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
