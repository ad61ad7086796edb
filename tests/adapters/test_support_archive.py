"""Opening a support archive that somebody sent."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from forge_tui.adapters import support_archive
from forge_tui.adapters.support_archive import read_archive
from forge_tui.domain.archive import EVENTS, FOLDER
from forge_tui.domain.failures import UsageError


def member(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = size, kind, link
    return info


def archive_in(folder: Path, *members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> Path:
    path = folder / "support.tar"
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    return path


def file(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return member(f"{FOLDER}/{name}", len(content)), content


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_files_are_read_in_order_and_nothing_is_written(tmp_path: Path, mode: str) -> None:
    path = archive_in(tmp_path, file("status.json", b"{}"), (member(FOLDER, kind=tarfile.DIRTYPE), b""), file(EVENTS, b"x\n"), mode=mode)
    archive = read_archive(path)
    assert [(one.name, one.content, one.cut) for one in archive.files] == [(EVENTS, b"x\n", False), ("status.json", b"{}", False)]
    assert archive.left_out == ()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", f"{FOLDER}/../../evil", "elsewhere/file", FOLDER, f"./{FOLDER}/../x"], ids=lambda name: name
)
def test_a_name_that_leads_elsewhere_is_left_out(tmp_path: Path, name: str) -> None:
    archive = read_archive(archive_in(tmp_path, file("a", b"a"), (member(name, 4), b"evil")))
    assert [one.name for one in archive.files] == ["a"]
    assert len(archive.left_out) == 1


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_left_out(tmp_path: Path, kind: bytes) -> None:
    archive = read_archive(archive_in(tmp_path, file("a", b"a"), (member(f"{FOLDER}/b", kind=kind, link="/etc/shadow"), b"")))
    assert [one.name for one in archive.files] == ["a"]
    assert "not an ordinary file" in archive.left_out[0]


def test_of_a_large_file_the_beginning_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support_archive, "FILE_LIMIT_BYTES", 10)
    (one,) = read_archive(archive_in(tmp_path, file("log", b"x" * 100))).files
    assert (one.content, one.size_bytes, one.cut) == (b"x" * 10, 100, True)


def test_an_archive_that_unpacks_to_too_much_is_refused_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support_archive, "TOTAL_LIMIT_BYTES", 1_000_000)
    path = archive_in(tmp_path, file("zeros", b"\0" * 50_000_000), mode="w:gz")
    assert path.stat().st_size < 100_000
    with pytest.raises(UsageError, match="unpacks to more than"):
        read_archive(path)


def test_more_members_than_anybody_needs_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support_archive, "MEMBERS_LIMIT", 3)
    archive = read_archive(archive_in(tmp_path, *(file(f"f{number}", b"") for number in range(9))))
    assert len(archive.files) == 3
    assert archive.left_out == ("whatever follows the first 3 members",)


@pytest.mark.parametrize(
    "content", [b"", b"no tar at all" * 100, gzip.compress(b"no tar at all"), b"\x1f\x8b broken", b"\0" * 1024], ids=range(5)
)
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_archive(path)
    assert caught.value.remedy == "Name a support archive that exists: forge-tui open support.tar.gz"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_archive(tmp_path / "none.tar")


def test_an_archive_that_was_cut_off_is_told(tmp_path: Path) -> None:
    path = archive_in(tmp_path, file("a", b"a" * 5000), mode="w:gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UsageError):
        read_archive(path)
