"""How the extractor's word lists, weights and network are made and measured. The program runs without any of it.

One command makes them all (:mod:`kg.training.__main__`); it needs the extra ``train``. What it starts from:

- papers annotated by reading, as JSON Lines: ``{"id", "title", "abstract"}`` and ``{"id", "entities"}``;
- ``data/judged.tsv``: names from public lists, author keywords, acronym definitions and frequent names of abstracts,
  each judged and typed by reading. Kept by hand, sorted; mend a wrong type here and not in the lexicon;
- ``lexicon/stop.txt`` and ``lexicon/drop.txt``: words and names that are none. Kept by hand too.

Whatever changes candidates, observations, folding or these lists asks for new weights and a new network.
"""
