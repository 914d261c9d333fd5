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
from feedpub.model import SubscriberStatus
from feedpub.newsletter.message import PREFERENCES_PURPOSE, UNSUBSCRIBE_PURPOSE
from feedpub.newsletter.preferences import LANGUAGES, NON_REGIONAL
from feedpub.regions import by_code
from feedpub.stages.render.site.signup import FormChoices, Notice
from feedpub.text.email_address import normalise_address
from feedpub.web.newsletter.form import (
    address_error,
    choice_error,
    is_timely,
    parse_fields,
    parse_form,
    sign_time,
    to_choices,
)
from feedpub.web.newsletter.request_checks import client_network, is_same_origin
from feedpub.wording.signup import region_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from feedpub.stages.render.site.signup import SignupPages
    from feedpub.web.newsletter.context import NewsletterContext
    from feedpub.web.newsletter.form import Fields, SignupForm

HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
"""Of every page below /mail/: most have a token in their address (S20)."""

GZIP_THRESHOLD = 16_384
"""Bytes up to which a page is sent as it is."""

TOKEN_PAGE_DEPTH = 2
"""Folders between the site's root and a page with a token."""


def newsletter_routes(context: NewsletterContext) -> Sequence[BaseRoute]:
    """Return the routes of all pages below /mail/."""
    hosts = frozenset(_hosts(context))
    token_pages = (
        ("/mail/confirm/{token}", _confirm),
        ("/mail/change/{token}", _change),
        ("/mail/leave/{token}", _unsubscribe),
    )
    return [
        Route("/mail", _redirect_to_slash, methods=["GET"]),
        Route("/mail/", _endpoint(context, hosts, _sign_up), methods=["GET", "POST"]),
        *(Route(path, _endpoint(context, hosts, act), methods=["GET", "POST"]) for path, act in token_pages),
    ]


class _PageRequest:
    """A request, with its body read: `fields` is None where nothing may be done."""

    def __init__(self, request: Request, fields: Fields | None, *, same_origin: bool) -> None:
        self.request, self.fields, self.same_origin = request, fields, same_origin

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @property
    def token(self) -> str:
        return str(self.request.path_params.get("token", ""))

    def language(self, context: NewsletterContext) -> str:
        """Return the language that the address asks for, or else the site's."""
        asked = self.request.query_params.get("lang", "")
        return asked if asked in LANGUAGES else context.settings.site.language


def _endpoint(
    context: NewsletterContext, hosts: frozenset[str], act: Callable[[NewsletterContext, _PageRequest], Response]
) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        fields: Fields | None = {}
        if request.method == "POST":
            try:
                fields = parse_fields(await request.body())
            except ClientDisconnect:
                return Response(status_code=400)
            except ValueError:
                fields = None
        page_request = _PageRequest(request, fields, same_origin=is_same_origin(request, hosts))
        return await run_in_threadpool(lambda: _gzipped(_answer_or_apologise(context, page_request, act), request))

    return answer


def _gzipped(answer: Response, request: Request) -> Response:
    """Return an answer as gzip where it is long and that is understood: the tree of all regions is 300 KB, or 40."""
    codings = {part.strip() for part in request.headers.get("accept-encoding", "").split(",")}
    if len(answer.body) > GZIP_THRESHOLD:
        answer.headers["vary"] = "accept-encoding"
        if codings & {"gzip", "gzip;q=1.0"}:
            answer.body = gzip.compress(bytes(answer.body), 4, mtime=0)
            answer.headers["content-encoding"] = "gzip"
            answer.headers["content-length"] = str(len(answer.body))
    return answer


