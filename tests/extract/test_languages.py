"""In which language a sentence is: what the extractor reads as English."""

from __future__ import annotations

import pytest

from kg.extract import build_nlp
from kg.extract.languages import languages_of, main_language
from kg.extract.words import words_of
from kg.pipeline import said_of_languages
from tests.extract.conftest import Extract

NLP = build_nlp(("kg_sentences",))

FRENCH = "Nous proposons une méthode pour l'analyse des phrases dans les corpus."
ENGLISH = "We propose a method for the analysis of sentences in corpora."


def told(text: str) -> tuple[list[str], str]:
    words = words_of(NLP(text))
    languages = languages_of(words)
    return languages, main_language(words, languages)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        (ENGLISH, "en"),
        ("Wir stellen ein Verfahren für die Analyse von Sätzen vor und zeigen, dass es mit der Zeit wächst.", "de"),
        ("Este artículo presenta un método para el análisis de las frases que se usan en los corpus.", "es"),
        ("我们提出了一种新的方法。", "zh"),
        ("この論文では新しい方法を提案する。", "ja"),
        ("본 논문에서는 새로운 방법을 제안한다.", "ko"),
        ("Мы предлагаем новый метод анализа предложений.", "ru"),
        ("The β-VAE and the ε-greedy policy are of use in the π-calculus.", "en"),
        ("x = y + 1 $\\epsilon$ 2023", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert told(text)[1] == language


def test_sentence_by_sentence() -> None:
    assert told(f"{ENGLISH} {FRENCH} {ENGLISH}")[0] == ["en", "fr", "en"]


def test_a_sentence_that_says_nothing_is_as_the_others() -> None:
    assert told(f"Analyse syntaxique\n{FRENCH} {FRENCH}")[0] == ["fr", "fr", "fr"]


def test_an_english_name_in_a_french_abstract(extract: Extract) -> None:
    found = extract("Analyse syntaxique", f"{FRENCH} Les résultats sont obtenus avec BERT et ImageNet pour les images.")
    assert found.language == "fr"
    assert {m.surface for m in found.mentions} >= {"BERT", "ImageNet"}
    assert all(m.found_by in ("lexicon", "acronym") for m in found.mentions)


def test_an_english_name_against_chinese_characters(extract: Extract) -> None:
    found = extract("基于BERT的模型", "我们提出了一种基于Transformer和ImageNet的新方法。")
    assert found.language == "zh"
    assert {m.surface for m in found.mentions} >= {"BERT", "Transformer", "ImageNet"}
    assert all(m.surface.isascii() for m in found.mentions)


def test_what_a_build_says() -> None:
    assert said_of_languages({"en": 9}) == []
    assert said_of_languages({"en": 9, "fr": 1})[0].startswith("1 paper is not in English (fr 1)")
    assert said_of_languages({"de": 2, "en": 9, "fr": 3})[0].startswith("5 papers are not in English (fr 3, de 2)")
