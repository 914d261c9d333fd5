"""The environment or a private file -> a password; it is shown in no message."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.errors import SettingsError
from feedpub.settings.load import BOUNCE_PASSWORD_VARIABLE, MAIL_PASSWORD_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping


def mail_password(file: str, environment: Mapping[str, str]) -> str:
    """Return the mail server's password; raises `SettingsError` where there is none, or others may read its file."""
    if from_environment := environment.get(MAIL_PASSWORD_VARIABLE):
        return from_environment
    if not file:
        raise SettingsError(
            f"mail.user is set, and no password; put it into {MAIL_PASSWORD_VARIABLE} or mail.password_file"
        )
    return read_private(Path(file), "mail.password_file").decode("utf-8", "replace").strip("\r\n")


def bounce_password(file: str, environment: Mapping[str, str]) -> str:
    """Return the password of the mailbox that bounces lie in; raises `SettingsError` as `secret` does."""
    if from_environment := environment.get(BOUNCE_PASSWORD_VARIABLE):
        return from_environment
    if not file:
        raise SettingsError(
            f"mail.bounce_imap is set, and no password; put it into {BOUNCE_PASSWORD_VARIABLE}, or a file of its own"
        )
    return read_private(Path(file), "mail.bounce_password_file").decode("utf-8", "replace").strip("\r\n")


def read_private(path: Path, setting: str) -> bytes:
    """Return what a file holds that only its owner may read; raises `SettingsError`."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(f"{setting}: others may use {path}; say: chmod 600 {path}")
            return file.read()
    except OSError as error:
        raise SettingsError(f"{setting}: {path}: cannot be read ({error.strerror}); mend that") from error