def _answer_or_apologise(
    context: NewsletterContext, page_request: _PageRequest, act: Callable[[NewsletterContext, _PageRequest], Response]
) -> Response:
    """Answer, or say that something is wrong on our side."""
    try:
        return act(context, page_request)
    except (FeedpubError, SQLAlchemyError) as error:
        structlog.get_logger().error("mail page failed", reason=type(error).__name__, words=_loggable(error))
        wording = context.pages(page_request.language(context)).wording
        notice = Notice(wording.failed, (wording.failed_more,))
        answer = _page(
            context.pages(page_request.language(context)).notice(notice, TOKEN_PAGE_DEPTH if page_request.token else 1),
            503,
        )
        answer.headers["retry-after"] = "120"
        return answer


async def _redirect_to_slash(request: Request) -> Response:
    del request
    return Response(status_code=308, headers={"location": "/mail/"})


def _sign_up(context: NewsletterContext, page_request: _PageRequest) -> Response:
    language = page_request.language(context)
    if not page_request.is_post:
        return _form_page(
            context, page_request, FormChoices(_requested_region(page_request.request), language=language)
        )
    pages = context.pages(language)
    if not page_request.same_origin:
        return _forbidden_page(pages)
    form = parse_form(page_request.fields or {}, language)
    if form.has_honeypot:
        return _request_taken_page(pages)
    store, wording = context.store, pages.wording
    error_text = address_error(form, wording) or choice_error(form, wording)
    if not error_text and not is_timely(store.keys, form.signed_time, context.now()):
        error_text = wording.too_old
    if page_request.fields is None or error_text:
        return _form_page(context, page_request, form.choices, form=form, error_text=error_text or wording.wrong_choice)
    network = client_network(page_request.request, context.proxies)
    store.signups.store_request(normalise_address(form.address), form.preferences(), network, context.now())
    context.wake()
    return _request_taken_page(context.pages(form.language))


def _confirm(context: NewsletterContext, page_request: _PageRequest) -> Response:
    signups = context.store.signups
    if page_request.is_post and not page_request.same_origin:
        return _forbidden_page(context.pages(page_request.language(context)), TOKEN_PAGE_DEPTH)
    if not page_request.is_post:
        preferences = signups.pending_preferences(page_request.token)
        if preferences is None:
            return _dead_link_page(context, page_request)
        pages = context.pages(preferences.language)
        wording = pages.wording
        intro = wording.confirm_intro.format(site=context.settings.site.title)
        return _page(
            pages.notice(
                Notice(wording.confirm_title, (intro,), region_names(preferences), wording.confirm), TOKEN_PAGE_DEPTH
            )
        )
    subscriber = signups.confirm(page_request.token, context.now())
    if subscriber is None or subscriber.status is not SubscriberStatus.ACTIVE:
        return _dead_link_page(context, page_request)
    pages = context.pages(subscriber.preferences.language)
    wording = pages.wording
    links = [(wording.to_change, PREFERENCES_PURPOSE), (wording.to_leave, UNSUBSCRIBE_PURPOSE)]
    link_targets = tuple((text, f"mail/{page}/{context.store.keys.token(page, subscriber.id)}") for text, page in links)
    return _page(
        pages.notice(
            Notice(
                wording.confirmed, (wording.confirmed_more,), region_names(subscriber.preferences), links=link_targets
            ),
            TOKEN_PAGE_DEPTH,
        )
    )


def _change(context: NewsletterContext, page_request: _PageRequest) -> Response:
    store = context.store
    id_ = store.keys.read(PREFERENCES_PURPOSE, page_request.token)
    subscriber = store.signups.subscriber(id_) if id_ else None
    if id_ is None or subscriber is None or subscriber.status is SubscriberStatus.PENDING:
        return _dead_link_page(context, page_request)
    language, choices, error_text = subscriber.preferences.language, to_choices(subscriber.preferences), ""
    if page_request.is_post:
        if not page_request.same_origin:
            return _forbidden_page(context.pages(language), TOKEN_PAGE_DEPTH)
        form = parse_form(page_request.fields or {}, language)
        error_text = choice_error(form, context.pages(language).wording)
        choices = form.choices
        if not error_text:
            changed = store.signups.change_preferences(id_, form.preferences(), context.now())
            if changed is None:
                return _dead_link_page(context, page_request)
            language, choices = changed.preferences.language, to_choices(changed.preferences)
    pages = context.pages(language)
    text = pages.form(
        choices,
        context.branches(language, choices.codes),
        change=True,
        action="",
        wrong=error_text,
        saved=page_request.is_post and not error_text,
        leave=f"mail/{UNSUBSCRIBE_PURPOSE}/{store.keys.token(UNSUBSCRIBE_PURPOSE, id_)}",
        depth=TOKEN_PAGE_DEPTH,
    )
    return _page(text, 400 if error_text else 200)


