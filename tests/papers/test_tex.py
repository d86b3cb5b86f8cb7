from __future__ import annotations

import pytest

from kg.papers.clean import clean


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"\textbf{S}oft \emph{Labels}, $\texttt{structlm}$", "Soft Labels, structlm"),
        (r"\underline{\textbf{P}}osition-\textit {\textbf{E}mbedding}", "Position-Embedding"),
        (r"$\underline{\textbf{S}}$emantic $\textit{change type}$", "Semantic change type"),
        (r"Preference Optimization $(\textbf{RePO})$", "Preference Optimization (RePO)"),
        (r"\\textbf{doubled} Poincar\\'e \\alpha, $\\frac{a}{b}$", r"doubled Poincaré α, $\frac{a}{b}$"),
        (r"\textbf{first}\\second \\ third", "first second third"),
        (r"{\it in vivo} and {\bf GPT}-like, \em so", "in vivo and GPT-like, so"),
        (r"\textcolor{red}{low} \color[RGB]{1,2,3} loss", "low loss"),
        (r"word\cite{a}word \cite{b}word", "word word word"),
        (r"models~\citep[see][p. 3]{a, b} and \cite{c}, Section~\ref{d}", "models and, Section"),
        (r"public.\footnote{Code at \url{http://a.b/c_d}.}", "public. (Code at http://a.b/c_d.)"),
        (r"public.\footnote{Code is cut off", "public. Code is cut off"),
        (r"\href{https://a.b/~c}{our page}, \href{https://d.e}", "our page, https://d.e"),
        (r"Poincar\'e, B\'{e}zier, Erd{\H{o}}s, R{\'e}nyi,", "Poincaré, Bézier, Erdős, Rényi,"),
        (r"M\"obius, \"Uber, na{\"\i}ve", "Möbius, Über, naïve"),
        (r"\v{S}koda, \c{C}elik, Polyak-\L ojasiewicz, {\O}re", "Škoda, Çelik, Polyak-Łojasiewicz, Øre"),
        (r"he said \"online\" and \"Uber\".", 'he said "online" and "Uber".'),
        (r"GPT-4o\'s and the authors\' own, don\'t, O\'Reilly", "GPT-4o's and the authors' own, don't, O'Reilly"),
        (r"Petrovi\'c, www\.example\.com, a.edu/\~anna", r"Petrović, www\.example\.com, a.edu/\~anna"),
        (r"``dead'' codes, f'', `one'", "\"dead\" codes, f'', `one'"),
        (r"{BERT}: {D}eep, {0, 1}, L_{infty}, ReST^{EM}", "BERT: Deep, {0, 1}, L_{infty}, ReST^{EM}"),
        (r"50\% of R\&D, lcr\_x, 0.6\,ms, a\@ b", "50% of R&D, lcr_x, 0.6 ms, a b"),
        (r"34$\times$ more, $30\%$, 256$\times$256, 0.8 \pm 0.1", "34× more, 30%, 256×256, 0.8 ± 0.1"),
        (r"$k$NN, top-$k$, $\beta$-VAE, {\alpha}-fair, \(\Delta\)Conv", "kNN, top-k, β-VAE, α-fair, ΔConv"),
        (r"\b{eta}-VAE", "β-VAE"),
        (r"360{\deg}, 5\deg, a$\unicode{x2013}$b, $5\rightarrow$", r"360°, 5°, a–b, $5\rightarrow$"),
        (r"and\/or, Recall\@10, $\{0,1\}$", r"and/or, Recall@10, $\{0,1\}$"),
        (r"{I}mage{N}et, Ada{B}oost, {3D}, {GPT-3.5}, {C++}", "ImageNet, AdaBoost, 3D, GPT-3.5, C++"),
        ("{{Attention is all {Y}ou need}}", "Attention is all You need"),
        (r"\t{imes} and \r{ho}", "× and ρ"),
        (r"En\rightarrowDe, English \leftrightarrow Czech", "En→De, English ↔ Czech"),
        (r"models~(LLMs), Orca~2, Fig.~3, 50~ms", "models (LLMs), Orca 2, Fig. 3, 50 ms"),
        (r"(\ie, \eg{}, x \etal)", "(i.e., e.g., x et al.)"),
    ],
)  # fmt: skip
def test_is_read(text: str, read: str) -> None:
    assert clean(text) == read


@pytest.mark.parametrize(
    "text",
    [
        r"$O(n^2\varepsilon^{-2})$ and $\mathcal{V}$-information and \(TC^0\)",
        r"$M_{\rm BH}$ and $\frac{\rm d x}{\rm d t}$ and $\deg(f) = d$ and $$\hat{\beta}$$",
        r"costs $5, not $\frac{\alpha}{2}$ and $\hat{\beta}$",
        r"$\alpha x$ costs $5 or 10$, US$7 to $8",
        r"\method{} and \ours are macros of the paper's own",
        "x~N(0, 1), 3~5, http://a.b/~smith, 5%~10%",
        "a ` b, {x: 1}, ```code```",
        r"C:\data\new and C:\Users\it\x, \small-scale, [\w.]+",
        "``code`` is not quoted, and it's f''(x)",
    ],
)
def test_stays_as_it_stands(text: str) -> None:
    assert clean(text) == text
