"""A program for the crash tests: it cuts builds off at every step and says what is left on the disk.

``python interrupting.py FOLDER MODE [POINTS]`` makes an index in FOLDER, changes its sources, and then builds again and
again from that same state, each time cut off at another point. It writes one JSON line a point: what was served
afterwards, and whether the next build gave what a build that nobody disturbed gives. POINTS bounds how many points are
tried, a seeded choice of them; without it every one is.

Modes: ``kill`` (SIGKILL before every operation on the disk, and in the middle of every write), ``lines`` (SIGKILL at
lines of the product's code, a seeded choice), ``full`` (no space left from an operation on), ``denied`` (one operation
refused), ``limit`` (the system itself refuses files beyond a size). Everything runs in forks of this process, which
starts no thread itself; the product has no hook for any of it.
"""

from __future__ import annotations

import builtins
import errno
import hashlib
import io
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# Its import takes seconds, which every fork would spend again.
import nltk.tokenize.punkt  # noqa: E402, F401
from fakes import FakeEncoder  # noqa: E402 - the path is set above

import indexer.__main__  # noqa: E402
import indexer.build  # noqa: E402
from indexer.index.errors import IndexStateError  # noqa: E402
from indexer.index.generations import read_current  # noqa: E402
from indexer.index.layout import IndexLayout  # noqa: E402
from indexer.index.opening import open_index  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 7
LINES = 80
LIMITS = [0, 1, 50, 100, 500, 1_000, 2_000, 4_096, 6_000, 8_192, 16_384, 24_576, 32_768, 40_960, 49_152, 65_536]


@dataclass
class Interruption:
    """Counts operations, and does something at the one that is chosen."""

    at: int
    act: Callable[[str], None]
    from_then_on: bool = False
    count: int = 0

    def meet(self, operation: str) -> bool:
        """Count an operation; act where it is the one, and say whether it was."""
        self.count += 1
        if self.count == self.at or (self.from_then_on and self.count > self.at > 0):
            self.act(operation)
            return True
        return False


