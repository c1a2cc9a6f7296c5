"""Texts that try to hold a worker or to fill its memory, and how each must end.

Outcomes: the code of the refusal, or "null", "value" for those that end by themselves.
"""

from __future__ import annotations

_GROW = "for i in 1..60 return if i = 1 then {seed} else {step}"
_SHARED = _GROW.format(seed="[1]", step="[partial[-1], partial[-1]]")
_LONG = "a" * 60

ATTACKS: dict[str, tuple[str, str]] = {
    # recursion
    "endless recursion": ("{f: function(n) f(n + 1), r: f(1)}.r", "depth"),
    "branching recursion": ("{f: function(n) f(n - 1) + f(n - 1), r: f(1)}.r", "depth"),
    "recursion through an argument": ("{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r", "depth"),
    "shallow but endless branching": (
        "{f: function(n) if n < 1 then 0 else f(n - 1) + f(n - 1), r: f(25)}.r",
        "steps",
    ),
    "comparator that sorts": ("{s: function(a, b) sort([3, 2, 1], s) = [], r: sort([2, 1], s)}.r", "depth"),
    # loops
    "huge range": ("for i in 1..10**12 return i", "list_size"),
    "huge range, huge ends": ("for i in 10**6000..10**6001 return i", "list_size"),
    "huge range of dates": ('for d in @"-999999999-01-01"..@"999999999-01-01" return 1', "list_size"),
    "huge some": ("some i in 1..10**9 satisfies i < 0", "list_size"),
    "nested some": ("some a in 1..9999, b in 1..9999, c in 1..9999 satisfies a + b + c < 0", "steps"),
    "nested every": ("every a in 1..9999 satisfies every b in 1..9999 satisfies a + b > 0", "steps"),
    "nested for": ("for a in 1..999 return for b in 1..999 return for c in 1..999 return a", "steps"),
    "product of lists": ("for a in 1..999, b in 1..999 return a", "steps"),
    "search in a loop": (
        "{l: for i in 1..9999 return i, r: for i in 1..9999 return list contains(l, -i)}.r",
        "steps",
    ),
    "slow sort": ("sort(for i in 1..20000 return 20000 - i, function(a, b) a < b)", "steps"),
    "slow distinct": ("distinct values(for i in 1..9999 return [i])", "steps"),
    "many functions": ("for i in 1..49999 return function(x) x", "steps"),
    "many zones": ('for i in 1..49999 return @"2024-01-01T00:00:00@Europe/Paris" + @"P1D"', "steps"),
    # memory
    "text doubling": (_GROW.format(seed='"ab"', step="partial[-1] + partial[-1]"), "string_length"),
    "list doubling": (_GROW.format(seed="[1]", step="concatenate(partial[-1], partial[-1])"), "list_size"),
    "text of many long texts": ('string join(for i in 1..9999 return "' + "a" * 5000 + '")', "string_length"),
    "replacement doubling": (
        _GROW.format(seed='"ab"', step='replace(partial[-1], ".", "$0$0")'),
        "string_length|steps|pattern",
    ),
    "replacement by itself": ('replace("' + "a" * 4000 + '", ".*", "' + "$0" * 2000 + '")', "string_length"),
    "long numbers": ("string(for i in 1..40000 return 10**6000)", "steps"),
    "shared lists written out": (f"string({_SHARED})", "steps"),
    "shared lists compared": ("{a: " + _SHARED + ", b: " + _SHARED + ", r: a = b}.r", "steps"),
    "shared lists flattened": (f"flatten({_SHARED})", "steps"),
    "shared lists as result": (_SHARED, "value_size"),
    "deep list as result": (
        _GROW.format(seed="[1]", step="[partial[-1]]").replace("60", "400"),
        "value_depth",
    ),
    "deep list written out": (
        f"string({_GROW.format(seed='[1]', step='[partial[-1]]').replace('60', '400')})",
        "depth",
    ),
    "growing contexts": (
        _GROW.format(seed="{}", step="context put(partial[-1], string(i), i)").replace("60", "9999"),
        "steps",
    ),
    # numbers
    "power tower": ("9 ** (9 ** 9)", "null"),
    "power of a power": ("9 ** 9 ** 9 ** 9 ** 9", "null"),
    "long power": ("1.00000001 ** (10 ** 30)", "null"),
    "exponential": ("exp(10 ** 30)", "null"),
    "remainder of a huge number": ("modulo(10 ** 6000, 3)", "null"),
    "long duration": ('@"P999999999999999D" * 10 ** 30', "null"),
    "duration by a huge number": ('@"P1D" * 10 ** 6000', "null"),
    "rounding to thousands of places": ("decimal(1 / 3, 6000)", "value"),
    # patterns
    "nested quantifiers": (f'matches("{_LONG}!", "^(a+)+$")', "pattern|value"),
    "overlapping alternatives": (f'for i in 1..999 return matches("{_LONG}!", "(a|aa)+$")', "pattern"),
    "back references": (f'matches("{_LONG * 5}", "(a*)(a*)(a*)(a*)\\1\\2\\3\\4b")', "pattern|value"),
    "counted repeats that multiply": ('matches("a", "(((a{9999}){9999}){9999}){9999}")', "null"),
    "optional repeats that multiply": ('matches("a", "((a{0,99}){0,99}){0,99}b")', "null"),
    "deep groups": ('matches("a", "' + "(" * 400 + "a" + ")" * 400 + '")', "value|null"),
    "long pattern": ('matches("a", "' + "(a*" * 300 + ")*" * 300 + '")', "string_length"),
    "replace with nested quantifiers": (f'replace("{_LONG}!", "^(a|a?)+$", "x")', "pattern|value"),
    "split with nested quantifiers": (f'split("{_LONG}!", "(a|aa)+b")', "pattern|value"),
    "many groups put back": (f'replace("{"ab" * 2000}", "(a)(b)", "{"$2$1" * 400}")', "steps|pattern"),
    "what stays in place": ('matches("a", "(?<=a)")', "null"),
    # what comes from outside
    "Base64 that grows": (
        _GROW.format(seed='"QUJD"', step="to base64(partial[-1] + partial[-1])"),
        "string_length|steps",
    ),
    "JSON that grows": (
        _GROW.format(seed='"a"', step="to json(partial[-1] + partial[-1])"),
        "string_length|steps",
    ),
    "contexts put together again and again": (
        "for i in 1..9999 return put all({a: i}, if i = 1 then {} else put(partial[-1], string(i), i))",
        "steps",
    ),
    "a long zone": ('date and time("2018-04-29T09:30:00+02:00[' + "A" * 9000 + ']")', "null"),
    "the last day": ('@"999999999-12-31" + @"P1D"', "null"),
    "types of a function of many entries": (
        "(function() ["
        + ",".join(f"{{a{i}: 1}}" for i in range(800))
        + "]) instance of function<> -> list<Any>",
        "value",
    ),
    # source
    "long source": ("1 + " * 9999 + "1", "source_too_long"),
    "long sum": ("1+" * 4900 + "1", "value"),
    "many entries": ("{" + ",".join(f"a b{i}:1" for i in range(1000)) + "}", "value"),
    "many entries that read each other": (
        "{" + ",".join(f"a b{i}:a b{i - 1}" for i in range(600)) + "}",
        "value",
    ),
    "many variables": ("for " + ", ".join(f"v{i} in [1]" for i in range(700)) + " return 1", "value|depth"),
    "names of many lengths": (
        "{" + ",".join("x" + " y" * i + ":1" for i in range(1, 39)) + "}" + "+x y" * 1500,
        "null",
    ),
    "deep parentheses": ("(" * 4000 + "1" + ")" * 4000, "source_too_deep"),
    "deep lists": ("[" * 9000, "source_too_deep"),
    "deep contexts": ("{a:" * 3000, "source_too_deep"),
    "deep minus": ("-" * 9000 + "1", "source_too_deep"),
    "deep ranges": ("[1.." * 2000, "source_too_deep"),
    "deep functions": ("function(x) " * 800 + "1", "source_too_deep"),
    "deep conditions": ("if a then " * 900, "source_too_deep"),
    "deep types": ("a instance of " + "list<" * 1500, "source_too_deep"),
    "long path": ("a" + ".b" * 4900, "source_too_deep"),
    "long call": ("a" + "()" * 4900, "source_too_deep"),
    "long filter": ("a" + "[1]" * 3000, "source_too_deep"),
    "long comparison": ("a" + "=a" * 4900, "source_too_deep"),
    "long else-if": ("if a then 1 else " * 580 + "1", "value"),
    "unclosed": ('"' + "\\" * 9000, "unclosed_string"),
    # ways out
    "Python attribute": ('"".__class__.__mro__[1].__subclasses__', "null"),
    "Python attribute of a function": ("(function(x) x).call.__globals__", "null"),
    "Python attribute of a date": ('@"2024-01-01".__init__.__globals__', "null"),
    "Python built-in": ('eval("1")', "null"),
    "import": ('__import__("os").system("true")', "null"),
    "format string": ('"{0.__class__}"', "value"),
    "zone file": ('time("10:00:00@../../../etc/passwd")', "null"),
    "external function": ('(function(a) external {java: {class: "java.lang.Runtime"}})(1)', "null"),
}
