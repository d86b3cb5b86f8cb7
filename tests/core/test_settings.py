from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.settings import Settings


def test_defaults_where_there_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.load() == Settings()
    assert Settings.load(seed=None) == Settings()
    assert Settings(**Settings().as_dict()) == Settings()


def test_options_override_the_file_and_the_file_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kg.toml").write_text("min_confidence = 0.7\nlinks_kept = 5\nhub_share = 1\n")
    assert Settings.load() == Settings(min_confidence=0.7, links_kept=5, hub_share=1)
    assert Settings.load(min_confidence=0.2, seed=None).min_confidence == 0.2
    Path("other.toml").write_text("seed = 3")
    assert Settings.load(Path("other.toml")) == Settings(seed=3), "only the one file is read"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("min_confidense = 0.5", "unknown setting 'min_confidense'; there are: acronym_papers, "),
        ("[papers]\nx = 1", "unknown setting 'papers'"),
        ('min_confidence = "0.5"', "setting min_confidence must be a number, not '0.5'"),
        ("min_confidence = true", "setting min_confidence must be a number, not True"),
        ("seed = true", "setting seed must be a whole number, not True"),
        ("seed = 1.0", "setting seed must be a whole number, not 1.0"),
        ("links_kept = [1]", "setting links_kept must be a whole number, not [1]"),
        ("min_confidence = 1.5", "setting min_confidence = 1.5 must lie between 0 and 1"),
        ("min_confidence = nan", "must lie between 0 and 1"),
        (f"hub_share = {10**400}", "must lie between 0 and 1"),
        ("links_kept = 0", "setting links_kept = 0 must lie between 1 and"),
        (f"links_kept = {10**30}", "must lie between 1 and"),
        ("seed = -1", "setting seed = -1 must lie between 0 and"),
        ("a = ", "is not TOML (Invalid value"),
        ("seed = 1\nseed = 2", "is not TOML"),
    ],
)
def test_what_makes_no_sense_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "kg.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as error:
        Settings.load(file)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read \(No such file"):
        Settings.load(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        Settings.load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"# na\xefve")
    with pytest.raises(UsageError, match="is not TOML"):
        Settings.load(tmp_path / "latin.toml")


def test_every_number_is_checked() -> None:
    for field in fields(Settings):
        for wrong in (-1, 2**40):
            with pytest.raises(UsageError, match=f"setting {field.name} = {wrong} must lie between"):
                Settings(**{field.name: wrong})
