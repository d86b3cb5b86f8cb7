"""What is central, what belongs together, what rises, what differs, what is alike, what is missing."""

from kg.measure.centrality import MEASURES, Measure
from kg.measure.columns import measure
from kg.measure.communities import Community, list_communities
from kg.measure.rank import KINDS, Carrier, Ranked, Ranking, explain_rank, rank

__all__ = [
    "KINDS",
    "MEASURES",
    "Carrier",
    "Community",
    "Measure",
    "Ranked",
    "Ranking",
    "explain_rank",
    "list_communities",
    "measure",
    "rank",
]
