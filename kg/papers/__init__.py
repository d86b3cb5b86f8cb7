"""Reading papers: files, folders or standard input in, the different papers and an account of the rest out."""

from kg.papers.reading import read_papers

__all__ = ["read_papers"]
