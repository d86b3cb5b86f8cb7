r"""TeX in titles and abstracts as the text that it stands for: one arXiv abstract in ten has some.

What only dresses words is taken off (``\textbf{S}oft``), accents are put on their letters, what points elsewhere
(``\cite{…}``) goes. A formula stays as it stands, unless it is a lone word, number or sign (``$k$NN``), and so does
every command that is not known here: a paper's own macro (``\method``) cannot be read without its source, and guessing
would make text that nobody wrote. A parser of TeX would be of no help: most of these texts are prose, in which ``50%
of $5`` is neither a comment nor a formula.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

__all__ = ["MARKS", "without_tex"]

#: Without these in a text nothing here changes it.
MARKS = "\\{}$~`"

_DRESS = (
    "textbf|textit|emph|textsc|texttt|textsf|textrm|textsl|textup|textmd|textnormal|text|underline|uline|mbox"
    "|textsuperscript|textsubscript|url|em|it|bf|sc|tt|rm|sf|sl"
)
_SWITCH = "em|it|bf|sc|tt|rm|sf|sl|bfseries|itshape|scshape|ttfamily|normalfont|small|large"
_POINTER = r"[cC]ite[a-zA-Z]*+\*?|label|(?:eq|auto|page|name|[cCv])?ref|footnotemark"
_INSIDE = r"((?:[^{}]++|\{[^{}]*+\})*+)"
_GROUP = rf"\s*+\{{{_INSIDE}\}}"
_OPTION = r"(?:\s*+\[[^\[\]]*+\])?"
_NO_LETTER = r"(?![a-zA-Z])"

#: The marks of accents, and on which letters each is believed where it stands bare: ``www\.example`` has none.
_ACCENTS = {
    "'": ("\u0301", ""), "`": ("\u0300", "aeiou"), "^": ("\u0302", "aeiou"), '"': ("\u0308", "aeiouy"),
    "~": ("\u0303", "anoiu"), "=": ("\u0304", "aeiou"), ".": ("\u0307", "z"), "c": ("\u0327", ""), "v": ("\u030c", ""),
    "H": ("\u030b", ""), "u": ("\u0306", ""), "k": ("\u0328", ""), "r": ("\u030a", ""),
}  # fmt: skip
_ACCENT = r"""(?:\\(?P<sign{0}>['`^"~=.])(?:\{{\\?(?P<held{0}>[a-zA-Z])\}}|\\?(?P<bare{0}>[a-zA-Z]))"""
_ACCENT += r"""|\\(?P<name{0}>[cvHukr])\{{(?P<under{0}>[a-zA-Z])\}})"""
_ACCENTED = re.compile(rf"\{{{_ACCENT.format(1)}\}}|{_ACCENT.format(2)}")
#: Where quotes are escaped (``\"so\"``) one stands before no letter, and none that follows no letter is an accent.
_CLOSING_QUOTE = re.compile(r"""\\(["'])(?![a-zA-Z{\\])""")
_ESCAPED_QUOTE = re.compile(r"""(?<![a-zA-Z])\\(["'])(?!\{)""")
#: Where one apostrophe is escaped (``don\'t``) all are.
_ENGLISH_APOSTROPHE = re.compile(r"[a-zA-Z0-9]\\'(?:s|t|d|m|re|ve|ll)\b")
_ESCAPED_APOSTROPHE = re.compile(r"\\'(?!\{)")
_SINGLE_BACKSLASH = re.compile(r"(?<!\\)\\(?!\\)")
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı",
}  # fmt: skip
_LETTER = rf"\\({'|'.join(_LETTERS)}){_NO_LETTER}"

_WORDS = {
    "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "LaTeX": "LaTeX", "TeX": "TeX", "xspace": "", "ldots": "...",
    "dots": "...", "textemdash": "\u2014", "textendash": "\u2013", "times": "×", "pm": "±", "deg": "°", "approx": "≈",
    "leq": "≤", "geq": "≥", "textless": "<", "textgreater": ">", "textregistered": "®", "texttrademark": "™",
}  # fmt: skip
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
}  # fmt: skip
_ARROWS = {"leftrightarrow": "↔", "Leftrightarrow": "⇔", "rightarrow": "→", "Rightarrow": "⇒", "leftarrow": "←"}
_SIGNS = {"!": "", "-": "", ",": " ", ";": " ", ":": " ", " ": " ", "\\": " "}
_LETTER_NAMES = "|".join(_GREEK)
_WORD_NAMES = "|".join(_WORDS)

#: Told from prices as Pandoc does: no white space inside the dollars, and no digit behind unless a command is in it.
_FORMULA = re.compile(
    r"\$\$[^$]++\$\$"
    r"|(?<!\\)\$(?![\s$])(?:[^$\\]++(?<!\s)\$(?!\d)|[^$\\]*+(?:\\.[^$\\]*+)++(?<!\s)\$)"
    r"|(?<!\\)\$\s[^$\\]*+(?:\\.[^$\\]*+)++(?<=\s)\$"
    r"|(?<!\\)\\\((?:[^\\]|\\[^()])*+\\\)|(?<!\\)\\\[(?:[^\\]|\\[^\[\]])*+\\\]"
)
#: What needs no dollars around it: ``$k$NN``, ``$30\%$``, ``$\beta$-VAE``.
_NO_FORMULA = re.compile(
    r"[A-Za-z][A-Za-z0-9-]*+|\([A-Za-z][A-Za-z0-9-]*+\)|[A-Za-z]{3,}+(?: [A-Za-z]{3,}+)++"
    r"|[0-9.,]*[0-9][%×°]?|[^\x00-\x7f]"
)
#: So deep a word in a formula may be dressed.
_DEEPEST = 3
#: BibTeX's titles.
_IN_BRACES = re.compile(r"\{\{?([^{}]*+)\}?\}")
_KEPT = re.compile("\x00([0-9]+)\x00")


def _accented(match: re.Match[str]) -> str:
    found = {name[:-1]: value for name, value in match.groupdict().items() if value}
    sign, letter = found.get("sign") or found["name"], found.get("held") or found.get("bare") or found["under"]
    mark, letters = _ACCENTS[sign]
    in_path = match.string[match.start() - 1 : match.start()] == "/"
    if "bare" in found and (in_path or letter.lower() not in (letters or letter.lower())):
        return match[0]
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if len(whole) == 1 else match[0]


def _pointer(match: re.Match[str]) -> str:
    return " " if match.string[match.end() : match.end() + 1].isalnum() else ""


def _mended(match: re.Match[str]) -> str:
    name = match[1] + match[2]
    return f"\\{name}" if name in _GREEK or name in _WORDS else match[0]


def _unicode(match: re.Match[str]) -> str:
    letter = chr(min(int(match[1], 16), 0x10FFFF))
    return letter if letter.isprintable() else match[0]


_RULES: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(rf"[\s~]?\\(?:{_POINTER}){_OPTION}{_OPTION}\s*+\{{[^{{}}]*+\}}"), _pointer),
    (re.compile(rf"\\(?:textcolor|href|hyperlink){_OPTION}{_GROUP}{_GROUP}"), r"\2"),
    (re.compile(rf"\\href{_GROUP}"), r"\1"),
    (re.compile(rf"\\color{_OPTION}\s*+\{{[^{{}}]*+\}}"), ""),
    (re.compile(r"\\footnote\{(?=[^{}]*+$)"), " "),
    (re.compile(rf"\\footnote{_GROUP}"), r" (\1)"),
    (re.compile(rf"\\(?:{_DRESS}){_GROUP}"), r"\1"),
    (re.compile(rf"(?<![\w^}}\]])\{{\s*+\\(?:{_SWITCH}){_NO_LETTER}\s*+{_INSIDE}\}}"), r"\1"),
    (re.compile(rf"(?<![\w:{{}}])\\(?:{_SWITCH})(?![a-zA-Z-])\s*+"), ""),
    # arXiv takes the first letter of some commands for an accent's: \b{eta}.
    (re.compile(r"\\([a-zA-Z])\{([a-z]{2,9})\}"), _mended),
    (_ACCENTED, _accented),
    (re.compile(rf"\{{{_LETTER}\}}"), lambda match: _LETTERS[match[1]]),
    (re.compile(rf"{_LETTER}(?:\{{\}}|\s++(?=[a-z])|(?=[-\s.,;:'’]))"), lambda match: _LETTERS[match[1]]),
    (
        re.compile(rf"\{{\\({_WORD_NAMES})\}}|\\({_WORD_NAMES}){_NO_LETTER}(?:\{{\}})?"),
        lambda match: _WORDS[match[1] or match[2]],
    ),
    (
        re.compile(rf"(?<![\w^}}])\{{\\({_LETTER_NAMES})\}}|\\({_LETTER_NAMES}){_NO_LETTER}"),
        lambda match: _GREEK[match[1] or match[2]],
    ),
    (re.compile(rf"\\({'|'.join(_ARROWS)})"), lambda match: _ARROWS[match[1]]),
    (re.compile(r"\\unicode\{x([0-9a-fA-F]{2,5})\}"), _unicode),
    (_CLOSING_QUOTE, r"\1"),
    (re.compile(r"\\@(?![a-zA-Z0-9])"), ""),
    (re.compile(r"\\([%&_#${}@!/,;: \\-])"), lambda match: _SIGNS.get(match[1], match[1])),
    (re.compile(r"(?<![`\w])``(?!`)([^`]*?)''"), r'"\1"'),
    # ``x~N(0, 1)`` and ``3~5`` are no ties.
    (re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[.,}\x00]))~(?=[\w(\\\x00\[])|(?<=[\d)])~(?=[a-zA-Z])"), " "),
    # What BibTeX keeps from changing its case.
    (re.compile(r"(?<![\w^}\\$\x00])\{(?=[^{}]*[^\W\d_])([^\W_][\w.+-]*+)\}"), r"\1"),
    (re.compile(r"\\[a-zA-Z]++\{[A-Z]\}|(?<=[a-z])\{([A-Z])\}(?=[a-z])"), lambda match: match[1] or match[0]),
]


