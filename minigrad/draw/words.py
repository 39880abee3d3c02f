"""The words of drawings, in each language."""

from __future__ import annotations

LANGUAGES = ("en", "ja")

# Each in English and in Japanese; {…} is filled in, here or by the page's script.
WORDS = {
    # Networks of neurons.
    "input layer": ("input layer", "入力層"),
    "hidden layer": ("hidden layer", "中間層"),
    "output layer": ("output layer", "出力層"),
    "error": ("error", "誤差"),
    "softmax with loss": ("softmax with loss", "ソフトマックスと損失"),
    "weight": ("weight", "重み"),
    "after": ("after the network: {names}", "ネットワークの後の演算：{names}"),
    "not shown": ("not shown", "省略"),
    "neurons": ("{n} neurons", "{n}個のニューロン"),
    # Values and gradients.
    "grad": ("grad", "勾配"),
    "no gradient": ("no gradient", "勾配なし"),
    "no gradient yet": ("no gradient yet", "勾配はまだありません"),
    "a sum": ("a sum over {n} arrows", "矢印{n}本の合計"),
    "terms": ("… ({n} terms)", "…（全{n}項）"),
    "rms": ("rms {n}", "二乗平均 {n}"),
    "min": ("min", "最小"),
    "mean": ("mean", "平均"),
    "max": ("max", "最大"),
    "not finite": ("{n} not finite", "NaN・無限大{n}個"),
    "sum over": ("Σ axis {axes}", "Σ 軸 {axes}"),
    "released": ("released", "解放済み"),
    "last": ("the last of {n}:", "{n}回の反復の最後："),
    "more operations": ("… {n} more operations", "… ほかに演算{n}個"),
    "more": ("… {n} more", "… ほかに{n}個"),
    "relative gradients": ("‖grad‖ / ‖w‖ {relative}", "‖勾配‖ / ‖重み‖ {relative}"),
    "changes": ("changed by rms {n}, relative {relative}", "変化 二乗平均 {n}、相対値 {relative}"),
    "changed from 0": ("changed by rms {n}, from 0", "変化 二乗平均 {n}、元は0"),
    "unchanged": ("unchanged", "変化なし"),
    "new": ("new", "新規"),
    "begins in": (
        "A NaN or an infinity begins here: {place}.",
        "NaN・無限大はここから発生しています：{place}",
    ),
    "begins": ("begins here", "ここから発生"),
    # The caption.
    "some lines": (
        "Of {n} operations no lines were recorded: compute under `with minigrad.record_lines():`.",
        "演算{n}個の行の記録がありません。`with minigrad.record_lines():` の中で計算してください。",
    ),
    "no lines": (
        "No lines were recorded: compute under `with minigrad.record_lines():` and draw again.",
        "コードの行の記録がありません。`with minigrad.record_lines():` の中で計算してください。",
    ),
    "one path": ("One path leads from {a} to {b}", "{a} から {b} への経路は1本です"),
    "paths": ("{n} paths lead from {a} to {b}", "{a} から {b} への経路は{n}本あります"),
    "colon": (":", "："),
    "full stop": (".", "。"),
    "about": ("about {n}", "約{n}"),
    "total": ("Gradient of {a} = {value}", "{a} の勾配 = {value}"),
    "total of paths": ("Gradient of {a}, the sum, = {value}", "{a} の勾配（合計）= {value}"),
    "law 2 in all": ("Law 2: gradient of {a} = {sum}", "法則2：{a} の勾配 = {sum}"),
    "ones": (
        "The sweep starts from ones: gradients of the sum of the output.",
        "逆伝播は 1 から始まります。勾配は、出力の要素の合計についてのものです。",
    ),
    "sizes": (
        "Size of gradients (rms, root mean square): {scale}, pale and thin to dark and thick.",
        "勾配の大きさ（二乗平均の平方根）：{scale}（小さいほど淡く細く、大きいほど濃く太い）",
    ),
    "scale of relative gradients": (
        "Gradients of parameters relative to their values: {scale}, pale to dark.",
        "パラメータの値に対する勾配の大きさ：{scale}（小さいほど淡く、大きいほど濃い）",
    ),
    "scale of changes": (
        "Changes relative to the values before: {scale}, pale to dark.",
        "元の値に対する変化の大きさ：{scale}（小さいほど淡く、大きいほど濃い）",
    ),
    "g": ("g: the gradient that arrives at the operation.", "g：演算に届く勾配"),
    "popping up": (
        "Numbers for which there is no room pop up where one points at their arrows (SVG, HTML).",
        "書ききれない数値は、矢印を指すと表示されます（SVG・HTML）。",
    ),
    "more rules": (
        "{n} more rules are spelled where one points at their arrows.",
        "ほかの{n}個の式は、矢印を指すと表示されます。",
    ),
    "folded calls": (
        "Folded: {n} calls of modules are one box each; fold=False draws all.",
        "折りたたみ：モジュールの呼び出し{n}回をそれぞれ一つの箱で表示（fold=False で全体）",
    ),
    "folded parts": (
        "Folded: {n} parts to {fewer}; fold=False draws all.",
        "折りたたみ：{n}個の部分を{fewer}個にまとめて表示（fold=False で全体）",
    ),
    # What a compiler has left out of a program, and why.
    "recorded": ("recorded", "記録"),
    "left out": ("left out", "省略"),
    "left out since": ("left out: {why}", "省略：{why}"),
    "largest": ("largest {dtype}", "{dtype} の最大値"),
    "lowest": ("lowest {dtype}", "{dtype} の最小値"),
    "a constant": ("a constant", "定数"),
    "a copy": ("a copy", "複製"),
    "times 1": ("times 1", "1 倍"),
    "computed already": ("computed already", "計算済み"),
    "not needed": ("not needed", "不要"),
    "again": (
        "Dotted arrows lead on into the next repetition.",
        "点線の矢印は次の反復へ続きます。",
    ),
    # What the player says of each step.
    "starts": (
        "grad {a} = {value}: the sweep starts here",
        "{a} の勾配 = {value}：逆伝播はここから始まります",
    ),
    "law 1": (
        "law 1: along this arrow {product} = {result}",
        "法則1：この矢印に沿って {product} = {result}",
    ),
    "law 2": ("law 2: grad {a} = {sum}", "法則2：{a} の勾配 = {sum}"),
    "grad is": ("grad {a} = {value}", "{a} の勾配 = {value}"),
    "where g": (", where g = grad {a}", "（g は {a} の勾配）"),
    "summed": (", summed over axis {axes}", "（軸 {axes} について合計）"),
    "last one": (" (the last of {n})", "（{n}回の反復の最後）"),
    "more arrows": (
        "{n} more arrows are not drawn: grad {a} = {value}",
        "描かれていない矢印がほかに{n}本あります：{a} の勾配 = {value}",
    ),
    "repetitions": (
        "the sum of what {n} repetitions send back to {a}: {result}",
        "{n}回の反復から {a} に戻る勾配の合計：{result}",
    ),
    "through": (
        "through {what}{last}: {arrives}{result} goes back to {a}",
        "{what}{last} を通って：{arrives}{result} が {a} に戻ります",
    ),
    "arrives": ("grad {a} = {value} comes in and ", "{a} の勾配 = {value} が入り、"),
    # What a vertex of the page is, and what it holds.
    "parameter": ("parameter", "パラメータ"),
    "constant": ("constant", "定数"),
    "number": ("number", "数値"),
    "operation": ("operation", "演算"),
    "value": ("value", "値"),
    "module": ("module", "モジュール"),
    "neuron": ("neuron", "ニューロン"),
    "copy": ("copy", "複製"),
    "omitted": ("omitted", "省略"),
    "text": ("text", "文字"),
    "name": ("name", "名前"),
    "local derivatives": ("local derivatives", "局所的な微分"),
    "along": ("along {a}: {derivative}", "{a} からの矢印：{derivative}"),
    "gradient": ("gradient", "勾配"),
    "received so far": ("received so far", "これまでに受け取った勾配"),
    "memory": ("memory", "メモリ"),
    "line": ("line", "コードの行"),
    "output": ("output", "出力"),
    "alarm": ("NaN or infinity", "NaN・無限大"),
    "kept": ("kept: Esc lets go", "固定中（Esc で解除）"),
    "depends, 1": (
        "It depends on {before}; on it depends {after}.",
        "{before}に依存し、{after}がこれに依存しています。",
    ),
    "depends": (
        "It depends on {before}; on it depend {after}.",
        "{before}に依存し、{after}がこれに依存しています。",
    ),
    "in full": ("in full", "全文"),
    "in the picture": ("in the picture", "図の表示"),
    "inside": ("inside", "内部"),
    "value at this step": ("value at this step", "このステップでの値"),
    "gradient at this step": ("gradient at this step", "このステップでの勾配"),
    "not computed yet": ("not computed yet", "まだ計算されていません"),
    "1 node": ("{n} node", "{n}個のノード"),
    "nodes": ("{n} nodes", "{n}個のノード"),
    "1 parameter": ("{n} parameter", "パラメータ{n}個"),
    "parameters": ("{n} parameters", "パラメータ{n}個"),
    "memory each": ("{n} each, {total} in all", "1つあたり{n}、全体で{total}"),
    "parameters shared": (
        "{n} parameters each, {total} in all: shared",
        "パラメータは各{n}個、計{total}個（共有）",
    ),
    "parameters each": (
        "{n} parameters each, {total} in all",
        "パラメータは各{n}個、計{total}個",
    ),
    "1 hit": ("{n} hit", "{n}件"),
    "hits": ("{n} hits", "{n}件"),
    "hit of": ("{at} of {n}", "{at} / {n}件"),
    "fold": ("Fold {a}", "{a} を折りたたむ"),
    "unfold": ("Unfold {a}", "{a} を展開"),
    # What the parts of a picture are, for those who hear it.
    "graph of": ("{a}: the graph of a computation", "{a}：計算グラフ"),
    "arrow": ("arrow", "矢印"),
    "from to": ("arrow from {a} to {b}", "{a} から {b} への矢印"),
    # The bar of the page.
    "theme": ("Theme", "配色"),
    "light": ("light", "明るい"),
    "dark": ("dark", "暗い"),
    "print": ("print", "印刷用"),
    "custom": ("custom", "カスタム"),
    "search": ("Search ( / )", "検索（ / ）"),
    "search for": ("Search names, operations and shapes", "名前・演算・形状を検索"),
    "zoom": ("Zoom", "表示倍率"),
    "zoom out": ("Zoom out", "縮小"),
    "zoom in": ("Zoom in", "拡大"),
    "fit": ("Fit", "全体"),
    "show all": ("Show the whole picture ( 0 )", "図の全体を表示（ 0 ）"),
    "modules": ("Modules", "モジュール"),
    "fold all": ("Fold all", "すべて折りたたむ"),
    "unfold all": ("Unfold all", "すべて展開"),
    "the drawing": ("The drawing", "図"),
    # The guide of the page.
    "details": ("Details", "詳細"),
    "how to read": ("How to read it", "図の見方"),
    "legend parameter": ("parameter: its gradient is wanted", "パラメータ：勾配を求める"),
    "legend constant": ("constant: it needs no gradient", "定数：勾配は不要"),
    "legend value": ("value that an operation made", "演算の結果の値"),
    "legend copy": ("drawn elsewhere too", "別の場所にも描かれている"),
    "legend omitted": ("left out", "省略された部分"),
    "legend root": ("the output", "出力"),
    "legend alarm": ("NaN or infinity in it", "NaN か無限大を含む"),
    "legend marked": ("on the chosen path", "指定した経路の上"),
    "legend still": ("no gradient comes back here", "勾配が戻らない矢印"),
    "point at": (
        "Point at a node to see what it holds, and to light up {before} and {after}. ",
        "ノードを指すと、内容が表示され、{before}と{after}が強調されます。",
    ),
    "click": ("A click keeps it.", "クリックすると固定されます。"),
    "before": ("what it depends on", "依存しているもの"),
    "after it": ("what depends on it", "それに依存するもの"),
    "next node": ("next node", "次のノード"),
    "keep it": ("keep it, let it go", "固定・解除"),
    "next hit": ("search, {enter} for the next hit", "検索、{enter} で次の結果"),
    "larger": ("larger, smaller, all", "拡大・縮小・全体"),
    "move": ("move", "移動"),
    "play, pause": ("play, pause", "再生・一時停止"),
    "one back, on": ("one step back, on", "1ステップ戻る・進む"),
    "double click": ("double click", "ダブルクリック"),
    "fold, unfold": ("fold, unfold a module", "モジュールを折りたたむ・展開する"),
    # The player of the page.
    "step": ("Step", "ステップ"),
    "steps": ("Steps", "ステップ"),
    "step back": ("One step back", "1ステップ戻る"),
    "step on": ("One step on", "1ステップ進む"),
    "back": ("Back ( , )", "戻る（ , ）"),
    "on": ("On ( . )", "進む（ . ）"),
    "space": ("Space", "スペースキー"),
    "play": ("Play", "再生"),
    "pause": ("Pause", "一時停止"),
    "speed": ("Speed", "速さ"),
    "forward": ("forward", "順伝播"),
    "backward": ("backward", "逆伝播"),
    "→ forward": ("→ forward", "→ 順伝播"),
    "backward ←": ("backward ←", "逆伝播 ←"),
    "at step": ("{phase}, step {now}", "{phase}、ステップ{now}"),
    "whole picture": ("the whole picture", "図の全体"),
    "step of": ("{phase} {now} of {n}", "{phase} {now} / {n}"),
    "number of steps": ("{n} steps", "全{n}ステップ"),
    "press play": (
        "Press Play: forward, then backward, one step at a time.",
        "再生を押すと、順伝播、逆伝播の順に1ステップずつ進みます。",
    ),
    "press play, backward": (
        "Press Play: backward from the error, one step at a time.",
        "再生を押すと、誤差から逆伝播が1ステップずつ進みます。",
    ),
}


class Words:
    """The words of one language.

    Parameters
    ----------
    lang
        ``"en"`` or ``"ja"``.

    Raises
    ------
    ValueError
        If there are no words of that language.

    Examples
    --------
    >>> from minigrad.draw.words import Words
    >>> words = Words("ja")
    >>> words["hidden layer"], words("nodes", n=3)
    ('中間層', '3個のノード')
    """

    def __init__(self, lang: str = "en") -> None:
        if lang not in LANGUAGES:
            raise ValueError(f'lang is "en" or "ja", not {lang!r}')
        self.lang = lang
        number = LANGUAGES.index(lang)
        self.table = {word: texts[number] for word, texts in WORDS.items()}

    def __getitem__(self, word: str) -> str:
        return self.table[word]

    def __call__(self, word: str, **parts: object) -> str:
        """Say a word with its parts filled in."""
        return self.table[word].format(**parts)


ENGLISH = Words()
