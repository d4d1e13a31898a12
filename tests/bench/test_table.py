"""The printed table."""

from bench import ratios, table


def test_figures_stand_beside_baseline_ratio_and_spread_with_notes_below() -> None:
    steady = ratios.Ratio((0.70, 0.72, 0.74))
    rows = [
        table.Row("page", "300/s", "bare: 400/s", steady, 0.012, "floor reached", ("first", "second")),
        table.Row("install", "2 s", "start: 1 s", None, 0.0, notes=("third",)),
    ]
    head, rule, page, install, _, *notes = table.render(rows).splitlines()
    assert head.split() == ["figure", "measured", "baseline", "ratio", "spread", "stolen", "verdict"]
    assert set(rule) == {"-", " "}
    assert page.split("  ")[0] == "page [1] [2]"
    assert "0.72 (0.70-0.74)" in page
    assert page.endswith("1.2%    floor reached")
    assert install.startswith("install [3]")
    assert install.endswith("information")
    assert notes == ["[1] first", "[2] second", "[3] third"]


def test_a_noisy_ratio_says_so_in_its_own_column() -> None:
    row = table.Row("page", "300/s", "400/s", ratios.Ratio((0.5, 0.7, 0.9)), 0.0, "noisy")
    assert "57% noisy" in table.render([row])
