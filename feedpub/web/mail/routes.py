"""Requests below /mail/ -> pages. GET and HEAD look, POST acts; whatever it is, nobody learns who is a subscriber."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from feedpub.errors import FeedpubError, NotFound
from feedpub.language.reader_address import reader_address
from feedpub.model import Standing
from feedpub.posting import CHANGE, LEAVE
from feedpub.regions import by_code
from feedpub.stages.render.mail_pages import Chosen, Said, names
from feedpub.web.mail.form import (
    chosen_of,
    fields_of,
    filled,
    is_timely,
    signed_time,
    wrong_address,
    wrong_choice,
)
from feedpub.web.mail.guards import is_ours, network_of
from feedpub.wishes import CLASSES, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from feedpub.stages.render.mail_pages import MailPages
    from feedpub.web.mail.form import Fields, Filled
    from feedpub.web.mail.office import Office

HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
"""Of every page below /mail/: most have a token in their address (S20)."""

SHORT = 16_384
"""Bytes up to which a page is sent as it is."""

DEEP = 2
"""Folders between the site's root and a page with a token."""


def mail_routes(office: Office) -> Sequence[BaseRoute]:
    """Return the routes of all pages below /mail/."""
    hosts = frozenset(_hosts(office))
    doors = (("/mail/confirm/{token}", _confirm), ("/mail/change/{token}", _change), ("/mail/leave/{token}", _leave))
    return [
        Route("/mail", _to_the_slash, methods=["GET"]),
        Route("/mail/", _endpoint(office, hosts, _sign_up), methods=["GET", "POST"]),
        *(Route(path, _endpoint(office, hosts, act), methods=["GET", "POST"]) for path, act in doors),
    ]


class _Asked:
    """A request, with its body read: `fields` is None where nothing may be done."""

    def __init__(self, request: Request, fields: Fields | None, *, ours: bool) -> None:
        self.request, self.fields, self.ours = request, fields, ours

    @property
    def acts(self) -> bool:
        return self.request.method == "POST"

    @property
    def token(self) -> str:
        return str(self.request.path_params.get("token", ""))

    def language(self, office: Office) -> str:
        """Return the language that the address asks for, or else the site's."""
        asked = self.request.query_params.get("lang", "")
        return asked if asked in LANGUAGES else office.settings.site.language


def _endpoint(
    office: Office, hosts: frozenset[str], act: Callable[[Office, _Asked], Response]
) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        fields: Fields | None = {}
        if request.method == "POST":
            try:
                fields = fields_of(await request.body())
            except ClientDisconnect:
                return Response(status_code=400)
            except ValueError:
                fields = None
        asked = _Asked(request, fields, ours=is_ours(request, hosts))
        return await run_in_threadpool(lambda: _pressed(_guarded(office, asked, act), request))

    return answer


def _pressed(answer: Response, request: Request) -> Response:
    """Return an answer as gzip where it is long and that is understood: the tree of all regions is 300 KB, or 40."""
    codings = {part.strip() for part in request.headers.get("accept-encoding", "").split(",")}
    if len(answer.body) > SHORT:
        answer.headers["vary"] = "accept-encoding"
        if codings & {"gzip", "gzip;q=1.0"}:
            answer.body = gzip.compress(bytes(answer.body), 4, mtime=0)
            answer.headers["content-encoding"] = "gzip"
            answer.headers["content-length"] = str(len(answer.body))
    return answer


def _guarded(office: Office, asked: _Asked, act: Callable[[Office, _Asked], Response]) -> Response:
    """Answer, or say that something is wrong on our side."""
    try:
        return act(office, asked)
    except (FeedpubError, SQLAlchemyError) as error:
        structlog.get_logger().error("mail page failed", reason=type(error).__name__, words=_public(error))
        words = office.pages(asked.language(office)).words
        said = Said(words.failed, (words.failed_more,))
        answer = _page(office.pages(asked.language(office)).say(said, DEEP if asked.token else 1), 503)
        answer.headers["retry-after"] = "120"
        return answer


async def _to_the_slash(request: Request) -> Response:
    del request
    return Response(status_code=308, headers={"location": "/mail/"})


def _sign_up(office: Office, asked: _Asked) -> Response:
    language = asked.language(office)
    if not asked.acts:
        return _form(office, asked, Chosen(_asked_for(asked.request), language=language))
    pages = office.pages(language)
    if not asked.ours:
        return _refused(pages)
    form = filled(asked.fields or {}, language)
    if form.trapped:
        return _sent(pages)
    desk, words = office.desk, pages.words
    wrong = wrong_address(form, words) or wrong_choice(form, words)
    if not wrong and not is_timely(desk.keys, form.time, office.now()):
        wrong = words.too_old
    if asked.fields is None or wrong:
        return _form(office, asked, form.chosen, form=form, wrong=wrong or words.wrong_choice)
    network = network_of(asked.request, office.proxies)
    desk.signups.ask(reader_address(form.address), form.wish(), network, office.now())
    office.wake()
    return _sent(office.pages(form.language))


