"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.adapters.system.tokens import open_token_signer
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.deliveries import DeliveryStore
from feedpub.newsletter.store.subscribers import SubscriberStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NewsletterSession:
    """The newsletter's store, opened for one that may send: deliveries, subscribers and keys."""

    workspace: Workspace
    engine: Engine
    deliveries: DeliveryStore
    subscribers: SubscriberStore
    keys: TokenSigner

    @property
    def settings(self) -> Settings:
        """What the owner chose."""
        return self.workspace.settings


@contextmanager
def open_newsletter(workspace: Workspace) -> Iterator[NewsletterSession]:
    """Open the post's tables and keys."""
    engine = open_newsletter_database(workspace.state, workspace.settings)
    try:
        keys = open_token_signer(workspace.state)
        subscribers = SubscriberStore(engine, keys, workspace.settings.mail.suspend_after)
        yield NewsletterSession(workspace, engine, DeliveryStore(engine), subscribers, keys)
    finally:
        engine.dispose()
