"""Statistics and tables of the bench; what it measures is not asserted anywhere."""

import pytest

from tests.bench.results import Result, Sample, Table, blocks, goal, milliseconds, seconds, with_block


def test_a_sample_knows_its_least_and_its_middle() -> None:
    assert (Sample((3.0, 1.0, 2.0)).least, Sample((3.0, 1.0, 2.0)).middle) == (1.0, 2.0)
    assert Sample((4.0, 1.0)).middle == 2.5


def test_a_sample_without_values_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        Sample(())


def test_what_was_measured_in_pairs_is_compared_in_pairs() -> None:
    assert Sample((5.0, 15.0)).minus(Sample((1.0, 10.0))).values == (4.0, 5.0)
    with pytest.raises(ValueError, match="shorter"):
        Sample((1.0, 2.0)).minus(Sample((1.0,)))


def test_a_goal_is_met_up_to_its_limit() -> None:
    assert (goal(60.0, 60.0), goal(60.1, 60.0)) == ("met", "missed")


def test_a_table_is_markdown_that_reads_as_text() -> None:
    table = Table(("command", "least"), (("check", "187 ms"), ("a long name", "9 ms")))
    assert table.text().splitlines() == [
        "| command     |  least |",
        "|-------------|-------:|",
        "| check       | 187 ms |",
        "| a long name |   9 ms |",
    ]


def test_a_row_that_does_not_fit_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table(("a", "b"), (("1",),)).text()


def test_a_result_says_first_when_and_on_what() -> None:
    text = Result("fold", (Table(("a",), (("1",),)),), ("All of it.",)).text("Measured today.")
    assert text.startswith("_Measured today._\n\n| a ")
    assert text.endswith("\n\nAll of it.")


def test_a_block_is_replaced_in_place_and_the_text_around_it_stays() -> None:
    page = "# Title\n\n<!-- bench: fold -->\nbefore\n<!-- end: fold -->\n\nBy hand.\n"
    assert with_block(page, "fold", "new\n") == page.replace("before", "new")
    assert with_block(with_block(page, "fold", "new"), "fold", "before") == page


def test_a_block_that_is_not_there_yet_is_added_at_the_end() -> None:
    page = with_block("# Title\n", "lab", "first")
    assert page == "# Title\n\n<!-- bench: lab -->\nfirst\n<!-- end: lab -->\n"
    assert blocks(with_block(page, "crds", "second")) == ("lab", "crds")


def test_a_block_without_an_end_is_refused_before_it_swallows_the_page() -> None:
    with pytest.raises(ValueError, match="no end"):
        with_block("<!-- bench: lab -->\ntext by hand\n", "lab", "new")


def test_times_are_written_with_their_unit() -> None:
    assert (milliseconds(0.0214), seconds(21.44)) == ("21 ms", "21.4 s")
