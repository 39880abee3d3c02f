"""The words of drawings, in each language."""

from __future__ import annotations

WORDS = {
    "en": {
        "input layer": "input layer",
        "hidden layer": "hidden layer",
        "output layer": "output layer",
        "error": "error",
        "softmax with loss": "softmax with loss",
        "weight": "weight",
        "grad": "grad",
        "one path": "One path leads from {a} to {b}:",
        "paths": "{n} paths lead from {a} to {b}:",
        "law 1": "law 1: along this arrow {product} = {result}",
        "law 2": "Law 2: gradient of {a} = {sum}",
        "gradient": "Gradient of {a} = {value}",
        "the sum": "Gradient of {a}, the sum, = {value}",
        "starts": "grad {a} = 1: the sweep starts here",
        "full stop": ".",
        "ones": "The sweep starts from ones: gradients of the sum of the output.",
        "after": "after the network: {names}",
    },
    "ja": {
        "input layer": "入力層",
        "hidden layer": "中間層",
        "output layer": "出力層",
        "error": "誤差",
        "softmax with loss": "ソフトマックスと損失",
        "weight": "重み",
        "grad": "勾配",
        "one path": "{a} から {b} への経路は1本:",
        "paths": "{a} から {b} への経路は {n} 本:",
        "law 1": "法則1: この矢印に沿って {product} = {result}",
        "law 2": "法則2: {a} の勾配 = {sum}",
        "gradient": "{a} の勾配 = {value}",
        "the sum": "{a} の勾配(合計)= {value}",
        "starts": "{a} の勾配 = 1: 逆伝播はここから始まる",
        "full stop": "。",
        "ones": "逆伝播は1から始まる: 出力の合計の勾配。",
        "after": "ネットワークの後: {names}",
    },
}


class Words:
    """The words of one language.

    Examples
    --------
    >>> from minigrad.draw.words import Words
    >>> Words("ja")["hidden layer"]
    '中間層'
    """

    def __init__(self, lang: str = "en") -> None:
        if not isinstance(lang, str) or lang not in WORDS:  # type: ignore[redundant-expr]  # callers may not be typed
            raise ValueError(f'lang is "en" or "ja", not {lang!r}')
        self.lang = lang
        self.table = WORDS[lang]

    def __getitem__(self, word: str) -> str:
        return self.table[word]

    def paths(self, n: str, a: str, b: str, *, one: bool) -> str:
        """How many paths there are."""
        return self["one path" if one else "paths"].format(n=n, a=a, b=b)

    def total(self, a: str, value: str, *, many: bool = False) -> str:
        """The gradient, as the sum over many paths or by itself."""
        return self["the sum" if many else "gradient"].format(a=a, value=value)

    def law_1(self, product: str, result: str) -> str:
        """A gradient is a product along an arrow."""
        return self["law 1"].format(product=product, result=result)

    def law_2(self, a: str, total: str) -> str:
        """A gradient is the sum over branches."""
        return self["law 2"].format(a=a, sum=total)

    def starts(self, a: str) -> str:
        """Where back-propagation begins."""
        return self["starts"].format(a=a)
