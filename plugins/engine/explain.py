"""Why a page was made again, or was not: for who wonders, by `--explain`."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.base.facts import texts_in
from plugins.base.model import OutputPage
from plugins.base.survey import stamp_of
from plugins.engine.build import BuildPlan
from plugins.engine.manifest import BuildManifest
from plugins.engine.page import LazyContext

NO_PAGE = "không có trang này trong lần dựng này. Hãy chép địa chỉ của trang từ trình duyệt, phần sau tên miền."
ALL_ANEW = "làm lại như mọi trang khác: đây là lần dựng đầu vào thư mục này, hoặc phần mềm, giao diện, thiết lập đã đổi"
NEW = "trang mới"
TOUCHED = "làm lại vì tệp trong thư mục đã bị sửa, chép đè hoặc xóa"
KEPT = "giữ nguyên: không điều gì trang này hiện ra đã đổi"
TEXT = "làm lại vì bài {path} đổi"
SITE = "làm lại vì tên trang, menu, phân loại hoặc tệp của giao diện đổi"
AROUND = "làm lại vì những bài đứng quanh nó, thứ tự hoặc số bài đã đổi"


def reasons(plan: BuildPlan, manifest: BuildManifest, address: str) -> Iterator[str]:
    """To be asked before the plan is written. `address` may lack its first and last stroke."""
    wanted = {address, f"/{address.strip('/')}/", f"/{address.strip('/')}", "/" if not address.strip("/") else address}
    planned = plan.derived.planner.addresses.items()
    name, found = next((one for one in planned if one[1] in wanted), ("", address))
    if not name:
        yield f"{found}: {NO_PAGE}"
        return
    yield from (f"{found}: {reason}" for reason in _reasons(plan, manifest, name))


def _reasons(plan: BuildPlan, manifest: BuildManifest, name: str) -> Iterator[str]:
    before, now = manifest.digest_of(name), plan.derived.planner.files[name]
    if manifest.is_empty:
        yield ALL_ANEW
    elif before is None:
        yield NEW
    elif before == now:
        target = plan.options.output / name
        right = target.is_file() and manifest.is_right(name, now, stamp_of(target.stat()))
        yield KEPT if right else TOUCHED
    elif plan.derived.planner.shared_changed:
        yield SITE
    else:
        texts = sorted(_texts(plan, name) & plan.checked.content.changed)
        yield from (TEXT.format(path=path) for path in texts)
        if not texts:
            yield AROUND


def _texts(plan: BuildPlan, name: str) -> set[str]:
    """The paths of the texts that a page shows."""
    output = plan.derived.planner.output(name)
    if not isinstance(output, OutputPage):
        return set()
    values = output.values
    facts = values.facts() if isinstance(values, LazyContext) else dict(values)
    return {content.path for content in texts_in(facts)}
