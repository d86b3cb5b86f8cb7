"""Make the typed lexicons from judged names and from the annotated papers.

    python -m kg.training.lexicon ANNOTATED.jsonl PAPERS.jsonl JUDGED.tsv... 

``JUDGED.tsv`` holds ``name<TAB>TYPE<TAB>level<TAB>case`` as a reader judged it (``case`` is ``exact`` where only
this casing is the thing). From the annotated papers come the names that readers marked in at least two papers and
in at least half of the papers that hold them. One file a type is written, sorted.
"""
