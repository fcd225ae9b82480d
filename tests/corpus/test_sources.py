"""Discovery lists what may be read, refuses the rest by name, and never opens what could hang or leak."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.errors import UnreadableFileError
from corpus.sources import SourceFile, SourceNotFoundError, discover

if TYPE_CHECKING:
    from collections.abc import Callable

    WriteFile = Callable[[str, str | bytes], Path]


def names(*sources: Path) -> list[str]:
    """Return the names that citations would show."""
    return [file.source for file in discover(sources)]


def only(*sources: Path) -> SourceFile:
    """Return the one file that the sources hold."""
    (file,) = discover(sources)
    return file


def test_files_are_named_by_their_folder_and_path_inside_in_order(write: WriteFile) -> None:
    """A file is named by its source folder and its path inside, and the list is sorted by that name."""
    write("notes/b.md", "B")
    write("notes/sub/deep/c.txt", "C")
    write("notes/a.md", "A")
    assert names(write("notes/B.md", "B").parent) == ["notes/B.md", "notes/a.md", "notes/b.md", "notes/sub/deep/c.txt"]


def test_a_single_file_is_a_source(write: WriteFile) -> None:
    """A source may be one file; its label is its name."""
    file = only(write("notes/a.md", "A"))
    assert (file.source, file.read_bytes()) == ("a.md", b"A")


def test_several_sources_are_told_apart_by_as_few_parts_as_needed(write: WriteFile) -> None:
    """Two folders of the same name get their parents' names as well, and no more than that."""
    first, second = write("x/notes/a.md", "1").parent, write("y/notes/a.md", "2").parent
    assert names(first, second) == ["x/notes/a.md", "y/notes/a.md"]
    assert names(first, write("z/other/a.md", "3").parent) == ["notes/a.md", "other/a.md"]


def test_a_source_named_twice_is_read_once(write: WriteFile) -> None:
    """Naming the same folder twice, also by another spelling of its path, lists each of its files once."""
    folder = write("notes/a.md", "A").parent
    assert names(folder, folder, folder / ".." / "notes") == ["notes/a.md"]


def test_hidden_files_and_folders_are_left_out(write: WriteFile) -> None:
    """What begins with a dot is settings, not a document."""
    write("notes/.git/config.md", "no")
    write("notes/.hidden.md", "no")
    assert names(write("notes/seen.md", "yes").parent) == ["notes/seen.md"]


def test_a_missing_source_is_named() -> None:
    """A source that does not exist stops the build with its path."""
    with pytest.raises(SourceNotFoundError, match=r"/nowhere/at/all does not exist: name a folder"):
        discover([Path("/nowhere/at/all")])


def test_a_source_that_cannot_be_reached_is_named() -> None:
    """Whatever the system says of a source, it is one sentence with the path, not a crash."""
    with pytest.raises(SourceNotFoundError, match=r"xxx cannot be reached \(File name too long\)"):
        discover([Path("/tmp/" + "x" * 300)])  # noqa: S108 - the system refuses the name


def test_a_link_that_cannot_be_followed_is_refused(write: WriteFile) -> None:
    """A link that the system will not follow is refused with the system's reason, and the rest is read."""
    folder = write("notes/a.md", "A").parent
    (folder / "long.md").symlink_to("x" * 300)
    assert {file.source: file.refusal for file in discover([folder])} == {
        "notes/a.md": None,
        "notes/long.md": "it cannot be reached (File name too long); mend the link or its permissions",
    }


@pytest.mark.parametrize("target", ["../secret.md", "/etc/hostname", "../../../../../../etc/hostname", "../outside"])
def test_a_link_out_of_the_source_is_refused(write: WriteFile, target: str) -> None:
    """A link to a file or folder outside the source is listed as refused, and its target is never read."""
    write("secret.md", "secret")
    write("outside/secret.md", "secret")
    folder = write("notes/a.md", "A").parent
    (folder / "link.md").symlink_to(target)
    refused = {file.source: file for file in discover([folder])}["notes/link.md"]
    assert refused.refusal == "it is a link that points outside the source folder; copy the file there instead"
    with pytest.raises(UnreadableFileError, match="points outside"):
        refused.read_bytes()


def test_a_link_inside_the_source_is_read(write: WriteFile) -> None:
    """A link to another file of the same source is a file like any other."""
    folder = write("notes/a.md", "A").parent
    (folder / "b.md").symlink_to("a.md")
    assert [(file.source, file.read_bytes()) for file in discover([folder])] == [
        ("notes/a.md", b"A"),
        ("notes/b.md", b"A"),
    ]


