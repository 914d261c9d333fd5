from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from feedpub.adapters import templates as templates_module
from feedpub.adapters.templates import load_templates
from feedpub.errors import SettingsError


@pytest.fixture
def owner(tmp_path: Path) -> Path:
    """Return an owner's folder of templates, with a place for those of the site."""
    (tmp_path / "site").mkdir()
    return tmp_path


def put(owner: Path, text: str, name: str = "site/note.html") -> None:
    (owner / name).write_text(text, encoding="utf-8")


def test_a_value_never_becomes_markup(owner: Path) -> None:
    put(owner, "<p title='{{ word }}'>{{ word }}</p>")

    text = load_templates(owner).render("site/note.html", word="<script>'\"&{{ 7*7 }}")

    assert text.count("&lt;script&gt;&#39;&#34;&amp;{{ 7*7 }}") == 2


def test_the_owners_template_comes_before_ours(owner: Path) -> None:
    put(owner, "body { color: red }", "site/style.css")

    assert load_templates(owner).render("site/style.css") == "body { color: red }"
    assert load_templates().render("site/style.css") != "body { color: red }"


def test_the_owner_can_change_a_part_of_ours(owner: Path) -> None:
    put(owner, '{% extends "ours/site/style.css" %}', "site/style.css")

    assert load_templates(owner).render("site/style.css") == load_templates().render("site/style.css")


def test_a_value_that_was_not_given_is_an_error_with_its_line(owner: Path) -> None:
    put(owner, "<p>\n{{ nobody }}\n</p>")

    with pytest.raises(SettingsError, match=r"site/note\.html: line 2: 'nobody' is undefined; mend that line"):
        load_templates(owner).render("site/note.html")


def test_a_slip_of_the_owner_is_found_at_once_with_its_line(owner: Path) -> None:
    put(owner, "<p>\n\n{% if %}</p>")

    with pytest.raises(SettingsError, match=r"site/note\.html: line 3: .*; mend that line of the template"):
        load_templates(owner)


def test_a_template_that_is_no_utf_8_is_named(owner: Path) -> None:
    (owner / "site" / "note.html").write_bytes("新闻".encode("gb18030"))

    with pytest.raises(SettingsError, match=r"note\.html: not UTF-8 at byte 0; save it as UTF-8"):
        load_templates(owner)


def test_files_that_are_no_templates_are_left_alone(owner: Path) -> None:
    (owner / "site" / "photo.png").write_bytes(b"\x89PNG")
    put(owner, "{% broken", "site/.note.html.swp")
    put(owner, "{% broken", "site/README")

    assert load_templates(owner).render("site/style.css")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="elsewhere'.*: there is no such folder; create it or remove the setting"):
        load_templates(tmp_path / "elsewhere")


def test_a_template_that_nobody_has_is_named() -> None:
    with pytest.raises(SettingsError, match=r"no template is called 'site/none\.html'"):
        load_templates().render("site/none.html")


@pytest.mark.parametrize(
    "attempt",
    [
        "{{ word.__class__.__mro__ }}",
        "{{ word | attr('__class__') }}",
        "{{ '{0.__class__}'.format(word) }}",
        "{{ words.append('more') }}",
        "{{ range(10000000) | list }}",
        "{{ self.__init__.__globals__ }}",
        "{{ 1 / 0 }}",
        "{% include '../../pyproject.toml' %}",
    ],
)
def test_a_template_cannot_leave_its_room(owner: Path, attempt: str) -> None:
    put(owner, attempt)
    words = ["one"]

    with pytest.raises(SettingsError):
        load_templates(owner).render("site/note.html", word="word", words=words)

    assert words == ["one"]


def test_ours_are_found_in_an_installed_package_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel has them inside the package, a checkout beside it."""
    ours = Path(__file__).parents[2] / "templates"
    package = tmp_path / "feedpub"
    shutil.copytree(ours, package / "templates")
    (package / "templates" / "site" / "style.css").write_text("installed")
    monkeypatch.setattr(templates_module, "files", lambda name: tmp_path / name)

    assert load_templates().render("site/style.css") == "installed"


def test_a_package_without_templates_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates_module, "files", lambda name: tmp_path / "feedpub")

    with pytest.raises(SettingsError, match="its templates are missing; install feedpub again"):
        load_templates()