def _confirm(office: Office, asked: _Asked) -> Response:
    signups = office.desk.signups
    if asked.acts and not asked.ours:
        return _refused(office.pages(asked.language(office)), DEEP)
    if not asked.acts:
        wish = signups.meant(asked.token)
        if wish is None:
            return _dead(office, asked)
        pages = office.pages(wish.language)
        words = pages.words
        intro = words.confirm_intro.format(site=office.settings.site.title)
        return _page(pages.say(Said(words.confirm_title, (intro,), names(wish), words.confirm), DEEP))
    reader = signups.confirm(asked.token, office.now())
    if reader is None or reader.standing is not Standing.ACTIVE:
        return _dead(office, asked)
    pages = office.pages(reader.wish.language)
    words = pages.words
    links = [(words.to_change, CHANGE), (words.to_leave, LEAVE)]
    ways = tuple((text, f"mail/{page}/{office.desk.keys.token(page, reader.id)}") for text, page in links)
    return _page(pages.say(Said(words.confirmed, (words.confirmed_more,), names(reader.wish), links=ways), DEEP))


def _change(office: Office, asked: _Asked) -> Response:
    desk = office.desk
    id_ = desk.keys.read(CHANGE, asked.token)
    reader = desk.signups.reader(id_) if id_ else None
    if id_ is None or reader is None or reader.standing is Standing.PENDING:
        return _dead(office, asked)
    language, chosen, wrong = reader.wish.language, chosen_of(reader.wish), ""
    if asked.acts:
        if not asked.ours:
            return _refused(office.pages(language), DEEP)
        form = filled(asked.fields or {}, language)
        wrong = wrong_choice(form, office.pages(language).words)
        chosen = form.chosen
        if not wrong:
            changed = desk.signups.change(id_, form.wish(), office.now())
            if changed is None:
                return _dead(office, asked)
            language, chosen = changed.wish.language, chosen_of(changed.wish)
    pages = office.pages(language)
    text = pages.form(
        chosen,
        office.branches(language, chosen.codes),
        change=True,
        action="",
        wrong=wrong,
        saved=asked.acts and not wrong,
        leave=f"mail/{LEAVE}/{desk.keys.token(LEAVE, id_)}",
        depth=DEEP,
    )
    return _page(text, 400 if wrong else 200)


def _leave(office: Office, asked: _Asked) -> Response:
    """Answer a link to leave; RFC 8058: a POST acts at once, whoever sends it, without cookie, redirect or question."""
    desk = office.desk
    id_ = desk.keys.read(LEAVE, asked.token)
    if id_ is None:
        return _dead(office, asked)
    reader = desk.signups.reader(id_)
    pages = office.pages(reader.wish.language if reader else asked.language(office))
    words = pages.words
    if not asked.acts:
        intro = words.leave_intro.format(site=office.settings.site.title)
        return _page(pages.say(Said(words.leave_title, (intro,), button=words.leave), DEEP))
    desk.signups.leave(id_, office.now())
    return _page(pages.say(Said(words.left, (words.left_more,), links=((words.again, "mail/"),)), DEEP))


def _form(office: Office, asked: _Asked, chosen: Chosen, form: Filled | None = None, wrong: str = "") -> Response:
    language = asked.language(office)
    other = next(each for each in LANGUAGES if each != language)
    region = [("region", code) for code in _asked_for(asked.request)]
    text = office.pages(language).form(
        chosen,
        office.branches(language, chosen.codes),
        action=f"?{urlencode([('lang', language)])}",
        switch=urlencode([*region, ("lang", other)]),
        time=signed_time(office.desk.keys, office.now()),
        address=form.address[:254] if form else "",
        wrong=wrong,
    )
    return _page(text, 400 if wrong else 200)


def _asked_for(request: Request) -> tuple[str, ...]:
    """Return the region that the page was asked for, where there is such a one."""
    code = request.query_params.get("region", "")
    if code in (*CLASSES, "all"):
        return (code,)
    try:
        return (by_code(code).code,)
    except NotFound:
        return ()


def _sent(pages: MailPages) -> Response:
    """Say the same to everybody whose form could be taken (S12)."""
    return _page(pages.say(Said(pages.words.sent, pages.words.sent_more)))


def _refused(pages: MailPages, depth: int = 1) -> Response:
    said = Said(pages.words.refused, (pages.words.refused_more,), links=((pages.words.again, "mail/"),))
    return _page(pages.say(said, depth), 403)


def _dead(office: Office, asked: _Asked) -> Response:
    pages = office.pages(asked.language(office))
    said = Said(pages.words.dead, (pages.words.dead_more,), links=((pages.words.again, "mail/"),))
    return _page(pages.say(said, DEEP), 404)


def _page(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, HEADERS)


def _public(error: Exception) -> str:
    """Return what may stand in the log: SQLAlchemy's messages quote the values, addresses among them."""
    return str(error) if isinstance(error, FeedpubError) else type(error).__name__


def _hosts(office: Office) -> set[str]:
    settings = office.settings
    own = urlsplit(settings.base_url).netloc.rpartition("@")[2].lower()
    return ({own} if own else set()) | {name.lower() for name in settings.serve.hosts}
