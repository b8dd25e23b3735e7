"""Under whose post a command of the command line acts, where it needs a right."""

from __future__ import annotations

from gridflow.engine import Actor, Engine
from gridflow.engine.access import may
from gridflow.engine.accounts import actor_under, normal_login
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import accounts, people


def actors_of(engine: Engine, login: str) -> list[Actor]:
    """Return a person under each of their posts; NotFoundError for unknown log-ins."""
    with engine.store.reading() as session:
        account = accounts.account_by_login(session, normal_login(login))
        if account is None:
            raise NotFoundError(login=login)
        posts = people.posts_of(session, account.person, engine.today())
    return [actor_under(engine, post.id) for post in posts]


def actor_who_may(engine: Engine, login: str, verb: str, thing: str) -> Actor:
    """Return a person under the first of their posts that has a right.

    Raises NotFoundError for an unknown log-in, DeniedError where no post has it.
    """
    for actor in actors_of(engine, login):
        if may(engine, actor, verb, thing).allowed:
            return actor
    raise DeniedError(login=login, verb=verb, thing=thing)
