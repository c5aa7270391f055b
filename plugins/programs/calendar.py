"""The days of a program for people's own calendars (RFC 5545). The same content gives the same bytes on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from plugins.base.model import Content, ProgramFacts, SiteInfo
from plugins.programs.progress import last_day

# Calendars ask when an entry was made; where nothing of the program says, it is this day and never the clock.
LONG_AGO = date(2000, 1, 1)


def calendar(program: Content, site_info: SiteInfo) -> bytes:
    """Whole days: the signing, the last day of each task and plan, the end."""
    from icalendar import Calendar, Event

    facts = program.facts or ProgramFacts()
    made = Calendar()
    made.add("prodid", "-//trang-tin//chuong-trinh//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", program.title)
    stamp = datetime.combine(facts.signed or facts.start or LONG_AGO, time(), UTC)
    for name, day, words in _days(facts):
        event = Event()
        event.add("uid", f"{program.slug}.{name}@chuong-trinh")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", words)
        event.add("description", program.title)
        event.add("url", site_info.absolute(program.address))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _days(facts: ProgramFacts) -> Iterator[tuple[str, date, str]]:
    """A name that never changes, the day, and what it is."""
    if facts.signed:
        yield "ky", facts.signed, "Ký chương trình"
    for number, plan in enumerate(facts.plans, start=1):
        for task in plan.tasks:
            if day := last_day(task, plan):
                yield f"han.{task.id}", day, f"Hạn: {task.title}"
        if plan.title and plan.end and plan.end != facts.end:
            yield f"ke-hoach.{number}", plan.end, f"Hết thời gian của {plan.title}"
    if facts.end:
        yield "ket-thuc", facts.end, "Hết thời gian của chương trình"
