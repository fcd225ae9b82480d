"""Asking a running service over HTTP: the same questions, judged by the hits it answers with."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from evaluation.errors import ServiceError, UsageError
from evaluation.judgements import PassageSpan
from evaluation.rankings import Answer, QuestionRefusedError, RankedPassage
from search_api.answerability.calibration import Answerable, AnswerVerdict
from search_api.searcher import MAX_HITS, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIMEOUT_SECONDS = 60
_REFUSED = frozenset({http.HTTPStatus.UNPROCESSABLE_ENTITY, http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE})


class HttpAsker:
    """Asks the service at an address, over one connection."""

    def __init__(self, url: str, count: int) -> None:
        """Name the service; ``count`` is how many hits are asked for.

        Raises:
            UsageError: the address is no HTTP address, or the service gives fewer hits.
            ServiceError: nothing answers there.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            msg = f"--url {url} is no HTTP address: write one such as http://127.0.0.1:8000"
            raise UsageError(msg)
        if count > MAX_HITS:
            msg = f"a service gives {MAX_HITS} hits at most, not {count}: give --k {MAX_HITS} or less"
            raise UsageError(msg)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=_TIMEOUT_SECONDS)
        self._url = url.rstrip("/")
        self._prefix = parts.path.rstrip("/")
        self._count = count
        self._spans: dict[str, tuple[PassageSpan, ...]] = {}
        try:
            self._generation = str(self._search("warm-up", 1)["generation"])
        except Exception:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, text: str) -> Answer:
        """Ask twice: for as many hits as a request usually has, which is timed, and for as many as are judged.

        Raises:
            QuestionRefusedError: the service refuses the question.
            ServiceError: the service does not answer, or publishes another index while it is measured.
        """
        started = time.perf_counter()
        self._search(text, min(self._count, SearchRequest("").k))
        seconds = time.perf_counter() - started
        answer = self._search(text, self._count)
        if answer["generation"] != self._generation:
            msg = (
                f"{self._url} began to serve generation {answer['generation']} in place of {self._generation} "
                "while it was measured: run this again"
            )
            raise ServiceError(msg)
        said = answer["answerable"]
        return Answer(
            served=tuple(_passage(hit) for hit in answer["hits"]),
            seconds=seconds,
            answerable=Answerable(said["probability"], AnswerVerdict(said["verdict"])),
        )

    def passages_of(self, document: str) -> Sequence[PassageSpan]:
        """Give the passages of a document, in order; none where the service has no such document."""
        if document not in self._spans:
            status, found = self._request("GET", f"/v1/documents/{quote(document, safe='')}")
            if status not in {http.HTTPStatus.OK, http.HTTPStatus.NOT_FOUND}:
                raise self._unexpected(status, found)
            listed = found["passages"] if status == http.HTTPStatus.OK else []
            self._spans[document] = tuple(PassageSpan(each["id"], each["start"], each["end"]) for each in listed)
        return self._spans[document]

    def index(self) -> dict[str, Any]:
        """Say which service answered, and from which generation."""
        return {"url": self._url, "generation": self._generation}

    def settings(self) -> dict[str, Any]:
        """Give nothing: a service does not tell its settings."""
        return {}

    def _search(self, text: str, count: int) -> dict[str, Any]:
        status, answer = self._request("POST", "/v1/search", {"query": text, "k": count})
        if status in _REFUSED:
            raise QuestionRefusedError(str(answer.get("detail", status)))
        if status != http.HTTPStatus.OK or "hits" not in answer:
            raise self._unexpected(status, answer)
        return answer

    def _request(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            self._connection.request(method, self._prefix + path, content, headers)
            response = self._connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = str(error) or type(error).__name__
            msg = f"{self._url} does not answer as a service ({reason}): start one with `python -m search_api serve`"
            raise ServiceError(msg) from error
        return response.status, answer if isinstance(answer, dict) else {}

    def _unexpected(self, status: int, answer: dict[str, Any]) -> ServiceError:
        said = answer.get("detail", "no reason given")
        return ServiceError(f"{self._url} answered {status} ({said}): see its log, then run this again")


def _passage(hit: dict[str, Any]) -> RankedPassage:
    passage, citation = hit["passage"], hit["citation"]
    return RankedPassage(
        passage["id"], citation["document_id"], citation["start"], citation["end"], hit["score"], passage["text"]
    )
