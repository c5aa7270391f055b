"""What an administrator of the server types: `account DIR add|edit|role|link|remove|list NAME`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace

from plugins.base.problems import Message
from plugins.base.vietnamese import did_you_mean
from tools.editor import limits
from tools.editor.accounts import AccountRefused, Accounts, typed_name
from tools.editor.answers import INVITATION
from tools.editor.audit import AuditTrail, Deed
from tools.editor.database import Database
from tools.editor.home import EditorHome
from tools.editor.people import Person, Role

# Who did it, in the audit trail; no account can have this name.
SERVER = "máy chủ"
UNKNOWN = Message("Không có việc «{what}».{hint}", "Hãy dùng add, edit, role, link, remove hoặc list.")
NOBODY = Message("Còn thiếu tên đăng nhập.", "Ví dụ: account {folder} {what} binh.tran")
NOTHING_NEW = Message("Chưa nói đổi gì của «{name}».", "Hãy thêm --full-name hoặc --email.")
NO_ROLE = Message("Không có vai trò «{role}».{hint}", "Hãy dùng writer (viết), chief (duyệt, đăng) hoặc administrator.")
FILE_WRONG = Message("Không ghi được «{file}»: {why}.", "Hãy xem lại quyền và chỗ trống.")
LINK = "Hãy gửi đường dẫn này cho {name} để đặt mật khẩu; dùng được một lần, trong {days} ngày:\n{link}"


@dataclass(frozen=True, slots=True)
class AccountOrder:
    """What was typed; what was not is empty."""

    what: str
    name: str = ""
    role: str = ""
    full_name: str = ""
    email: str = ""


def run(home: EditorHome, order: AccountOrder) -> str:
    """Does it, and gives the words that tell of it.

    Raises:
        AccountRefused: nothing was changed.
        NoEditorHome: there is no editor in that folder.
    """
    origin = home.settings.origin
    if not (found := ORDERS.get(order.what)):
        raise AccountRefused(UNKNOWN(what=order.what, hint=did_you_mean(order.what, ORDERS)))
    carry_out, deed = found
    if deed and not order.name:
        raise AccountRefused(NOBODY(folder=home.folder, what=order.what))
    order = replace(order, name=typed_name(order.name))
    try:
        database = Database(home.accounts)
        told = carry_out(Accounts(database), order, origin)
        if deed:
            said = (order.name, order.role, *((order.full_name, order.email) if deed is Deed.PERSON_CHANGED else ()))
            AuditTrail(database).note(deed, SERVER, " ".join(filter(None, said)), "")
    except sqlite3.Error as error:
        raise AccountRefused(FILE_WRONG(file=home.accounts, why=error)) from None
    return told


def _add(accounts: Accounts, order: AccountOrder, origin: str) -> str:
    person = Person(order.name, order.full_name, order.email, _role(order.role or Role.WRITER))
    return _link(origin, order.name, accounts.add(person))


def _edit(accounts: Accounts, order: AccountOrder, _: str) -> str:
    if not order.full_name and not order.email:
        raise AccountRefused(NOTHING_NEW(name=order.name))
    person = accounts.change(order.name, order.full_name or None, order.email or None)
    return f"{person.name} nay là {person.full_name} <{person.email}>. Lịch sử của bài vẫn ghi như trước."


def _change_role(accounts: Accounts, order: AccountOrder, _: str) -> str:
    role = _role(order.role)
    accounts.change_role(order.name, role)
    return f"Vai trò của {order.name} nay là {role}; người ấy phải đăng nhập lại."


def _new_link(accounts: Accounts, order: AccountOrder, origin: str) -> str:
    return _link(origin, order.name, accounts.new_link(order.name))


def _remove(accounts: Accounts, order: AccountOrder, _: str) -> str:
    accounts.remove(order.name)
    return f"Đã xóa tài khoản {order.name}. Bài đã viết vẫn còn."


def _list(accounts: Accounts, _: AccountOrder, __: str) -> str:
    rows = (
        f"{one.person.name}\t{one.person.role}\t{one.person.full_name} <{one.person.email}>"
        + ("" if one.has_password else "\tchưa đặt mật khẩu")
        for one in accounts.people()
    )
    return "\n".join(rows) or "Chưa có ai. Người đầu tiên nên là administrator."


def _link(origin: str, name: str, secret: str) -> str:
    return LINK.format(name=name, days=limits.LINK_LIVES.days, link=f"{origin}{INVITATION}{secret}/")


def _role(typed: str) -> Role:
    try:
        return Role(typed)
    except ValueError:
        raise AccountRefused(NO_ROLE(role=typed, hint=did_you_mean(typed, list(Role)))) from None


ORDERS: dict[str, tuple[Callable[[Accounts, AccountOrder, str], str], Deed | None]] = {
    "add": (_add, Deed.PERSON_ADDED),
    "edit": (_edit, Deed.PERSON_CHANGED),
    "role": (_change_role, Deed.ROLE_CHANGED),
    "link": (_new_link, Deed.LINK_MADE),
    "remove": (_remove, Deed.PERSON_REMOVED),
    "list": (_list, None),
}
