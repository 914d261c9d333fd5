"""feedpub.toml and the environment: every default works, and a wrong setting is named with its line."""

from importlib.resources import files

import pytest

from feedpub.errors import SettingsError
from feedpub.settings import Settings, parse_settings


def test_no_settings_at_all_are_the_defaults() -> None:
    assert parse_settings("", {}) == Settings()


def test_the_file_that_init_writes_states_every_default() -> None:
    text = (files("feedpub") / "data" / "feedpub.toml").read_text(encoding="utf-8")

    assert parse_settings(text, {}) == Settings()


def test_the_file_that_init_writes_names_every_setting() -> None:
    text = (files("feedpub") / "data" / "feedpub.toml").read_text(encoding="utf-8")
    defaults = Settings()

    for name in Settings.__struct_fields__:
        assert name in text
        table = getattr(defaults, name)
        for key in getattr(table, "__struct_fields__", ()):
            assert f"\n{key} = " in text, f"{name}.{key}"


def test_the_environment_wins_over_the_file() -> None:
    settings = parse_settings("[feeds]\nitems = 5\n", {"FEEDPUB_FEEDS__ITEMS": "7", "HOME": "/"})

    assert settings.feeds.items == 7


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("base_url = ", "line 1", "TOML", id="broken_toml"),
        pytest.param("\ncolour = 1", "line 2", "'colour'", id="unknown_key"),
        pytest.param("[feeds]\nlength = 1", "line 2", "'length'", id="unknown_key_in_a_table"),
        pytest.param("[feeds]\nitems = 'many'", "line 2", "int", id="wrong_type"),
        pytest.param("[feeds]\nitems = 0", "line 2", ">= 1", id="too_small"),
        pytest.param("zone = 'Mars/Olympus'", "line 1", "Mars/Olympus", id="unknown_zone"),
        pytest.param("base_url = 'example.org'", "line 1", "http", id="address_without_scheme"),
        pytest.param("base_url = 'https://报.example'", "line 1", "ASCII", id="address_not_in_ascii"),
        pytest.param("[site]\nlanguage = 'fr'", "line 2", "fr", id="language_we_do_not_speak"),
        pytest.param("[pages]\nencoding = 'gb-2'", "line 2", "gb-2", id="encoding_that_is_none"),
        pytest.param("[names]\nadd = {'龙城' = '某某市'}", "line 2", "某某市", id="name_that_means_nowhere"),
        pytest.param("[names.add]\n龙城新区 = '常州'\n龙城 = '某某市'", "TOML", "line 2", id="name_without_quotes"),
        pytest.param("[names.add]\n'龙城新区' = '常州'\n'龙城' = '某某市'", "line 3", "某某市", id="name_in_a_table"),
        pytest.param("[names]\nexclude = ['新城',\n'城']", "line 3", "two characters", id="name_too_short"),
        pytest.param("[names]\nexclude = ['新城', '']", "line 2", "two characters", id="empty_name"),
        pytest.param(
            "[names]\nexclude = ['新城']\nadd = {'新城' = '常州'}",
            "line 2",
            "choose one",
            id="name_both_added_and_silenced",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(text: str, line: str, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, {})

    assert line in str(caught.value)
    assert what in str(caught.value)


def test_without_a_base_url_links_point_at_the_local_preview() -> None:
    assert Settings().root_url == "http://127.0.0.1:8000/"


@pytest.mark.parametrize("address", ["https://news.example", "https://news.example/", "https://news.example/a/"])
def test_the_root_ends_with_one_slash(address: str) -> None:
    root = Settings(base_url=address).root_url

    assert root == address.rstrip("/") + "/"


def test_the_letter_has_the_title_of_its_language_or_of_its_owner() -> None:
    assert parse_settings("", {}).letter_title == "一周要闻"
    assert parse_settings('[site]\nlanguage = "en"\n', {}).letter_title == "The Week in News"
    assert parse_settings('[digest]\ntitle = "本周常州"\n', {}).letter_title == "本周常州"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param('[groups."苏南"]\nname = "苏南"\nregions = []', "a-z", id="key_that_is_no_folder"),
        pytest.param('[groups.sunan]\nname = "苏南"\nregions = ["某某市"]', "某某市", id="region_that_is_none"),
    ],
)
def test_a_wrong_group_is_named(text: str, what: str) -> None:
    with pytest.raises(SettingsError, match=what):
        parse_settings(text, {})


def test_a_group_gathers_regions_by_any_of_their_names() -> None:
    settings = parse_settings('[groups.sunan]\nname = "苏南"\nregions = ["江苏省/苏州市", "常州", "320200"]', {})

    assert settings.groups["sunan"].name == "苏南"


@pytest.mark.parametrize(
    ("slugs", "what"),
    [(("Jiang Nan", ""), "names a folder"), (("-a", ""), "names a folder"), (("same", "same"), "already")],
    ids=["not_a_folder", "beginning_with_a_dash", "taken"],
)
def test_the_slug_of_a_paper_names_a_folder_of_its_own(slugs: tuple[str, str], what: str) -> None:
    text = "\n".join(f'[papers."{name}"]\nslug = "{slug}"' for name, slug in zip(("晚报", "晨报"), slugs, strict=True))

    with pytest.raises(SettingsError, match=what):
        parse_settings(text, {})
