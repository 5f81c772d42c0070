"""The table of strata made from invented schools."""

import numpy as np
import pandas as pd
import pytest

from calibration.strata import BadPanel, main, strata_of

STREAMS = ["Jewish state", "Jewish ultra-Orthodox", "Arab", "Druze"]


def panel(seed, schools=300):
    """Return invented schools; some kinds are rare, so that joining has work to do."""
    rng = np.random.default_rng(seed)
    size = rng.integers(5, 200, schools)
    return pd.DataFrame({
        "year": 2013,
        "stream": rng.choice(STREAMS, schools, p=[0.6, 0.2, 0.15, 0.05]),
        "district_en": rng.choice(["North", "South", "Haifa"], schools, p=[0.6, 0.35, 0.05]),
        "nurture_quintile": rng.choice([1.0, 2.0, 5.0, np.nan], schools, p=[0.4, 0.4, 0.1, 0.1]),
        "cluster": rng.choice([2.0, 7.0, np.nan], schools, p=[0.5, 0.45, 0.05]),
        "n_math": size.astype(float),
        "n5": np.where(rng.random(schools) < 0.5, size // 4, 0),
    })  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_every_school_is_in_one_stratum_of_five_or_more(seed):
    table = strata_of(panel(seed)).query("kind == 'examined'")
    assert table["schools"].sum() == 300
    assert table["schools"].min() >= 5
    assert table["examinees"].sum() == panel(seed)["n_math"].sum()
    assert table[["track_basis", "other_basis"]].min().min() >= 5


@pytest.mark.parametrize("seed", range(5))
def test_few_tracks_are_told_of_nowhere(seed):
    table = strata_of(panel(seed)).query("kind == 'examined'")
    few = table["tracks"].between(1, 4)
    assert table.loc[few, "sitters"].isna().all()
    for margin in ("stream", "quintile"):
        for _, alike in table.groupby(margin):
            hidden = alike.loc[alike["sitters"].isna(), "tracks"].sum()
            assert hidden == 0 or hidden >= 5 or hidden == alike["tracks"].sum()


def test_statistics_of_a_stratum_alone_in_its_pool_are_those_of_its_schools():
    schools = panel(1, 600).query("stream == 'Jewish state'").fillna({"nurture_quintile": 0})
    table = strata_of(schools).query("kind == 'examined' and track_pool == 'own' and note == ''")
    alone = table[(table["district"] != "any") & (table["other_pool"] == "own")]
    assert len(alone) >= 3
    for _, row in alone.iterrows():
        here = schools[
            (schools["nurture_quintile"] == row["quintile"])
            & (schools["district_en"] == row["district"])
        ]
        tracks, others = here[here["n5"] > 0], here[here["n5"] == 0]
        assert (len(tracks), len(others)) == (row["track_basis"], row["other_basis"])
        assert row["size_track_mean"] == round(tracks["n_math"].mean(), 1)
        assert row["size_other_mean"] == round(others["n_math"].mean(), 1)
        odds = np.log(tracks["n5"] / (tracks["n_math"] - tracks["n5"]))
        assert row["share_logit_mean"] == round(odds.mean(), 2)


def test_size_where_one_to_four_lack_a_track_is_that_of_all():
    """Else the few would follow from the total."""
    schools = panel(2, 400).assign(district_en="North", nurture_quintile=1.0)
    druze = schools["stream"] == "Druze"
    schools.loc[druze, "n5"] = 5
    schools.loc[schools.index[druze][:2], "n5"] = 0
    (row,) = [r for _, r in strata_of(schools).iterrows() if r["stream"] == "druze"]
    assert row["size_track_mean"] == round(schools.loc[druze, "n_math"].mean(), 1)
    assert (row["track_pool"], row["other_pool"]) == ("own", "national")


def test_schools_of_unknown_stream_are_state_schools_of_unknown_quintile():
    lost = panel(1).assign(stream="unmatched", nurture_quintile=np.nan, district_en="unmatched")
    table = strata_of(pd.concat([panel(1), lost.head(20)])).query("kind == 'examined'")
    (row,) = [r for _, r in table.iterrows() if "unknown" in r["districts"]]
    assert (row["stream"], row["quintile"]) == ("state", 0)
    assert "unknown stream" in row["note"]


def test_a_panel_without_its_columns_is_refused_in_one_sentence():
    with pytest.raises(BadPanel, match=r"^The panel has no column cluster, n5; "):
        strata_of(panel(1).drop(columns=["n5", "cluster"]))


def test_a_panel_with_a_stream_we_do_not_know_is_refused():
    with pytest.raises(BadPanel, match="stream Martian is not one of"):
        strata_of(panel(1).replace({"stream": {"Arab": "Martian"}}))


def test_command(tmp_path, capsys):
    panel(1).to_csv(tmp_path / "panel.csv", index=False)
    assert main([str(tmp_path / "panel.csv"), str(tmp_path / "out.csv")]) == 0
    assert len(pd.read_csv(tmp_path / "out.csv")) > 5
    panel(1).drop(columns="n5").to_csv(tmp_path / "panel.csv", index=False)
    assert main([str(tmp_path / "panel.csv"), str(tmp_path / "none.csv")]) == 1
    assert capsys.readouterr().err.startswith("panel.csv: The panel has no column n5")
    assert not (tmp_path / "none.csv").exists()
    assert main([]) == 1
