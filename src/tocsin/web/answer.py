"""The page behind the link in a notice: two buttons. To look at it answers nothing.

Mail programs open links by themselves to preview them, so an answer is only ever a POST.
"""

from html import escape
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tocsin.app.sending import answer
from tocsin.db.view import PUBLIC_KEYS, Row, fetch_all, fetch_one
from tocsin.domain.errors import DomainError, NotFound
from tocsin.domain.response.answer_link import AnswerLink, read_link
from tocsin.web.depends import parts_of, reading

router = APIRouter(include_in_schema=False)

NOBODY = UUID(int=0)
NOTICE = """
    select notice.title, notice.text, notice.has_it, incident.state from notice
    join incident on incident.id = notice.incident_id
    where notice.id = %(id)s
"""
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<meta name="color-scheme" content="light dark">
<style>
  :root {{ --sheet: #fff; --ink: #1c2127; --edge: #59636e; --go: #14532d; --on-go: #fff;
    --focus: #1d4ed8 }}
  @media (prefers-color-scheme: dark) {{ :root {{ --sheet: #121417; --ink: #ebedef;
    --edge: #7c8088; --go: #7fd6a0; --on-go: #0b0d0f; --focus: #8ab4ff }} }}
  body {{ font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto;
    padding: 1.5rem; color: var(--ink); background: var(--sheet); overflow-wrap: anywhere }}
  h1 {{ font-size: 1.375rem; line-height: 1.3 }}
  p {{ white-space: pre-line }}
  button {{ font: inherit; font-weight: 600; width: 100%; min-height: 3.5rem; margin: .5rem 0;
    border: 2px solid var(--go); border-radius: .5rem; background: var(--go);
    color: var(--on-go) }}
  .no {{ background: var(--sheet); color: var(--ink); border-color: var(--edge) }}
  button:focus-visible {{ outline: 3px solid var(--focus); outline-offset: 2px }}
</style>
<main>
<h1>{title}</h1>
{content}
</main>
"""
BUTTONS = """
<p>{text}</p>
<form method="post" action="?i_have_it=true"><button>I have it</button></form>
<form method="post" action="?i_have_it=false"><button class="no">I cannot</button></form>
"""
OVER = frozenset({"closed", "filed"})
SAID = {True: "You said: I have it. Thank you.", False: "You said: I cannot. Thank you."}


@router.api_route("/answer/{word}", methods=["GET", "HEAD"])
async def get_answer(word: str, request: Request) -> HTMLResponse:
    """Show what is asked. Whoever looks has not answered."""
    return _page(await _read(request, await _link(request, word)))


@router.post("/answer/{word}")
async def post_answer(word: str, request: Request, *, i_have_it: bool) -> HTMLResponse:
    """Write the answer down, once."""
    link = await _link(request, word)
    try:
        async with parts_of(request).open_work("answer_notice", link.centre_id) as work:
            await answer(work, link.notice_id, has_it=i_have_it)
    except NotFound:
        raise
    except DomainError as refusal:
        row = await _read(request, link)
        return _written(row["title"], f"<p>{escape(str(refusal))}</p>", 409)
    return _page(await _read(request, link))


async def _link(request: Request, word: str) -> AnswerLink:
    async with reading(parts_of(request).pool, NOBODY) as rows:
        keys = [row["public_key"] for row in await fetch_all(rows, PUBLIC_KEYS, {})]
    link = read_link(word, keys)
    if link is None:
        raise NotFound("This link is not whole. Open it from the message once more.")
    return link


async def _read(request: Request, link: AnswerLink) -> Row:
    async with reading(parts_of(request).pool, link.centre_id) as rows:
        row = await fetch_one(rows, NOTICE, {"id": link.notice_id})
    if row is None:
        raise NotFound("This message is not kept any more.")
    return row


def _page(row: Row) -> HTMLResponse:
    over = "<p>It is over. Nothing is left to do.</p>" if row["state"] in OVER else ""
    said = "" if row["has_it"] is None else f"<p>{SAID[row['has_it']]}</p>"
    if said or over:
        return _written(row["title"], said + over)
    return _written(row["title"], BUTTONS.format(text=escape(row["text"])))


def _written(title: str, content: str, code: int = 200) -> HTMLResponse:
    page = PAGE.format(title=escape(title), content=content)
    return HTMLResponse(page, code, headers={"Cache-Control": "no-store"})