def _unsubscribe(context: NewsletterContext, page_request: _PageRequest) -> Response:
    """Answer a link to leave; RFC 8058: a POST acts at once, whoever sends it, without cookie, redirect or question."""
    store = context.store
    id_ = store.keys.read(UNSUBSCRIBE_PURPOSE, page_request.token)
    if id_ is None:
        return _dead_link_page(context, page_request)
    subscriber = store.signups.subscriber(id_)
    pages = context.pages(subscriber.preferences.language if subscriber else page_request.language(context))
    wording = pages.wording
    if not page_request.is_post:
        intro = wording.leave_intro.format(site=context.settings.site.title)
        return _page(pages.notice(Notice(wording.leave_title, (intro,), button=wording.leave), TOKEN_PAGE_DEPTH))
    store.signups.unsubscribe(id_, context.now())
    return _page(
        pages.notice(Notice(wording.left, (wording.left_more,), links=((wording.again, "mail/"),)), TOKEN_PAGE_DEPTH)
    )


def _form_page(
    context: NewsletterContext,
    page_request: _PageRequest,
    choices: FormChoices,
    form: SignupForm | None = None,
    error_text: str = "",
) -> Response:
    language = page_request.language(context)
    other = next(each for each in LANGUAGES if each != language)
    region = [("region", code) for code in _requested_region(page_request.request)]
    text = context.pages(language).form(
        choices,
        context.branches(language, choices.codes),
        action=f"?{urlencode([('lang', language)])}",
        switch=urlencode([*region, ("lang", other)]),
        time=sign_time(context.store.keys, context.now()),
        address=form.address[:254] if form else "",
        wrong=error_text,
    )
    return _page(text, 400 if error_text else 200)


def _requested_region(request: Request) -> tuple[str, ...]:
    """Return the region that the page was asked for, where there is such a one."""
    code = request.query_params.get("region", "")
    if code in (*NON_REGIONAL, "all"):
        return (code,)
    try:
        return (by_code(code).code,)
    except NotFound:
        return ()


def _request_taken_page(pages: SignupPages) -> Response:
    """Say the same to everybody whose form could be taken (S12)."""
    return _page(pages.notice(Notice(pages.wording.sent, pages.wording.sent_more)))


def _forbidden_page(pages: SignupPages, depth: int = 1) -> Response:
    notice = Notice(pages.wording.refused, (pages.wording.refused_more,), links=((pages.wording.again, "mail/"),))
    return _page(pages.notice(notice, depth), 403)


def _dead_link_page(context: NewsletterContext, page_request: _PageRequest) -> Response:
    pages = context.pages(page_request.language(context))
    notice = Notice(pages.wording.dead, (pages.wording.dead_more,), links=((pages.wording.again, "mail/"),))
    return _page(pages.notice(notice, TOKEN_PAGE_DEPTH), 404)


def _page(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, HEADERS)


def _loggable(error: Exception) -> str:
    """Return what may stand in the log: SQLAlchemy's messages quote the values, addresses among them."""
    return str(error) if isinstance(error, FeedpubError) else type(error).__name__


def _hosts(context: NewsletterContext) -> set[str]:
    settings = context.settings
    own = urlsplit(settings.base_url).netloc.rpartition("@")[2].lower()
    return ({own} if own else set()) | {name.lower() for name in settings.serve.hosts}
