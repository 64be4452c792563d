"""Words of the site on a page that is in another language: each says which language it is in.

A questionnaire may be written in a language that the site has no words in. What the site says
beside it, such as buttons, help and dates, is put between signs where it is translated
(`consult.web.i18n`); once the page is made, the signs become `lang`, or go where no element may
stand.
"""

import re

BEGIN, END = "\u2063", "\u2064"  # neither is seen, should one ever stay
TAG = r"""<(?:"[^"]*"|'[^']*'|[^'">])*>"""
SIGNED = rf"{BEGIN}[^<{BEGIN}{END}]*{END}"
ALONE = re.compile(rf"(<(\w+)\b[^>]*)>(\s*{SIGNED}\s*)</\2>")
TOGETHER = re.compile(rf"(<(p|h[1-6])\b[^<>]*)>((?:{SIGNED}|{TAG}|[\s.:·])+?)</\2>")
NAMED = re.compile(rf'<(?![^<>]*\slang=)([^<>]*\saria-label="{BEGIN}[^"{BEGIN}{END}]*{END}")')
BARE = re.compile(rf"<(title|option|textarea)\b.*?</\1>|{TAG}", re.DOTALL)
SIGNS = re.compile(f"[{BEGIN}{END}]")


def between_signs(words: str) -> str:
    """Words that are in another language than their page."""
    return f"{BEGIN}{words}{END}"


def signed_as(html: str, language: str) -> str:
    """The page with the language of such words: of their element, if it says nothing else, so that
    a script may put others of them there."""

    def whole(found: re.Match[str]) -> str:
        if BEGIN not in found[3]:
            return found[0]
        return f'{found[1]} lang="{language}">{SIGNS.sub("", found[3])}</{found[2]}>'

    html = ALONE.sub(whole, TOGETHER.sub(whole, html))
    html = NAMED.sub(rf'<\1 lang="{language}"', html)  # a name is read as its element is
    html = BARE.sub(lambda found: SIGNS.sub("", found[0]), html)
    return html.replace(BEGIN, f'<span lang="{language}">').replace(END, "</span>")
