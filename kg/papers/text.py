"""A file as text: opened, unpacked, decoded, and handed on in pieces, so that its size does not matter."""

from __future__ import annotations

import codecs
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, Self

from kg.errors import InputError
from kg.papers.files import Found, NotPapersError

_BLOCK = 1 << 16
#: Of zstd so little at a time that a bomb, too, comes in pieces of some megabytes.
_ZSTD_BLOCK = 1 << 10
#: Of gzip, which packs no denser than a thousand to one, more.
_GZIP_BLOCK = 1 << 14

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARIES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip archive or Office document"),
    (b"\xd0\xcf\x11\xe0", "Office document"),
    (b"PAR1", "Parquet"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"SQLite format 3", "SQLite"),
)
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1b"))


class Text:
    """The text of one file, to be gone through once; ``head``, its first part, may be looked at before.

    Damage costs no more than it must: what was read before it stays, and ``notes`` tell of the loss.
    """

    def __init__(self, found: Found) -> None:
        self.found = found
        self.notes: list[str] = []
        self.head = ""
        self._raw = _opened(found)
        try:
            self._chunks = self._decoded()
            while len(self.head) < _BLOCK and (chunk := next(self._chunks, "")):
                self.head += chunk
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.found.path:
            self._raw.close()

    def chunks(self) -> Iterator[str]:
        """The text in pieces of no particular size, all line ends as ``\\n``."""
        yield self.head
        yield from self._chunks

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers, without their ends."""
        number = 0
        pieces: list[str] = []
        for chunk in self.chunks():
            *ended, rest = chunk.split("\n")
            for line in ended:
                number += 1
                yield number, "".join([*pieces, line])
                pieces.clear()
            pieces.append(rest)
        if line := "".join(pieces):
            yield number + 1, line

    def _decoded(self) -> Iterator[str]:
        blocks = self._blocks()
        start = b""
        while len(start) < _BLOCK and (block := next(blocks, b"")):
            start += block
        encoding = _encoding(start)
        if encoding == "utf-8":
            self._refuse_binary(start)
        decoder = codecs.getincrementaldecoder(encoding)()
        newlines = io.IncrementalNewlineDecoder(None, translate=True)
        block, done = start, False
        while not done:
            after = next(blocks, b"")
            done = not after
            if text := newlines.decode(self._decode(decoder, block, final=done), final=done):
                yield text
            block = after

    def _decode(self, decoder: codecs.IncrementalDecoder, block: bytes, final: bool) -> str:
        try:
            return decoder.decode(block, final)
        except UnicodeDecodeError as error:
            # The decoder still has what it had before the block, so that the block can be decoded anew.
            if error.encoding == "utf-8":
                decoder.errors = "kg-windows-1252"
                self._note(
                    "is not all UTF-8; other bytes were read as Windows-1252 (if letters look wrong, save it as UTF-8)"
                )
            else:
                decoder.errors = "replace"
                self._note(f"is damaged {error.encoding.upper()}; what could not be read became \ufffd")
            return decoder.decode(block, final)

    def _refuse_binary(self, start: bytes) -> None:
        kind = next((kind for mark, kind in _BINARIES if start.startswith(mark)), None)
        sample = start[: 1 << 13]
        controls = len(sample) - len(sample.translate(None, _CONTROLS))
        if kind or controls > max(8, len(sample) // 20):  # a text may have a few
            raise NotPapersError(
                f"{self.found.name}: is a binary file{f' ({kind})' if kind else ''}, not text;"
                " give papers as a listing, JSON Lines, CSV or TSV"
            )

    def _blocks(self) -> Iterator[bytes]:
        """The bytes of the file, unpacked."""
        start = self._read(_BLOCK)
        if start.startswith(_GZIP):
            return self._unpacked(start, lambda: zlib.decompressobj(31), _GZIP_BLOCK, zlib.error)
        if start.startswith(_ZSTD):
            import zstandard

            machine = zstandard.ZstdDecompressor()
            return self._unpacked(start, machine.decompressobj, _ZSTD_BLOCK, zstandard.ZstdError)
        return self._packed(start, _BLOCK)

    def _packed(self, start: bytes, size: int) -> Iterator[bytes]:
        for place in range(0, len(start), size):
            yield start[place : place + size]
        while block := self._read(_BLOCK):
            for place in range(0, len(block), size):
                yield block[place : place + size]

    def _unpacked(self, start: bytes, new: Callable[[], Any], size: int, damage: type[Exception]) -> Iterator[bytes]:
        """A file may be several packed ones, one behind the other."""
        machine: Any = None
        try:
            for block in self._packed(start, size):
                data = block if machine else block.lstrip(b"\0")  # tapes and downloads are padded
                while data:
                    machine = machine or new()
                    if unpacked := machine.decompress(data):
                        yield unpacked
                    data, machine = (machine.unused_data.lstrip(b"\0"), None) if machine.eof else (b"", machine)
            whole = machine is None
        except damage:
            whole = False
        if not whole:
            self._note("the compressed file is cut or damaged; what stands before the damage was read")

    def _read(self, size: int) -> bytes:
        try:
            return self._raw.read(size)
        except OSError as error:
            raise InputError(f"{self.found.name}: cannot be read ({error.strerror or error})") from error

    def _note(self, text: str) -> None:
        self.notes.append(f"{self.found.name}: {text}")


def _opened(found: Found) -> IO[bytes]:
    if found.path:
        try:
            return found.path.open("rb")
        except OSError as error:
            raise InputError(f"{found.name}: cannot be read ({error.strerror}); check its permissions") from error
    if sys.stdin is None:
        raise InputError("-: there is no standard input; give files or folders")
    binary: IO[bytes] | None = getattr(sys.stdin, "buffer", None)
    return binary or io.BytesIO(sys.stdin.read().encode("utf-8", "replace"))


def _encoding(start: bytes) -> str:
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    sample = start[: 1 << 12]
    for odd, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Without a mark: Latin letters leave every other byte empty.
        if sample[odd::2].count(0) * 5 > len(sample) * 2 and sample[1 - odd :: 2].count(0) * 20 <= len(sample):
            return encoding
    return "utf-8"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bytes_ = error.object[error.start : error.end]
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in bytes_), error.end


codecs.register_error("kg-windows-1252", _as_windows_1252)
