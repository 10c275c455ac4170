"""Files of about a megabyte, or of a part of one, in the shapes that readers and parsers find hardest."""

MEGABYTE = 1_000_000
#: How large the files are, about; set for a test.
SIZE = MEGABYTE
HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "t"\nyears = [2020]\ncombine = "sum"\n'
ONE = '[[indicator]]\nid = "a"\nmax = 10\n'


def filled(text):
    """Return a text as often as fits."""
    return text * (SIZE // len(text.encode()))


def each(count, text):
    """Return a text so many times in a megabyte, with its number."""
    count = count * SIZE // MEGABYTE
    return "".join(text.format(at, before=at - 1, after=(at + 1) % count) for at in range(count))


def _indicators(count, keys):
    return HEAD + each(count, f'[[indicator]]\nid = "a{{0}}"\nmax = 1\n{keys}\n')


DEFINITIONS = {
    "open brackets": lambda: "a = " + "[" * SIZE,
    "brackets": lambda: "a = " + "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "many nested lists": lambda: "a = [" + filled("[" * 90 + "]" * 90 + ",") + "]",
    "many nested tables": lambda: "a = [" + filled("{a=" * 60 + "1" + "}" * 60 + ",") + "]",
    "one inline table": lambda: "a = {" + each(100_000, "k{0}=1,") + "k=1}",
    "one dotted key": lambda: "a" + ".a" * (SIZE // 2) + " = 1",
    "one quoted dotted key": lambda: '"a"' + '."a"' * (SIZE // 4) + " = 1",
    "one dotted header": lambda: "[a" + ".a" * (SIZE // 2) + "]",
    "many dotted keys": lambda: each(4700, "a{0}" + ".b" * 100 + " = 1\n"),
    "keys below a dotted header": lambda: "[a" + ".b" * 800 + "]\n" + each(100_000, "c{0}=1\n"),
    "many headers": lambda: HEAD + filled("[[a]]\n"),
    "headers in headers": lambda: HEAD + filled("[[a]]\n[[a.b]]\n"),
    "one id": lambda: HEAD + filled(ONE),
    "ids of their own": lambda: _indicators(9000, 'title = "' + "x" * 60 + '"'),
    "unknown keys": lambda: HEAD + each(48_000, "unknown_key_{0} = 1\n") + ONE,
    "quoted keys": lambda: HEAD + each(70_000, '"k {0}" = 1\n') + ONE,
    "misspelt keys": lambda: _indicators(9000, "wieght = 1\nmissin = 2\n# " + "x" * 40),
    "wrong types": lambda: HEAD + each(9000, '[[indicator]]\nid = {0}\nmax = "x"\n# ' + "x" * 90 + "\n"),
    "unknown rules": lambda: _indicators(9000, 'rule = {{ kind = "scoer" }} # ' + "x" * 40),
    "unknown parents": lambda: (
        _indicators(5000, 'parent = "zomponent{0}"\n# ' + "x" * 60)
        + each(4900, '[[component]]\nid = "component{0}"\ncombine = "sum"\n# ' + "x" * 60 + "\n")
    ),
    "unknown sources": lambda: (
        HEAD
        + "sources = ["
        + each(9000, '{{id="s{0}", title="t"}},')
        + "]\n"
        + _indicators(9000, 'source = "r{0}"')[len(HEAD) :]
    ),
    "unknown groups": lambda: (
        HEAD
        + each(9000, '[[unit]]\nid = "u{0}"\ntitle = "name {0}"\ngroup = "h{0}"\n')
        + each(9000, '[[group]]\nid = "g{0}"\n')
        + ONE
    ),
    "a circle of parents": lambda: (
        HEAD + each(9000, '[[component]]\nid = "c{0}"\ncombine = "sum"\nparent = "c{after}"\n') + ONE
    ),
    "a chain of values": lambda: _indicators(9000, 'value = "a{before} + 1" # ' + "x" * 40),
    "a circle of values": lambda: _indicators(9000, 'value = "a{after} + 1" # ' + "x" * 40),
    "values of nothing": lambda: _indicators(9000, 'value = "b{0} + 1" # ' + "x" * 40),
    "values of many": lambda: _indicators(2000, 'value = "' + "+".join(f"a{at * 12}" for at in range(1, 80)) + '"'),
    "options": lambda: (
        HEAD + '[[indicator]]\nid="a"\nmax=1\nrule={kind="choice", points={' + each(80_000, "o{0}=1,") + "o=1}}\n"
    ),
    "years": lambda: HEAD.replace("[2020]", "[" + filled("1,") + "]") + ONE,
    "an integer": lambda: HEAD + "max = 1" + "0" * SIZE,
    "a decimal": lambda: HEAD + "max = 1." + "0" * SIZE,
    "a long key": lambda: HEAD + "k" * SIZE + " = 1\n",
    "an open text": lambda: HEAD + "note = '''" + filled("''a"),
    "escapes": lambda: HEAD + 'note = """' + filled('\\"'),
    "quotes": lambda: HEAD + "a = " + filled("'"),
    "blanks": lambda: HEAD + "a " + " " * SIZE + "= 1\n",
    "lines": lambda: filled("\n"),
}
FORM = "STT,Tiêu chí,Điểm tối đa,Điểm tự chấm,Điểm thẩm định\n"
TABLES = {
    "commas": lambda: filled(","),
    "lines of commas": lambda: "unit,a\n" + filled(",,\n"),
    "an empty header": lambda: "unit" + "," * (SIZE // 2) + "\n1" + "," * (SIZE // 2) + "\n",
    "one heading": lambda: "unit" + ",a" * (SIZE // 4) + "\n1" + ",1" * (SIZE // 4) + "\n",
    "lines": lambda: filled("\n"),
    "returns": lambda: filled("\r"),
    "quotes": lambda: filled('"'),
    "one quoted cell": lambda: 'unit,a\n"' + "\n" * SIZE + '",1\n',
    "unknown columns": lambda: "unit," + each(100_000, "x{0},") + "x\n1" + ",1" * 100_001 + "\n",
    "columns nearly known": lambda: "unit," + each(80_000, "1.{0}.1,") + "x\n1" + ",1" * 80_001 + "\n",
    "names of dots": lambda: "unit," + each(1000, "." * 900 + "{0}.document,") + "x\n1" + ",1" * 1001 + "\n",
    "unknown units": lambda: "unit,index\n" + each(50_000, "Tỉnh {0}a Nội,1\n"),
    "one unit": lambda: "unit,index\n" + filled("unit 01,1\n"),
    "uneven rows": lambda: "unit,index\n" + filled("unit 01\n"),
    "no numbers": lambda: "unit,index\n" + each(60_000, "{0},1.2.3.4.5\n"),
    "long, one value": lambda: "unit,indicator,value\n" + filled("1,1.1,2\n"),
    "long, a unit each": lambda: "unit,indicator,value\n" + each(70_000, "{0},1.1,2\n"),
    "long, an indicator each": lambda: "unit,indicator,value\n" + each(70_000, "1,{0},2\n"),
    "long, both": lambda: "unit,indicator,value\n" + each(70_000, "{0},{0},2\n"),
    "unknown layers": lambda: "unit,layer,index\n" + each(60_000, "{0},l{0},1\n"),
    "two layers": lambda: "unit,layer,index\n" + each(20_000, "{0},appraised,1\n{0},self_assessed,1\n"),
    "a form, no criterion": lambda: FORM + each(12_000, "{0},Tiêu chí số {0},5,3,2\n"),
    "a form, one criterion": lambda: FORM + "1,Ban hành kế hoạch,5,3,2\n" * 12_000,
    "a form, numbers of dots": lambda: FORM + each(12_000, "1.{0}.1.1.1.1.1.1.1.1.1,,5,3,2\n"),
    "a form, sums": lambda: FORM + each(15_000, ",Cộng mục {0},5,3,2\n"),
    "a form, footers": lambda: FORM + each(15_000, ",ghi chú số {0},,,\n"),
    "a header of many titles": lambda: "unit" + each(4_000, ",1.{0}. Ban hành kế hoạch {0} (%)") + "\n1" + ",1" * 4_000,
    "a header of five rows": lambda: (
        "STT" + each(4_000, ",Nhóm {0}") + "\nunit" + "," * 4_000 + ("\n" + each(4_000, ",x{0}")) * 5
    ),
    "heads that are long": lambda: "unit" + each(4, "," + "( tổng cộng các *" * 7000 + "{0}") + "\n1" + ",1" * 4,
    "totals that are long": lambda: "unit,index\n" + each(4, "Trung bình " + "các " * 25_000 + "{0},1\n"),
    "many totals": lambda: "unit,index\n" + each(20_000, "Tổng cộng năm 2024,{0}\n"),
    "headers": lambda: filled("unit,index\n"),
    "marks": lambda: "unit,index\n" + ("e" + "\u0323\u0302" * 100 + ",1\n") * 2400,
    "bidirectional": lambda: "unit,index\n" + "\u202e" * 300_000 + ",1\n",
}
DOCUMENTS = {
    "open brackets": lambda: "[" * SIZE,
    "brackets": lambda: "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "many nested lists": lambda: "[" + ("[" * 900 + "]" * 900 + ",") * 500 + "1]",
    "many nested objects": lambda: "[" + ('{"a":' * 300 + "1" + "}" * 300 + ",") * 500 + "1]",
    "many keys": lambda: '[{"unit":"1",' + each(80_000, '"k{0}":1,') + '"k":1}]',
    "one key": lambda: '[{"unit":"1",' + '"k":1,' * 160_000 + '"k":1}]',
    "records": lambda: "[" + each(45_000, '{{"unit":"{0}","a":1}},') + "{}]",
    "a key a record": lambda: "[" + each(30_000, '{{"unit":"{0}","a{0}":1}},') + "{}]",
    "a key a unit": lambda: "{" + each(50_000, '"{0}":{{"a{0}":1}},') + '"x":{}}',
    "columns": lambda: '{"unit":["1"],' + each(70_000, '"a{0}":[1],') + '"a":[1]}',
    "nothing": lambda: "[" + "{}," * 330_000 + "{}]",
    "an integer": lambda: '[{"unit":"1","a":' + "9" * SIZE + "}]",
    "a decimal": lambda: '[{"unit":"1","a":0.' + "9" * SIZE + "}]",
    "a list in a cell": lambda: '[{"unit":"1","a":[' + "1," * (SIZE // 2) + "1]}]",
    "a name of dots": lambda: '[{"unit":"1","' + "x." * (SIZE // 2) + '":1}]',
}
