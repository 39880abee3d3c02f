"""Plots: what the artists hold is what the engine computes, and labels are text."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import time
import warnings
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import matplotlib.image
import matplotlib.style
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba

import minigrad as mg
from minigrad import nn, plot
from minigrad.draw import THEMES, Theme
from minigrad.plot import figure as figures
from minigrad.plot.parameters import MOST_RIDGES, OVERLAP, bin_edges
from minigrad.plot.styles import DASHES, LINES, styled
from minigrad.train.history import Epoch, History

HOSTILE = {
    "_hidden": mg.tanh,
    r"$x_1$ \alpha": mg.sin,
    r"$\frac{$": mg.cos,
    "x" * 20_000: mg.relu,
    "日本語": mg.swish,
    "a\nb\0c\ud800": mg.mish,
    "<b>&amp;": mg.step,
    "": mg.sigmoid,
}
SHOWN = [
    *("_hidden", r"$x_1$ \alpha", r"$\frac{$", "x" * 31 + "…", "日本語"),
    *("a b␀c\N{REPLACEMENT CHARACTER}", "<b>&amp;", "(no name)"),
]


def bowl(x0, x1):
    return x0**2 + x1**2


def rows(*losses):
    return History([Epoch(k, k / 10, loss, k / 20, 2 * loss, 1.0) for k, loss in enumerate(losses)])


def data_of(line):
    return np.array(line.get_xdata()), np.array(line.get_ydata())


def legend_of(drawn):
    (legend,) = drawn.figure.legends
    return [text.get_text() for text in legend.get_texts()]


class TestFunctions:
    FUNCTIONS = (mg.step, mg.sigmoid, mg.relu, mg.h_swish, mg.swish, mg.mish, mg.tanhexp)

    def test_are_drawn_with_the_engines_values_and_derivatives(self):
        left, right = plot.functions(self.FUNCTIONS, (-2, 2), points=101).figure.axes
        x = np.linspace(-2, 2, 101)
        assert len(left.lines) == len(right.lines) == len(self.FUNCTIONS)
        for f, value, slope in zip(self.FUNCTIONS, left.lines, right.lines, strict=True):
            np.testing.assert_array_equal(data_of(value), [x, f(x)])
            expected = mg.grad(lambda x, f=f: f(x).sum())(x).numpy()
            np.testing.assert_array_equal(data_of(slope), [x, expected])

    def test_have_axes_with_names_and_one_legend(self):
        drawn = plot.functions([mg.relu, mg.swish])
        assert [a.get_xlabel() for a in drawn.figure.axes] == ["x", "x"]
        assert [a.get_ylabel() for a in drawn.figure.axes] == ["f(x)", "f′(x)"]
        assert legend_of(drawn) == ["relu", "swish"]

    def test_may_come_without_derivatives(self):
        (axes,) = plot.functions({"σ": mg.sigmoid, "step": mg.step}, derivatives=False).figure.axes
        assert [line.get_label() for line in axes.lines] == ["σ", "step"]

    def test_with_options_have_names_to_read(self):
        several = [functools.partial(mg.h_swish, n=n) for n in range(1, 11)]
        assert legend_of(plot.functions(several)) == [f"h_swish(n={n})" for n in range(1, 11)]
        assert legend_of(plot.functions(nn.ReLU())) == ["ReLU()"]

    @pytest.mark.parametrize("theme", THEMES)
    def test_are_told_apart_by_dashes_and_by_colours(self, theme):
        (axes,) = plot.functions([mg.tanh] * 9, derivatives=False, theme=theme).figure.axes
        assert len({str(line._unscaled_dash_pattern) for line in axes.lines}) == 9
        colours = {line.get_color() for line in axes.lines}
        assert len(colours) == len(LINES[THEMES[theme]])

    def test_with_poles_have_gaps_and_no_warning(self, tmp_path):
        functions = {"1/x": lambda x: 1 / x, "log": mg.log, "exp": lambda x: mg.exp(200 * x)}
        drawn = plot.functions(functions, points=11)
        inverse, log, exp = (line.get_ydata() for line in drawn.figure.axes[0].lines)
        assert np.flatnonzero(np.isnan(inverse)).tolist() == [5]
        assert np.isnan(log[:6]).all()
        assert np.isnan(exp[-3:]).all()
        drawn.save(tmp_path / "f.png")

    @pytest.mark.parametrize(
        "f", [lambda x: x.sum(), lambda x: mg.softmax(x), lambda x: x - x.mean()]
    )
    def test_that_mix_elements_are_refused(self, f):
        with pytest.raises(ValueError, match="is not elementwise"):
            plot.functions({"f": f})

    @pytest.mark.parametrize("interval", [(1, 1), (2, -2), (0, np.inf), (np.nan, 1)])
    def test_need_an_interval(self, interval):
        with pytest.raises(ValueError, match="the lower one first"):
            plot.functions(mg.tanh, interval)

    def test_need_points_and_functions(self):
        with pytest.raises(ValueError, match="points=1"):
            plot.functions(mg.tanh, points=1)
        with pytest.raises(ValueError, match="nothing to draw"):
            plot.functions([])
        with pytest.raises(TypeError, match="not a function"):
            plot.functions({"f": 3})

    def test_are_differentiated_under_no_grad_too(self):
        with mg.no_grad():
            _, right = plot.functions(mg.square, points=5).figure.axes
        np.testing.assert_array_equal(right.lines[0].get_ydata(), 2 * np.linspace(-5, 5, 5))


class TestContour:
    @staticmethod
    def arrows(drawn):
        (field,) = (c for c in drawn.figure.axes[0].collections if hasattr(c, "U"))
        return field

    @pytest.mark.parametrize(("arrows", "sign"), [("descent", -1), ("gradient", 1)])
    def test_has_arrows_that_are_the_engines_gradient(self, arrows, sign):
        field = self.arrows(plot.contour(bowl, (-3, 3), (-1, 5), arrows=arrows))
        assert field.N == 15 * 15
        np.testing.assert_allclose(field.U, sign * 2 * field.X, rtol=1e-15)
        np.testing.assert_allclose(field.V, sign * 2 * field.Y, rtol=1e-15)

    def test_has_arrows_as_long_as_a_cell_at_most(self):
        field = self.arrows(plot.contour(bowl, (-3, 3), (-3, 3)))
        assert np.hypot(field.U, field.V).max() / field.scale == pytest.approx(6 / 15)

    def test_has_lines_on_which_the_function_is_constant(self):
        drawn = plot.contour(bowl, levels=[1, 4, 1e9], arrows=None)
        (lines,) = drawn.figure.axes[0].collections
        assert lines.levels.tolist() == [1, 4]
        for level, path in zip(lines.levels, lines.get_paths(), strict=True):
            np.testing.assert_allclose(bowl(*path.vertices.T), level, atol=2e-3)

    def test_has_axes_with_names_and_equal_scales(self):
        (axes,) = plot.contour(bowl, title="x0² + x1²").figure.axes
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("x0", "x1")
        assert axes.get_aspect() == 1
        assert plot.contour(bowl, (-1e3, 1e3)).figure.axes[0].get_aspect() == "auto"

    def test_shows_descents_with_good_too_large_and_too_small_rates(self):
        paths = {str(lr): plot.descent(bowl, (-3.0, 4.0), lr) for lr in (0.1, 10.0, 1e-10)}
        drawn = plot.contour(bowl, (-5, 5), (-5, 5), paths=paths)
        assert legend_of(drawn) == [
            "minus the gradient",
            "0.1",
            "10.0 (leaves the picture at step 1 of 100)",
            "1e-10 (hardly moves in 100 steps)",
        ]
        good, large, small = drawn.figure.axes[0].lines
        np.testing.assert_array_equal(np.transpose(data_of(good)), paths["0.1"])
        np.testing.assert_array_equal(np.transpose(data_of(large)), paths["10.0"][:2])
        np.testing.assert_array_equal(np.transpose(data_of(small)), paths["1e-10"])

    def test_says_which_paths_leave_it(self):
        paths = {
            "back": [[0, 0], [9, 9], [1, 1]],
            "away": [[9, 9], [8, 8]],
            "lost": [[0, 0], [1, 0], [np.nan, 1], [np.inf, 1]],
            "one": [[0, 0]],
        }
        drawn = plot.contour(bowl, arrows=None, paths=paths)
        assert legend_of(drawn) == [
            "back (outside the picture at 1 of 2 steps)",
            "away (not in the picture)",
            "lost (leaves the picture at step 2 of 3)",
            "one",
        ]

    def test_keeps_its_limits_whatever_a_path_does(self, tmp_path):
        path = plot.descent(bowl, (-3.0, 2.0), 10.0, steps=1000)
        assert not np.isfinite(path[-1]).any()
        drawn = plot.contour(bowl, paths=[path, [[0, 0], [1e300, 1]]])
        assert drawn.figure.axes[0].get_xlim() == (-3, 3)
        drawn.save(tmp_path / "c.png")

    @pytest.mark.parametrize(
        "f",
        [
            lambda a, b: a * 0 + 1,
            lambda a, b: a * np.nan,
            lambda a, b: mg.log(a) + b,
            lambda a, b: 1 / (a * a + b * b),
            lambda a, b: mg.exp(300 * a * b),
        ],
        ids=["constant", "nan", "half", "pole", "overflow"],
    )
    def test_of_a_hard_function_is_a_plot_too(self, tmp_path, f):
        plot.contour(f).save(tmp_path / "c.png")

    @pytest.mark.parametrize("f", [lambda a, b: (a * b).sum(), lambda a, b: a + b.mean()])
    def test_of_a_function_that_mixes_elements_is_refused(self, f):
        with pytest.raises(ValueError, match="is not elementwise"):
            plot.contour(f)

    @pytest.mark.parametrize("path", [[1, 2, 3], np.zeros((0, 2)), np.zeros((5, 3))])
    def test_refuses_what_is_no_path(self, path):
        with pytest.raises(ValueError, match=r"a path has \(n, 2\)"):
            plot.contour(bowl, paths=path)

    def test_refuses_other_options(self):
        with pytest.raises(ValueError, match="levels=0"):
            plot.contour(bowl, levels=0)
        with pytest.raises(ValueError, match="'up'"):
            plot.contour(bowl, arrows="up")
        with pytest.raises(ValueError, match="x1="):
            plot.contour(bowl, x1=(1, 0))

    def test_has_no_lines_where_no_level_fits(self):
        (axes,) = plot.contour(bowl, arrows=None, levels=[-1.0]).figure.axes
        assert len(axes.collections) == 0


class TestDescent:
    def test_follows_minus_the_gradient(self):
        path = plot.descent(bowl, (-3.0, 4.0), 0.1)
        factor = 0.8 ** np.arange(101)[:, None]
        np.testing.assert_allclose(path, factor * [-3.0, 4.0], rtol=1e-12)

    def test_of_no_steps_is_its_start(self):
        assert plot.descent(bowl, (1, 2), 0.1, steps=0).tolist() == [[1.0, 2.0]]


class TestWeights:
    VALUES = np.random.default_rng(0).normal(size=(3, 31, 4))
    SNAPSHOTS = tuple({"W": k + (1 + k) * v[:-1], "b": v[-1]} for k, v in enumerate(VALUES))

    def test_histograms_count_every_element(self):
        axes = plot.weights(self.SNAPSHOTS, bins=10).figure.axes
        assert [a.get_title() for a in axes] == ["W (30, 4)", "b (4,)"]
        assert {(a.get_xlabel(), a.get_ylabel()) for a in axes} == {("value", "epoch")}
        for a, name in zip(axes, "Wb", strict=True):
            arrays = [s[name].ravel() for s in self.SNAPSHOTS]
            edges = np.linspace(np.min(arrays), np.max(arrays), 11)
            for k, (patch, array) in enumerate(zip(a.patches, arrays, strict=True)):
                counts = np.histogram(array, edges)[0]
                np.testing.assert_allclose(patch.get_data().edges, edges)
                np.testing.assert_allclose(
                    patch.get_data().values, k + OVERLAP * counts / counts.max()
                )
                assert patch.get_data().baseline == k

    def test_of_many_epochs_show_some_with_the_first_and_the_last(self):
        (axes,) = plot.weights({2 * k: {"w": np.ones(3)} for k in range(51)}).figure.axes
        shown = [text.get_text() for text in axes.get_yticklabels()]
        assert len(axes.patches) == len(shown) == MOST_RIDGES
        assert shown == [str(k) for k in range(0, 101, 10)]

    def test_statistics_are_numpys(self):
        drawn = plot.weights(self.SNAPSHOTS, style="statistics")
        assert legend_of(drawn) == ["maximum", "mean", "mean ± standard deviation", "minimum"]
        for axes, name in zip(drawn.figure.axes, "Wb", strict=True):
            arrays = np.array([s[name].ravel() for s in self.SNAPSHOTS])
            lines = {line.get_label(): line.get_ydata() for line in axes.lines}
            np.testing.assert_allclose(lines["minimum"], arrays.min(axis=1))
            np.testing.assert_allclose(lines["mean"], arrays.mean(axis=1))
            np.testing.assert_allclose(lines["maximum"], arrays.max(axis=1))
            (band,) = axes.collections
            heights = band.get_paths()[0].vertices[:, 1]
            low, high = (arrays.mean(axis=1) + s * arrays.std(axis=1) for s in (-1, 1))
            assert set(np.round(heights, 9)) == set(np.round([*low, *high], 9))
            assert axes.get_xlabel() == "epoch"

    def test_of_a_network_have_axes_for_each_parameter(self):
        net = nn.MLP([8, 6, 5, 3], rng=np.random.default_rng(0))
        axes = plot.weights({5: net}).figure.axes
        assert [a.get_title().split()[0] for a in axes] == [n for n, _ in net.named_parameters()]

    def test_have_no_empty_axes(self):
        assert len(plot.weights([{name: np.ones(2) for name in "abc"}]).figure.axes) == 3

    def test_of_one_network_twice_are_refused(self):
        net = nn.Linear(2, 2)
        with pytest.raises(ValueError, match=r"keep \{name: p\.numpy\(\)"):
            plot.weights([net, net])

    @pytest.mark.parametrize("style", ["histogram", "statistics"])
    def test_that_are_not_finite_are_counted(self, tmp_path, style):
        snapshots = [
            {
                "all": np.full(3, np.nan),
                "some": np.array([1.0, np.inf, np.nan, 1e300, -2.0]),
                "none": np.zeros(0),
                "close": np.array([1e16, 1e16 + 2]),
                "small": np.array([0.0, 5e-324]),
                "far": np.array([-9e99, 9e99]),
                "integers": np.arange(5),
                "number": np.float32(3),
            }
        ] * 2
        drawn = plot.weights(snapshots, style=style)
        titles = [a.get_title() for a in drawn.figure.axes]
        assert titles[:3] == ["all (3,), 6 not finite", "some (5,), 6 not finite", "none (0,)"]
        assert not any("finite" in title for title in titles[3:])
        drawn.save(tmp_path / "w.png")

    def test_that_do_not_belong_together_are_refused(self):
        with pytest.raises(ValueError, match="epochs 0 and 1 do not both have b"):
            plot.weights([{"a": np.ones(2), "b": np.ones(2)}, {"a": np.ones(2)}])
        with pytest.raises(ValueError, match="no snapshots"):
            plot.weights([])
        with pytest.raises(ValueError, match="no parameters"):
            plot.weights([{}])
        with pytest.raises(ValueError, match="65 parameters are too many"):
            plot.weights([{str(k): np.ones(2) for k in range(65)}])
        with pytest.raises(ValueError, match="dtype complex128"):
            plot.weights([{"c": np.ones(2, complex)}])
        with pytest.raises(TypeError, match="epochs, which are numbers"):
            plot.weights({"W": np.ones(2)})

    def test_refuse_other_options(self):
        with pytest.raises(ValueError, match="'violin'"):
            plot.weights(self.SNAPSHOTS, style="violin")
        with pytest.raises(ValueError, match="bins=0"):
            plot.weights(self.SNAPSHOTS, bins=0)

    def test_as_tensors_are_arrays(self):
        (axes,) = plot.weights([{"w": mg.tensor([1.0, 2.0], requires_grad=True)}]).figure.axes
        assert axes.get_title() == "w (2,)"

    @pytest.mark.parametrize("values", [[0.0], [3.0, 3.0], [], [1e16, 1e16 + 2], [-9e99, 9e99]])
    def test_bins_are_wide_enough_to_count_in(self, values):
        edges = bin_edges([np.array(values)], 40)
        assert np.all(np.diff(edges) > 0)
        assert np.histogram(values, edges)[0].sum() == len(values)


class TestHistory:
    def test_of_several_runs_compares_them(self):
        runs = {"ReLU": rows(2.0, 1.0), 0.5: rows(3.0, 0.5, 0.25)}
        drawn = plot.history(runs, title="title")
        assert legend_of(drawn) == ["ReLU, train", "ReLU, test", "0.5, train", "0.5, test"]
        accuracy, loss = drawn.figure.axes
        assert [list(line.get_ydata()) for line in loss.lines] == [
            [2.0, 1.0],
            [4.0, 2.0],
            [3.0, 0.5, 0.25],
            [6.0, 1.0, 0.5],
        ]
        assert list(accuracy.lines[2].get_ydata()) == [0.0, 10.0, 20.0]
        looks = {(ln.get_color(), ln.get_marker(), ln.get_linestyle()) for ln in loss.lines}
        assert len(looks) == 4

    def test_has_no_test_lines_where_nothing_was_tested(self):
        nan = float("nan")
        untested = History([Epoch(k, 0.1, 2.3, nan, nan, 0.5) for k in range(2)])
        assert legend_of(plot.history(untested)) == ["train"]
        tested_at_times = History([*untested, Epoch(2, 0.1, 2.3, 0.2, nan, 0.5)])
        assert legend_of(plot.history(tested_at_times)) == ["train", "test"]

    def test_of_a_regression_has_the_loss_alone(self):
        nan = float("nan")
        runs = {"a": History([Epoch(k, nan, 2.3, nan, 2.5, 0.5) for k in range(2)])}
        (loss,) = plot.history(runs).figure.axes
        assert loss.get_ylabel() == "loss"
        assert legend_of(plot.history(runs)) == ["a, train", "a, test"]
        assert len(plot.history({**runs, "b": rows(1.0)}).figure.axes) == 2
        assert len(plot.history(History()).figure.axes) == 2

    @pytest.mark.parametrize(
        ("losses", "plain"), [([2.2855], True), ([2.3, 0.9], True), ([9.0, 0.01], False)]
    )
    def test_within_a_decade_has_plain_numbers(self, losses, plain):
        drawn = plot.history(rows(*losses))
        drawn.figure.canvas.draw()
        axis = drawn.figure.axes[1].yaxis
        labels = [t.get_text() for t in (*axis.get_majorticklabels(), *axis.get_minorticklabels())]
        assert all(re.fullmatch(r"[\d.]*", label) for label in labels) is plain
        assert any(labels)

    def test_of_one_row_has_points_to_see(self):
        assert plot.history(rows(1.0)).figure.axes[0].lines[0].get_marker() != "None"

    def test_with_losses_out_of_all_bounds_is_a_plot_too(self, tmp_path):
        plot.history(rows(1.7e308, 5e-324, float("nan"), 0.0, -1.0)).save(tmp_path / "h.png")

    def test_of_no_run_is_refused(self):
        with pytest.raises(ValueError, match="no run"):
            plot.history({})


class TestText:
    @pytest.mark.parametrize("kind", [".png", ".svg", ".pdf"])
    def test_is_shown_as_it_is(self, tmp_path, kind):
        title = r"$\frac{ 学習$ _x \(" + "長" * 20_000
        drawn = plot.functions(HOSTILE, title=title, derivatives=False)
        assert legend_of(drawn) == SHOWN
        assert drawn.figure.get_suptitle().startswith(r"$\frac{ 学習$ _x \(長")
        drawn.save(tmp_path / f"f{kind}")
        if kind == ".svg":
            ET.parse(tmp_path / "f.svg")

    def test_of_paths_runs_and_parameters_is_shown_too(self, tmp_path):
        paths = dict.fromkeys(HOSTILE, np.eye(2))
        runs = dict.fromkeys(HOSTILE, rows(2.0, 1.0))
        arrays = dict.fromkeys(HOSTILE, np.ones(3))
        made = [plot.contour(bowl, paths=paths), plot.history(runs), plot.weights([arrays])]
        for k, drawn in enumerate(made):
            drawn.save(tmp_path / f"{k}.svg")
            ET.parse(tmp_path / f"{k}.svg")
        assert made[0].figure.legends[0].get_texts()[1].get_text() == "_hidden"

    def test_without_a_japanese_font_warns_of_nothing(self, tmp_path, monkeypatch):
        monkeypatch.setattr(figures, "_japanese_font", lambda: "")
        drawn = plot.functions({"活性化関数": mg.relu}, title="学習")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn.save(tmp_path / "f.png")
        assert legend_of(drawn) == ["活性化関数"]

    def test_has_a_japanese_font_where_one_is_known(self, monkeypatch):
        monkeypatch.setattr(figures, "_japanese_font", lambda: "IPAGothic")
        assert figures.families("学") == ["sans-serif", "IPAGothic"]
        assert figures.families("x²") == ["sans-serif"]

    def test_finds_a_font_by_its_name(self, monkeypatch):
        from matplotlib import font_manager

        monkeypatch.setattr(figures, "JAPANESE_FONTS", ("No Such Font", "DejaVu Serif"))
        assert figures._japanese_font.__wrapped__() == "DejaVu Serif"
        monkeypatch.setattr(figures, "JAPANESE_FONTS", ("No Such Font",))
        monkeypatch.setattr(font_manager, "findSystemFonts", list)
        assert figures._japanese_font.__wrapped__() == ""

    def test_finds_a_font_that_came_after_matplotlibs_list(self, monkeypatch):
        from matplotlib import font_manager

        files = ["/fonts/NotoSansCJK-Regular.ttc", "/fonts/Other.ttf", "/fonts/NotoSansJP.otf"]
        added = []

        def add(file):
            added.append(file)
            raise RuntimeError("broken")

        monkeypatch.setattr(figures, "JAPANESE_FONTS", ("Noto Sans JP",))
        monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
        monkeypatch.setattr(font_manager, "findSystemFonts", lambda: files)
        monkeypatch.setattr(font_manager.fontManager, "addfont", add)
        assert figures._japanese_font.__wrapped__() == ""
        assert added == [files[0], files[2]]

    def test_is_no_wider_than_it_may_be(self):
        assert figures.shorten("abc", 3) == "abc"
        assert figures.shorten("abcd", 3) == "ab…"
        assert figures.shorten("学学", 4) == "学学"
        assert figures.shorten("学学学", 4) == "学…"


class TestPlot:
    @pytest.mark.parametrize("name", ["p.jpg", "p", "p.png.bak"])
    def test_is_not_saved_under_another_suffix(self, tmp_path, name):
        with pytest.raises(ValueError, match=r"a plot is saved as \.png, \.svg or \.pdf") as error:
            plot.functions(mg.tanh).save(tmp_path / name)
        assert str(tmp_path / name) in str(error.value)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("name", "start"), [("p.png", b"\x89PNG"), ("p.SVG", b"<?xml"), ("p.pdf", b"%PDF-")]
    )
    def test_is_a_picture_of_the_kind_of_its_name(self, tmp_path, name, start):
        plot.functions(mg.tanh).save(str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(start)
        assert [p.name for p in tmp_path.iterdir()] == [name]

    def test_leaves_the_older_file_where_writing_fails(self, tmp_path, monkeypatch):
        (tmp_path / "p.png").write_bytes(b"older")

        def fail(_):
            raise OSError("disk full")

        monkeypatch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="disk full"):
            plot.functions(mg.tanh).save(tmp_path / "p.png")
        assert (tmp_path / "p.png").read_bytes() == b"older"

    def test_shows_itself_in_notebooks(self):
        bundle = plot.functions(mg.tanh)._repr_mimebundle_(include=None, exclude=None)
        assert set(bundle) == {"text/plain", "image/svg+xml"}
        assert ET.fromstring(bundle["image/svg+xml"]).tag.endswith("svg")

    def test_without_matplotlib_says_what_to_install(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        message = 'plots need matplotlib: pip install "minigrad-numpy[train]"'
        with pytest.raises(ImportError, match=re.escape(message)):
            plot.functions(mg.tanh)


KINDS = {
    "functions": lambda **k: plot.functions(mg.tanh, **k),
    "contour": lambda **k: plot.contour(bowl, paths=[[0, 0], [1, 1]], **k),
    "histograms": lambda **k: plot.weights([{"w": np.ones(3)}] * 2, **k),
    "statistics": lambda **k: plot.weights([{"w": np.ones(3)}] * 2, style="statistics", **k),
    "history": lambda **k: plot.history(rows(2.0, 1.0), **k),
}


def paper_of(drawn):
    return to_hex(drawn.figure.get_facecolor()).upper()


def colours_of(drawn):
    return [to_hex(line.get_color()).upper() for line in drawn.figure.axes[0].lines]


class TestStyle:
    """A theme is a style of matplotlib's, and those are themes."""

    @pytest.mark.parametrize("theme", [*THEMES, Theme(paper="#FBF3E4", ink="#40301C")])
    @pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
    def test_of_a_theme_is_its_colours_whatever_is_set(self, make, theme):
        look = THEMES.get(theme, theme)
        with matplotlib.style.context("dark_background"):
            drawn = make(theme=theme)
        assert paper_of(drawn) == look.paper
        for axes in drawn.figure.axes:
            assert to_hex(axes.get_facecolor()).upper() == look.paper
            for text in (axes.xaxis.label, axes.title, *axes.get_xticklabels()):
                assert text.get_color() == look.ink
            assert axes.spines["left"].get_edgecolor() == to_rgba(look.faint)

    @pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
    @pytest.mark.parametrize("name", ["ggplot", "dark_background", "grayscale", "classic"])
    def test_may_be_one_of_matplotlibs(self, make, name):
        with matplotlib.style.context(name):
            look = matplotlib.rcParams.copy()
            set_before = make()
        for drawn in (set_before, make(theme=name)):
            assert drawn.figure.get_facecolor() == to_rgba(look["figure.facecolor"])
            for axes in drawn.figure.axes:
                assert axes.get_facecolor() == to_rgba(look["axes.facecolor"])
                assert axes.xaxis.label.get_color() == look["axes.labelcolor"]
                assert axes.title.get_fontsize() == set_before.figure.axes[0].title.get_fontsize()

    @pytest.mark.parametrize("name", matplotlib.style.available)
    def test_has_the_cycle_of_every_style_that_there_is(self, name):
        with matplotlib.style.context(name):
            cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
        drawn = plot.functions([mg.tanh] * 3, derivatives=False, points=2, theme=name)
        assert colours_of(drawn) == [to_hex(cycle[k % len(cycle)]).upper() for k in range(3)]

    def test_is_light_as_long_as_nothing_of_it_is_set(self):
        with matplotlib.rc_context({"font.size": 13, "savefig.dpi": 50}):
            drawn = plot.functions(mg.tanh)
        assert colours_of(drawn) == ["#0072B2"]
        assert drawn.figure.axes[0].title.get_fontsize() == 13
        with matplotlib.rc_context({"axes.facecolor": "#FFFFE0"}):
            drawn = plot.functions(mg.tanh)
        assert to_hex(drawn.figure.axes[0].get_facecolor()).upper() == "#FFFFE0"
        assert colours_of(drawn) == ["#1F77B4"]

    def test_comes_from_the_users_file_of_settings_too(self, tmp_path):
        (tmp_path / "matplotlibrc").write_text("figure.facecolor: FBF3E4\nlines.linewidth: 4\n")
        code = (
            "import minigrad as mg; from minigrad import plot; f = plot.functions(mg.tanh).figure;"
            "print(f.get_facecolor()[2], f.axes[0].lines[0].get_linewidth())"
        )
        environment = os.environ | {"MATPLOTLIBRC": str(tmp_path)}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, check=True, text=True, capture_output=True, env=environment)
        assert done.stdout.split() == [str(0xE4 / 255), "4.0"]

    def test_may_be_a_file(self, tmp_path):
        (tmp_path / "mine.mplstyle").write_text("axes.prop_cycle: cycler(linestyle=['--', ':'])\n")
        drawn = plot.functions([mg.tanh, mg.relu], theme=str(tmp_path / "mine.mplstyle"))
        lines = drawn.figure.axes[0].lines
        assert [line.get_linestyle() for line in lines] == ["--", ":"]
        assert {line.get_color() for line in lines} == {matplotlib.rcParams["text.color"]}

    def test_has_dashes_where_the_cycle_has_none(self):
        drawn = plot.functions([mg.tanh] * 2, derivatives=False, theme="ggplot")
        assert [line.get_linestyle() for line in drawn.figure.axes[0].lines] == [*DASHES[:2]]

    def test_is_kept_by_files_written_later(self, tmp_path):
        read = matplotlib.image.imread
        for theme, paper in {"light": 1.0, "dark_background": 0.0}.items():
            drawn = plot.functions(mg.tanh, theme=theme)
            with matplotlib.style.context("dark_background" if paper else "default"):
                drawn.save(tmp_path / "p.png")
            assert read(tmp_path / "p.png")[0, 0].tolist() == [paper] * 3 + [1.0]

    def test_has_fonts_of_its_own(self):
        with matplotlib.rc_context({"font.family": "monospace"}):
            (axes,) = plot.functions(mg.tanh, derivatives=False, theme="light").figure.axes
        assert axes.xaxis.label.get_fontfamily() == ["monospace"]

    @pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
    def test_that_is_unknown_is_refused_with_those_that_there_are(self, make):
        message = "no theme is called 'neon'; there are light, dark, print, the styles that"
        with pytest.raises(ValueError, match=message):
            make(theme="neon")
        with pytest.raises(ValueError, match="no theme is called 3"):
            make(theme=3)

    def test_is_over_when_the_plot_is_drawn_or_fails_in_any_thread(self):
        before = matplotlib.rcParams.copy()

        def draw(k):
            with suppress(ZeroDivisionError), styled(("light", "dark")[k % 2]):
                assert matplotlib.rcParams["figure.facecolor"] == ("#FFFFFF", "#1B1D1F")[k % 2]
                time.sleep(0.001)
                1 / (k % 3)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(draw, range(60)))
        assert matplotlib.rcParams.copy() == before


def test_plots_leave_pyplot_and_its_settings_alone(tmp_path):
    code = (
        "import sys, matplotlib; before = matplotlib.rcParams.copy(); import minigrad as mg;"
        "from minigrad import plot; p = plot.functions(mg.tanh, title='学'); p.save('p.png');"
        "plot.contour(lambda a, b: a * b).save('c.svg');"
        "assert 'matplotlib.pyplot' not in sys.modules;"
        "assert matplotlib.rcParams.copy() == before"
    )
    subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", code], check=True, cwd=tmp_path
    )


def test_importing_the_plots_does_not_import_matplotlib():
    code = "import sys, minigrad.plot, minigrad.history; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
