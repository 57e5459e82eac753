"""Which listed words a text begins and ends with."""

from __future__ import annotations

from pipeline.clean.term_list import Term, TermList, TermPlace
from pipeline.model.document import ValueType


def listed(*texts: str) -> TermList:
    types = (ValueType.CLUSTER_NAME,)
    return TermList([Term(text, types, TermPlace.END, "", f"terms.tsv:{text}") for text in texts])


def test_the_longest_word_that_stands_there_counts() -> None:
    terms = listed("集群", "产业集群", "创新型产业集群")
    assert terms.end_of("无锡物联网产业集群") == "产业集群"
    assert terms.start_of("产业集群名单") == "产业集群"
    assert terms.end_of("产业集群") == "产业集群"
    assert terms.end_of("群") == terms.end_of("") == terms.start_of("名单") == ""


def test_words_around_another_keep_the_order_of_their_list() -> None:
    terms = listed("创新型产业集群", "集群", "产业集群", "基地")
    assert [term.text for term in terms.ending_in("集群")] == ["创新型产业集群", "产业集群"]
    assert terms.ending_in("") == terms.terms
    assert terms.ending_in("园区") == ()


def test_an_empty_list_knows_nothing() -> None:
    assert not listed()
    assert listed().end_of("产业集群") == ""