def without_tex(text: str) -> str:
    r"""``text`` with its TeX read, one layer of it: what is nested needs another turn.

    >>> without_tex(r"We propose \textbf{S}oft Labels~(SL) \citep{a} for the Poincar\'e ball, 5\% better than $k$NN")
    'We propose Soft Labels (SL) for the Poincaré ball, 5% better than kNN'
    """
    if not any(mark in text for mark in MARKS):
        return text
    if "\\\\" in text and not _SINGLE_BACKSLASH.search(text):  # some exports double them
        text = text.replace("\\\\", "\\")
    if _CLOSING_QUOTE.search(text):
        text = _ESCAPED_QUOTE.sub(r"\1", text)
    if _ENGLISH_APOSTROPHE.search(text):
        text = _ESCAPED_APOSTROPHE.sub("'", text)
    formulas: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if (plain := _plain(match[0])) is not None:
            return plain
        formulas.append(match[0])
        return f"\x00{len(formulas) - 1}\x00"

    text = _prose(_FORMULA.sub(keep, text.replace("\x00", "")))
    if whole := _IN_BRACES.fullmatch(text):
        text = whole[1]
    return _KEPT.sub(lambda match: formulas[int(match[1])], text)


@lru_cache(maxsize=1 << 10)
def _plain(formula: str) -> str | None:
    """What a formula is that is none."""
    inside = formula.strip("$") if formula[0] == "$" else formula[2:-2]
    for _ in range(_DEEPEST if "\\" in inside else 0):
        inside = _prose(inside)
    return inside if _NO_FORMULA.fullmatch(inside) else None


def _prose(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
