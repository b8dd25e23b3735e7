"""Log-in names from people's names, such as lixia, lixia2."""

from __future__ import annotations

from gridflow.store import Session, accounts

STEM_AT_MOST = 40


def login_stem(name: str) -> str:
    """Return a name in small Latin letters; "user" where none can be made of it."""
    from pypinyin import lazy_pinyin

    spelled = "".join(lazy_pinyin(name)).casefold()
    plain = "".join(one for one in spelled if one.isascii() and one.isalnum())
    return plain[:STEM_AT_MOST] or "user"


def free_login(session: Session, name: str, taken: set[str]) -> str:
    """Return a log-in name that nobody has, and note it as taken."""
    stem = login_stem(name)
    used = accounts.logins_like(session, stem) | taken
    login, number = stem, 1
    while login in used:
        number += 1
        login = f"{stem}{number}"
    taken.add(login)
    return login
