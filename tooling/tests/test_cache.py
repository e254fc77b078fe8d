"""The cache folder: whole or not at all."""

import pytest

from tooling import cache


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_a_broken_download_leaves_nothing(tmp_path):
    def make(folder):
        (folder / "half").touch()
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        cache.made_once(tmp_path / "thing", make)
    assert not (tmp_path / "thing").exists()
    assert not list(tmp_path.glob("*.part"))


def test_what_is_there_is_not_made_again(tmp_path):
    made = []

    def make(folder):
        made.append(folder)
        (folder / "file").touch()

    for _ in range(2):
        assert (cache.made_once(tmp_path / "thing", make) / "file").exists()
    assert len(made) == 1


def test_a_half_made_environment_is_made_again(tmp_path):
    target = tmp_path / "venv"
    target.mkdir()
    (target / "half").touch()
    cache.made_in_place(target, lambda folder: (folder / "whole").touch())
    assert sorted(path.name for path in target.iterdir()) == [".complete", "whole"]