def kill(_operation: str) -> None:
    """Die as by a power switch."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse_for_want_of_space(operation: str) -> None:
    """Fail as a full disk does; what gives space back still works."""
    if operation.startswith("sqlite"):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error
    if not operation.startswith(("unlink", "rmdir", "rename", "replace")):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def refuse_for_want_of_permission(operation: str) -> None:
    """Fail as a folder without the right to write does."""
    if operation.startswith("sqlite"):
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


class WatchedFile(io.FileIO):
    """A file whose every write is met; one that is cut off by a kill is half written."""

    interruption: Interruption

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - as in io
        """Write, or half of it and then the end."""
        chunk = bytes(data)
        if self.interruption.count + 1 == self.interruption.at and self.interruption.act is kill:
            super().write(chunk[: len(chunk) // 2])
        self.interruption.meet(f"write {self.name}")
        return super().write(chunk)


def watch_operations(interruption: Interruption, root: Path) -> None:
    """Make every operation on the disk below ``root`` meet the interruption, for the rest of this process."""
    for name in ("fsync", "rename", "replace", "mkdir", "unlink", "rmdir"):
        _watch_call(name, interruption)

    open_file = io.open

    def watched_open(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as builtins.open
        if "w" not in mode or root not in Path(os.fspath(file)).parents:
            return open_file(file, mode, *rest, **named)
        interruption.meet(f"open {Path(file).name}")
        raw = WatchedFile(file, "w")
        raw.interruption = interruption
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding="utf-8", write_through=True)

    io.open = builtins.open = watched_open

    class WatchedConnection(sqlite3.Connection):
        """A connection whose every statement is met."""

        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as in sqlite3
            interruption.meet(f"sqlite {sql.split(maxsplit=1)[0]}")
            return super().execute(sql, *rest)

        def executemany(self, sql: str, *rest: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as in sqlite3
            interruption.meet(f"sqlite {sql.split(maxsplit=1)[0]}")
            return super().executemany(sql, *rest)

        def commit(self) -> None:
            interruption.meet("sqlite COMMIT")
            super().commit()

    connect = sqlite3.connect

    def watched_connect(*rest: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401 - as sqlite3.connect
        interruption.meet("sqlite connect")
        opened: sqlite3.Connection = connect(*rest, **named, factory=WatchedConnection)
        return opened

    sqlite3.connect = watched_connect  # type: ignore[assignment]


def _watch_call(name: str, interruption: Interruption) -> None:
    call = getattr(os, name)

    def watched(*rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as the call itself
        interruption.meet(f"{name} {rest[0]}")
        return call(*rest, **named)

    setattr(os, name, watched)


def watch_lines(interruption: Interruption) -> None:
    """Make every line of the product's code meet the interruption."""
    ours = (str(ROOT / "indexer") + os.sep, str(ROOT / "corpus") + os.sep)

    def on_line(frame: Any, event: str, _argument: object) -> Any:  # noqa: ANN401 - as sys.settrace
        if event == "line":
            interruption.meet(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
        return on_line

    sys.settrace(lambda frame, *_: on_line if frame.f_code.co_filename.startswith(ours) else None)


def write_sources(notes: Path, edition: int) -> None:
    """Write the sources: from one edition to the next a file is changed, one added, one removed."""
    shutil.rmtree(notes, ignore_errors=True)
    notes.mkdir()
    (notes / "same.md").write_text("# Ginger\n\nGinger root is a spice. Trials of ginger in nerve pain are small.\n")
    (notes / "changed.md").write_text(f"# Heat\n\nThis is edition {edition}. Heat eases an aching muscle.\n")
    (notes / f"only-{edition}.txt").write_text("Massage\n\nMassage relaxes tight muscles. It does not mend a nerve.\n")


def build(notes: Path, index: Path) -> int:
    """Run the indexer's command line with the fake encoder and give its exit status."""
    vars(indexer.build)["load_encoder"] = lambda *_: FakeEncoder()
    sys.argv = ["indexer", "build", str(notes), "--index", str(index), "--json"]
    try:
        indexer.__main__.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def forked(task: Callable[[], object]) -> tuple[Any, int]:
    """Run a task in a fork; give what it returned, None where it was killed, and the signal that killed it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer = json.dumps(task())
        except BaseException:  # noqa: BLE001 - whatever it is, it is the answer
            answer = json.dumps({"crash": traceback.format_exc()})
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else None, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def served(index: Path) -> dict[str, Any]:
    """Open an index, check every passage, and describe all that is on the disk in a comparable form."""
    try:
        opened = open_index(index)
    except IndexStateError as error:
        return {"broken": str(error)}
    opened.store.check()
    texts = [passage.text for passage in opened.store.passages(range(opened.store.passage_count))]
    opened.close()
    layout = IndexLayout(index)
    live = layout.generation(read_current(layout).generation)
    manifest = json.loads(live.manifest.read_bytes())
    # tantivy chooses the names of its files at random.
    manifest["files"] = [file for file in manifest["files"] if not file["name"].startswith("lexical/")]
    return {
        "texts": texts,
        "manifest": hashlib.sha256(json.dumps(manifest).encode()).hexdigest(),
        # The cache's journal is SQLite's own: the next build that opens the cache takes it up.
        "files": sorted(path.name for path in index.iterdir() if not path.name.endswith(("-wal", "-shm"))),
        "generations": sorted(path.name for path in layout.generations.iterdir()),
    }


def interrupted(notes: Path, index: Path, arrange: Callable[[], object]) -> dict[str, Any]:
    """Arrange an interruption and build; say how the build ended and what it wrote."""
    printed, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(complained):
        arrange()
        try:
            status = build(notes, index)
        except BaseException:  # noqa: BLE001 - the interpreter would print it and exit with 1
            traceback.print_exc()
            status = 1
    sys.settrace(None)
    return {"status": status, "stderr": complained.getvalue(), "stdout": printed.getvalue()}


class Rehearsal(Interruption):
    """Cuts nothing off, but writes down what is met."""

    def __init__(self) -> None:
        """Begin with nothing met."""
        super().__init__(0, lambda _operation: None)
        self.met: list[str] = []

    def meet(self, operation: str) -> bool:
        """Write an operation down."""
        self.met.append(operation)
        return False


def arrangements(mode: str, notes: Path, index: Path, most: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give a name and an arrangement for every point at which a build is to be cut off, ``most`` of them."""
    if mode == "limit":
        for size in LIMITS[:most]:
            yield f"limit {size}", partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
        return
    act = {"kill": kill, "lines": kill, "full": refuse_for_want_of_space, "denied": refuse_for_want_of_permission}[mode]

    def arrange(interruption: Interruption) -> None:
        if mode == "lines":
            watch_lines(interruption)
        else:
            watch_operations(interruption, index)

    def rehearse() -> list[str]:
        rehearsal = Rehearsal()
        with redirect_stdout(io.StringIO()):
            arrange(rehearsal)
            build(notes, index)
        sys.settrace(None)
        return rehearsal.met

    operations, _ = forked(rehearse)
    points = list(range(1, len(operations) + 1))
    if len(points) > most:
        points = sorted(random.Random(SEED).sample(points, most))  # noqa: S311 - seeded, no secret
    for point in points:
        interruption = Interruption(point, act, from_then_on=mode == "full")
        yield f"{point} {operations[point - 1].replace(str(index), '')}", partial(arrange, interruption)


def main() -> None:
    """Cut builds off, one after the other."""
    folder, mode = Path(sys.argv[1]), sys.argv[2]
    most = int(sys.argv[3]) if len(sys.argv) > 3 else LINES if mode == "lines" else sys.maxsize
    notes, base, index = folder / "notes", folder / "base", folder / "index"

    def silently(task: Callable[[], object]) -> None:
        def run() -> object:
            with redirect_stdout(io.StringIO()):
                return task()

        answer, _ = forked(run)
        assert answer == 0, answer

    for edition in (1, 2):
        write_sources(notes, edition)
        silently(lambda: build(notes, base))
    old, _ = forked(lambda: served(base))
    write_sources(notes, 3)
    clean_index = folder / "clean"
    shutil.copytree(base, clean_index)
    silently(lambda: build(notes, clean_index))
    new, _ = forked(lambda: served(clean_index))

    def fresh() -> None:
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(base, index)
        for generation in (base / "generations").iterdir():
            shutil.copystat(generation, index / "generations" / generation.name)

    fresh()
    for name, arrange in arrangements(mode, notes, index, most):
        fresh()
        ending, signal_number = forked(partial(interrupted, notes, index, arrange))
        left, _ = forked(lambda: served(index))
        silently(lambda: build(notes, index))
        mended, _ = forked(lambda: served(index))
        record = {
            "point": name,
            "signal": signal_number,
            **(ending or {}),
            "served": "new"
            if left.get("manifest") == new["manifest"]
            else "old"
            if left.get("texts") == old["texts"]
            else left,
            "mended": mended == new or {key: (mended.get(key), new[key]) for key in new if mended.get(key) != new[key]},
        }
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
