"""Names of templates -> finished texts, by the one Jinja2 environment that there is.

The owner's folder is looked up first, then ours. Every value is escaped, an undefined one is an error, and a template
can neither reach Python's insides nor change what it is given (sandbox). Source text is only ever a value.
"""

from __future__ import annotations

import traceback
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from jinja2 import BaseLoader

    from feedpub.ports import Templates
    from feedpub.settings import Settings


def load_templates(owner_folder: Path | None = None) -> Templates:
    """Return the templates, the owner's before ours; raises `SettingsError` where the owner's cannot be used.

    An owner's template that only changes a part of ours names it by the prefix: `{% extends "ours/site/page.html" %}`.
    """
    loaded = JinjaTemplates(_environment(owner_folder))
    if owner_folder is not None:
        loaded.check_all(owner_folder)
    return loaded


TEMPLATE_SUFFIXES = (".html", ".css", ".js", ".svg", ".txt")
"""The endings of templates; an owner's folder may hold notes, pictures and an editor's leavings besides."""

# What goes wrong inside a template, {{ 1 / 0 }} and a range beyond the sandbox's among it.
RENDER_ERRORS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class CachingSandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which asks once whether objects of a type may be asked for an attribute, and not each time.

    Its answers hang on nothing else, and finding them is half the time of rendering a page.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._is_safe_cache: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read this attribute of this object."""
        cache_key = type(obj), attr
        is_safe = self._is_safe_cache.get(cache_key)
        if is_safe is None:
            is_safe = self._is_safe_cache[cache_key] = super().is_safe_attribute(obj, attr, value)
        return is_safe


class JinjaTemplates:
    """The port `Templates`, kept by Jinja2."""

    def __init__(self, environment: CachingSandbox) -> None:
        self._environment = environment

    def render(self, name: str, /, **values: Any) -> str:
        """Return the template filled with `values`; raises `SettingsError` with file and line of what is wrong."""
        try:
            return self._environment.get_template(name).render(values)
        except RENDER_ERRORS as error:
            raise SettingsError(_describe_error(error)) from error

    def check_all(self, owner_folder: Path) -> None:
        """Compile every template of the owner's folder, so that a slip is found before anything is written."""
        loader = FileSystemLoader(owner_folder)
        for name in loader.list_templates():
            if name.endswith(TEMPLATE_SUFFIXES) and "/." not in f"/{name}":
                try:
                    self._environment.get_template(name)
                except TemplateError as error:
                    raise SettingsError(_describe_error(error)) from error
                except UnicodeDecodeError as error:
                    raise SettingsError(
                        f"{owner_folder / name}: not UTF-8 at byte {error.start}; save it as UTF-8"
                    ) from error


def _environment(owner_folder: Path | None) -> CachingSandbox:
    ours = FileSystemLoader(_bundled_folder())
    loaders: list[BaseLoader] = [ours, PrefixLoader({"ours": ours})]
    if owner_folder is not None:
        if not owner_folder.is_dir():
            raise SettingsError(
                f"templates = {str(owner_folder)!r}: there is no such folder; create it or remove the setting"
            )
        loaders.insert(0, FileSystemLoader(owner_folder))
    return CachingSandbox(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _bundled_folder() -> Path:
    """Return where our templates lie: inside the package once installed, beside it in a checkout."""
    package = Path(str(files("feedpub")))
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "site").is_dir():
            return folder
    raise SettingsError(f"{package}: its templates are missing; install feedpub again")


def _describe_error(error: Exception) -> str:
    """Say where a template is wrong, and what to do."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}: line {error.lineno}: {error.message}; mend that line of the template"
    if isinstance(error, TemplateNotFound):
        return f"no template is called {error.name!r}; put it into your templates folder, or ask for one of ours"
    # Jinja2 rewrites tracebacks, so that their innermost frame in a template names its file and line.
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.endswith(".py")]
    where = f"{frames[-1].filename}: line {frames[-1].lineno}" if frames else "a template"
    return f"{where}: {error}; mend that line of the template"


def open_templates(settings: Settings) -> Templates:
    """Return the owner's templates before ours; raises `SettingsError` for a folder that is none."""
    return load_templates(Path(settings.templates) if settings.templates else None)
