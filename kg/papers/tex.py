r"""TeX in titles and abstracts as the text that it stands for: one arXiv abstract in ten has some.

What only dresses words is taken off (``\textbf{S}oft``), accents are put on their letters, what points elsewhere
(``\cite{…}``) goes. A formula stays as it stands, and so does every command that is not known here: a paper's own
macro (``\method``) cannot be read without its source, and guessing would make text that nobody wrote. A parser of TeX
would be of no help: most of these texts are prose, in which ``50% of $5`` is neither a comment nor a formula.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

__all__ = ["MARKS", "without_tex"]

#: Without these in a text nothing here changes it.
MARKS = "\\{}$~`"

_DRESS = (
    "textbf|textit|emph|textsc|texttt|textsf|textrm|textsl|textup|textmd|textnormal|text|underline|uline|mbox"
    "|textsuperscript|textsubscript|url|em|it|bf|sc|tt|rm|sf|sl"
)
_SWITCH = "em|it|bf|sc|tt|rm|sf|sl|bfseries|itshape|scshape|ttfamily|normalfont|small|large"
_POINTER = r"[cC]ite[a-zA-Z]*+\*?|label|(?:eq|auto|page|name|[cCv])?ref|footnotemark"
_NAME = r"\\{1,2}"  # some exports double the backslash
_GROUP = r"\s*+\{((?:[^{}]++|\{[^{}]*+\})*+)\}"
_OPTION = r"(?:\s*+\[[^\[\]]*+\])?"
_NO_LETTER = r"(?![a-zA-Z])"

_ACCENTS = dict(zip("'`^\"~=.cvHukr", map(chr, (0x301, 0x300, 0x302, 0x308, 0x303, 0x304, 0x307, 0x327, 0x30C, 0x30B,
                                                0x306, 0x328, 0x30A)), strict=True))  # fmt: skip
_ACCENT = r"""(?:\\(?P<sign{0}>['`^"~=.])(?:\{{\\?(?P<held{0}>[a-zA-Z])\}}|\\?(?P<bare{0}>[a-zA-Z]))"""
_ACCENT += r"""|\\(?P<name{0}>[cvHukr])\{{(?P<under{0}>[a-zA-Z])\}})"""
_ACCENTED = re.compile(rf"\{{{_ACCENT.format(1)}\}}|{_ACCENT.format(2)}")
#: Where quotes are escaped (``\"so\"``) one stands before no letter, and none that follows no letter is an accent.
_CLOSING_QUOTE = re.compile(r"""\\["'](?![a-zA-Z{\\])""")
_ESCAPED_QUOTE = re.compile(r"""(?<![a-zA-Z])\\(["'])(?!\{)""")
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
_SIGNS = {"@": "", "!": "", "-": "", "/": "", ",": " ", ";": " ", ":": " ", " ": " ", "\\": " "}
_LETTER_NAMES = "|".join(_GREEK)
_FORMULA = r"(?<!\\)\$(?P<in_dollars>(?:[^$\\]|\\.)*+)\$|\\\((?P<in_brackets>(?:[^\\]|\\[^()])*+)\\\)"
#: What needs no dollars around it: ``$k$NN``, ``$30\%$``, ``$\beta$-VAE``.
_NO_FORMULA = re.compile(
    rf"[A-Za-z][A-Za-z0-9-]*+|\([A-Za-z][A-Za-z0-9-]*+\)|[A-Za-z]{{3,}}+(?: [A-Za-z]{{3,}}+)++"
    rf"|[0-9.,]++[%×°]?|[×±≈≤≥]|\\(?:{_LETTER_NAMES})"
)


def _accented(match: re.Match[str]) -> str:
    found = {name[:-1]: value for name, value in match.groupdict().items() if value}
    sign, letter = found.get("sign") or found["name"], found.get("held") or found.get("bare") or found["under"]
    whole = unicodedata.normalize("NFC", letter + _ACCENTS[sign])
    return whole if len(whole) == 1 else match[0]


def _undressed(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}" if match[1] else match[2]  # \mu\text{m}


def _formula_or_letter(match: re.Match[str]) -> str:
    if name := match["letter"] or match["held"]:
        return _GREEK[name]
    inside: str = match["in_dollars"] if match["in_dollars"] is not None else match["in_brackets"]
    return _GREEK.get(inside[1:], inside) if _NO_FORMULA.fullmatch(inside) else match[0]


def _mended(match: re.Match[str]) -> str:
    name = match[1] + match[2]
    return f"\\{name}" if name in _GREEK or name in _WORDS else match[0]


_RULES: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(rf"[\s~]?{_NAME}(?:{_POINTER}){_OPTION}{_OPTION}\s*+\{{[^{{}}]*+\}}"), ""),
    (re.compile(rf"{_NAME}(?:textcolor|href|hyperlink){_OPTION}{_GROUP}{_GROUP}"), r"\2"),
    (re.compile(rf"{_NAME}href{_GROUP}"), r"\1"),
    (re.compile(rf"{_NAME}footnote\{{(?=[^{{}}]*+$)"), " "),
    (re.compile(rf"{_NAME}color\s*+\{{[^{{}}]*+\}}"), ""),
    (re.compile(rf"{_NAME}footnote{_GROUP}"), r" (\1)"),
    (re.compile(rf"(\\[a-zA-Z]{{1,20}})?{_NAME}(?:{_DRESS}){_GROUP}"), _undressed),
    (re.compile(rf"\{{\s*+{_NAME}(?:{_SWITCH}){_NO_LETTER}\s*+([^{{}}]*+)\}}"), r"\1"),
    (re.compile(rf"{_NAME}(?:{_SWITCH}){_NO_LETTER}\s*+"), ""),
    # arXiv takes the first letter of some commands for an accent's: \b{eta}.
    (re.compile(r"\\([a-zA-Z])\{([a-z]{2,9})\}"), _mended),
    (re.compile(r"(?<=[a-zA-Z0-9])\\'(?=(?:s|t|d|m|re|ve|ll)\b)"), "'"),  # an apostrophe that some export escaped
    (_ACCENTED, _accented),
    (re.compile(rf"\{{{_LETTER}\}}"), lambda match: _LETTERS[match[1]]),
    (re.compile(rf"{_LETTER}(?:\{{\}}|\s++(?=[a-z])|(?=[-\s.,;:'’]))"), lambda match: _LETTERS[match[1]]),
    (re.compile(rf"{_NAME}({'|'.join(_WORDS)}){_NO_LETTER}(?:\{{\}})?"), lambda match: _WORDS[match[1]]),
    (
        re.compile(rf"{_FORMULA}|\{{\\(?P<held>{_LETTER_NAMES})\}}|\\(?P<letter>{_LETTER_NAMES}){_NO_LETTER}"),
        _formula_or_letter,
    ),
    (re.compile(rf"\\({'|'.join(_ARROWS)})"), lambda match: _ARROWS[match[1]]),
    (re.compile(r"""\\(["'])(?![a-zA-Z{\\])"""), r"\1"),
    (re.compile(r"\\([%&_#${}@!/,;: \\-])"), lambda match: _SIGNS.get(match[1], match[1])),
    (re.compile(r"(?<!`)``(?!`)([^`]*?)''"), r'"\1"'),
    # ``x~N(0, 1)`` and ``3~5`` are no ties.
    (re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[.,}$]))~(?=[\w(\\$\[])"), " "),
    (re.compile(r"(?<![\w^}\\$])\{([^\W\d_][\w-]*+)\}"), r"\1"),
]


def without_tex(text: str) -> str:
    r"""``text`` with its TeX read, one layer of it: what is nested needs another turn.

    >>> without_tex(r"We propose \textbf{S}oft Labels~(SL) \citep{a} for the Poincar\'e ball, 5\% better")
    'We propose Soft Labels (SL) for the Poincaré ball, 5% better'
    """
    if not any(mark in text for mark in MARKS):
        return text
    if _CLOSING_QUOTE.search(text):
        text = _ESCAPED_QUOTE.sub(r"\1", text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