def test_a_source_that_is_itself_a_link_is_followed(write: WriteFile, tmp_path: Path) -> None:
    """The user may name a link to a folder; the label is the name that was given."""
    folder = write("real/a.md", "A").parent
    (tmp_path / "alias").symlink_to(folder)
    assert only(tmp_path / "alias").source == "alias/a.md"


def test_a_circle_of_links_ends(write: WriteFile) -> None:
    """A link to the folder that holds it is refused, not walked for ever."""
    folder = write("notes/sub/a.md", "A").parent
    (folder / "loop").symlink_to("..")
    (folder / "self.md").symlink_to("self.md")
    refusals = {file.source: file.refusal for file in discover([folder.parent])}
    assert refusals["notes/sub/a.md"] is None
    assert refusals["notes/sub/loop"] == "it is a link to a folder of the same source, whose files are read there"
    assert refusals["notes/sub/self.md"] == "it is a link to a file that does not exist; remove it"


def test_a_dangling_link_is_refused(write: WriteFile) -> None:
    """A link to nothing is refused with the reason."""
    folder = write("notes/a.md", "A").parent
    (folder / "gone.md").symlink_to("no-such-file.md")
    assert {file.source: file.refusal for file in discover([folder])}["notes/gone.md"] == (
        "it is a link to a file that does not exist; remove it"
    )


def test_a_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    """A FIFO is refused; even opened directly it does not hang."""
    os.mkfifo(tmp_path / "pipe.md")
    listed = only(tmp_path)
    assert listed.refusal == "it is not a regular file; remove it from the source folder"
    with pytest.raises(UnreadableFileError, match="not a regular file"):
        SourceFile(tmp_path / "pipe.md", "pipe.md").read_bytes()


def test_a_fifo_named_as_a_source_is_refused_without_waiting(tmp_path: Path) -> None:
    """A FIFO that the user names is not a file to read either."""
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UnreadableFileError, match="not a regular file"):
        only(tmp_path / "pipe.md").read_bytes()


def test_a_socket_and_a_device_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket in the folder and a device named as a source are refused."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        assert only(tmp_path).refusal == "it is not a regular file; remove it from the source folder"
    with pytest.raises(UnreadableFileError, match="not a regular file"):
        only(Path("/dev/zero")).read_bytes()


def test_a_name_that_is_not_utf8_is_refused_and_shown_escaped(tmp_path: Path) -> None:
    """A name of other bytes is refused, and shown in characters that every output can write."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.md")).write_text("text")
    file = only(folder)
    assert file.refusal == "its name is not UTF-8; rename it"
    assert file.source == "notes/caf\\udce9.md"
    assert file.source.encode()


def test_a_folder_whose_name_is_not_utf8_has_a_name_that_can_be_written(tmp_path: Path) -> None:
    """Files below such a folder are listed under an escaped name."""
    folder = tmp_path / "notes" / os.fsdecode(b"\xff\xfe")
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("text")
    assert only(tmp_path / "notes").source == "notes/\\udcff\\udcfe/a.md"


def test_a_name_with_a_line_end_is_one_file(write: WriteFile) -> None:
    """A line end in a name is part of the name."""
    folder = write("notes/a\nb.md", "text").parent
    assert [(file.source, file.read_bytes()) for file in discover([folder])] == [("notes/a\nb.md", b"text")]


def test_a_file_beyond_the_limit_is_refused_and_one_at_the_limit_is_read(write: WriteFile) -> None:
    """The limit is the largest size that is read."""
    file = only(write("a.md", b"x" * 1024))
    assert len(file.read_bytes(limit=1024)) == 1024
    with pytest.raises(UnreadableFileError, match="it is larger than 0 MiB; split it"):
        file.read_bytes(limit=1023)


def test_an_unlistable_folder_and_an_unopenable_file_are_reported(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system does not let us read is listed with the system's reason, and the rest is read."""
    folder = write("notes/a.md", "A").parent
    write("notes/closed/b.md", "B")
    scandir, open_file = os.scandir, os.open

    def refuse_folder(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    def refuse_file(path: Path, flags: int) -> int:
        if Path(path).name == "a.md":
            raise PermissionError(13, "Permission denied")
        return open_file(path, flags)

    monkeypatch.setattr(os, "scandir", refuse_folder)
    files = {file.source: file for file in discover([folder])}
    assert files["notes/closed"].refusal == ("the folder cannot be listed (Permission denied); check its permissions")
    monkeypatch.setattr(os, "open", refuse_file)
    with pytest.raises(UnreadableFileError, match=r"cannot be opened \(Permission denied\); check its permissions"):
        files["notes/a.md"].read_bytes()


def test_an_ending_is_known_in_any_case(write: WriteFile) -> None:
    """The ending decides the format, whatever its case."""
    assert only(write("a.MD", "x")).suffix == ".md"
