import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../src/protocol/limits.ts";
import type { Block, Inline, Item } from "../../src/web/markdown/nodes.ts";
import { parseMarkdown } from "../../src/web/markdown/parse.ts";
import { payloads } from "./payloads.ts";

/** The tree in a short notation: names with their children, links with their address and the host shown beside them. */
function show(nodes: readonly (Block | Inline)[]): string {
  return nodes.map(showNode).join("");
}

function showNode(node: Block | Inline): string {
  switch (node.type) {
    case "text":
      return node.text;
    case "mention":
      return `<mention ${node.handle}>`;
    case "channel":
      return `<channel ${node.slug}>`;
    case "link":
      return `<link ${node.href}${node.host === undefined ? "" : ` (${node.host})`}: ${show(node.children)}>`;
    case "code":
      return `<code${"language" in node ? ` ${node.language}` : ""}: ${node.text}>`;
    case "list":
      return `<list${node.start === undefined ? "" : ` ${node.start}`}:${node.items.map(showItem).join("")}>`;
    case "table":
      return `<table ${node.align.map((align) => align ?? "start").join(" ")}:${node.rows.map((row) => ` (${row.map(show).join("|")})`).join("")}>`;
    case "rule":
      return "<rule>";
    case "paragraph":
      return `<p: ${show(node.children)}>`;
    default:
      return `<${node.type}: ${show(node.children)}>`;
  }
}

function showItem({ done, children }: Item): string {
  return ` ${done === undefined ? "" : done ? "[x]" : "[ ]"}(${show(children)})`;
}

const read = (body: string) => show(parseMarkdown(body));

describe("what people write is read as they mean it", () => {
  test.each([
    [
      "Hello **everybody** _you_ ~~not~~ `a  b`",
      "<p: Hello <strong: everybody> <emphasis: you> <strike: not> <code: a  b>>",
    ],
    ["one\ntwo\\\nthree", "<p: one\ntwo\nthree>"],
    ["a\n\nb", "<p: a><p: b>"],
    ["> quoted\n> more\n\nanswer", "<quote: <p: quoted\nmore>><p: answer>"],
    ["- a\n- b\n  - c", "<list: (<p: a>) (<p: b><list: (<p: c>)>)>"],
    ["3. x\n4. y", "<list 3: (<p: x>) (<p: y>)>"],
    ["```ts\nlet a = 1;\n\n  b\n```\nend", "<code ts: let a = 1;\n\n  b><p: end>"],
    ["```\nopen", "<code : open>"],
    ["```two words\nmore\n```", "<code : two words\nmore>"],
    ["> ```\n> in\n>  quote\n> ```", "<quote: <code : in\n quote>>"],
    ["# Title #", "<heading: Title>"],
    ["a\n---\nb", "<p: a><rule><p: b>"],
    ["snake_case_name 2*3*4", "<p: snake_case_name 2<emphasis: 3>4>"],
    ["\\*not\\* &amp; <b>", "<p: *not* &amp; <b>>"],
    ["[x]: y", "<p: [x]: y>"],
    ["********", "<rule>"],
    ["a ********* b", "<p: a ********* b>"],
    [
      "- [ ] buy *milk*\n- [x] done\n- [X] too\n- [y] no\n- [ ]",
      "<list: [ ](<p: buy <emphasis: milk>>) [x](<p: done>) [x](<p: too>) (<p: [y] no>) (<p: [ ]>)>",
    ],
    ["1. [x] a\n   - [ ] b", "<list 1: [x](<p: a><list: [ ](<p: b>)>)>"],
    ["[x] no list", "<p: [x] no list>"],
    [
      "| a | b | c | d |\n| --- | :-: | --: | :-- |\n| 1 | **2** | | @ana |",
      "<table start center end start: (a|b|c|d) (1|<strong: 2>||<mention ana>)>",
    ],
    ["look:\na | b\n-|-\n`1` | a\\|b", "<p: look:><table start start: (a|b) (<code: 1>|a|b)>"],
    ["| a | b |\n|--|--|\n| 1 |\n| 1 | 2 | 3 |\n|||", "<table start start: (a|b) (1) (1|2|3) (|)>"],
    ["> a | b\n> :-- | --:\n> 1 | 2", "<quote: <table start end: (a|b) (1|2)>>"],
    ["- a | b\n  -|-\n  1 | 2", "<list: (<table start start: (a|b) (1|2)>)>"],
    ["a | b\n- | -", "<p: a | b><list: (<p: | ->)>"],
    ["a || b\nc", "<p: a || b\nc>"],
  ])("%j", (body, tree) => expect(read(body)).toBe(tree));
});

describe("mentions are found where the server finds them", () => {
  test.each([
    ["@Ana, @bo.b. (@c)", "<p: <mention ana>, <mention bo.b>. (<mention c>)>"],
    ["a@b.example @@x /@y", "<p: a@b.example @@x /@y>"],
    ["`@ana`", "<p: <code: @ana>>"],
  ])("%j", (body, tree) => expect(read(body)).toBe(tree));
});

describe("channels are found as they are written behind a hash", () => {
  test.each([
    ["see #Secret-Plans, and #дом.", "<p: see <channel secret-plans>, and <channel дом>.>"],
    ["(#a) **#b** #c_d", "<p: (<channel a>) <strong: <channel b>> <channel c_d>>"],
    ["C# a#b ##c /#d &#39; # e", "<p: C# a#b ##c /#d &#39; # e>"],
    ["# Title #1\n`#a`", "<heading: Title <channel 1>><p: <code: #a>>"],
    ["https://x.example/#a", "<p: <link https://x.example/#a: https://x.example/#a>>"],
  ])("%j", (body, tree) => expect(read(body)).toBe(tree));
});

describe("links lead where they say, and only to the web and mail", () => {
  test.each([
    ['[a](https://x.example/?q=(1) "title")', "<p: <link https://x.example/?q=(1): a>>"],
    [
      "https://x.example/a_b*c*d), www.y.example.",
      "<p: <link https://x.example/a_b*c*d: https://x.example/a_b*c*d>), <link http://www.y.example/: www.y.example>.>",
    ],
    [
      "https://x.example/c/AAAAAAAAAAAAAAA_, https://x.example/c/A_",
      "<p: <link https://x.example/c/AAAAAAAAAAAAAAA_: https://x.example/c/AAAAAAAAAAAAAAA_>, <link https://x.example/c/A: https://x.example/c/A>_>",
    ],
    ["**https://x.example**", "<p: <strong: <link https://x.example/: https://x.example>>>"],
    [
      "<https://x.example> <a@x.example>",
      "<p: <link https://x.example/: https://x.example> <link mailto:a@x.example: a@x.example>>",
    ],
    ["![a cat](https://x.example/cat.png)", "<p: <link https://x.example/cat.png: a cat>>"],
    ["[](https://x.example)", "<p: <link https://x.example/: https://x.example/>>"],
    [
      "[a [b](https://x.example/1) c](https://x.example/2)",
      "<p: <link https://x.example/2: a [b](https://x.example/1) c>>",
    ],
    [
      "[https://bank.example](https://evil.example)",
      "<p: <link https://evil.example/ (evil.example): https://bank.example>>",
    ],
    [
      "[go to bank.example now](https://evil.example)",
      "<p: <link https://evil.example/ (evil.example): go to bank.example now>>",
    ],
    [
      "https://x.example/main/README.md?as=a.txt#read.me www.x.example/a.html",
      "<p: <link https://x.example/main/README.md?as=a.txt#read.me: https://x.example/main/README.md?as=a.txt#read.me> <link http://www.x.example/a.html: www.x.example/a.html>>",
    ],
    [
      "[https://x.example\\\\@bank.example](https://x.example\\\\@bank.example)",
      "<p: <link https://x.example//@bank.example (x.example): https://x.example\\@bank.example>>",
    ],
    [
      "[https://bank.example\t.evil.example](https://bank.example.evil.example)",
      "<p: <link https://bank.example.evil.example/ (bank.example.evil.example): https://bank.example\t.evil.example>>",
    ],
    ["[www.bank.example](https://bank.example/login)", "<p: <link https://bank.example/login: www.bank.example>>"],
    [
      "https://bank.example@evil.example",
      "<p: <link https://bank.example@evil.example/ (evil.example): https://bank.example@evil.example>>",
    ],
    ["https://bаnk.example", "<p: <link https://xn--bnk-6cd.example/ (xn--bnk-6cd.example): https://bаnk.example>>"],
    ["[a@bank.example](mailto:b@evil.example)", "<p: <link mailto:b@evil.example (b@evil.example): a@bank.example>>"],
  ])("%j", (body, tree) => expect(read(body)).toBe(tree));

  test.each([
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a]( javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](\u0001javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:msgbox(1))",
    "[a](file:///etc/passwd)",
    "[a](blob:https://x.example/1)",
    "[a](//x.example)",
    "[a](/api/session.end)",
    "[a](#x)",
    "![a](javascript:alert(1))",
    "<javascript:alert(1)>",
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[a]: javascript:alert(1)\n\n[a]",
  ])("no link comes of %j", (body) => expect(read(body)).not.toContain("<link"));
});

test("no text that is known to do harm leads anywhere but to the web and mail", () => {
  expect(payloads.length).toBeGreaterThan(700);
  const hrefs = payloads.flatMap((text) => hrefsIn(parseMarkdown(text)));
  expect(hrefs.length).toBeGreaterThan(20);
  expect(hrefs.filter((href) => !/^(https?:\/\/|mailto:)/.test(href) || URL.parse(href)?.href !== href)).toEqual([]);
});

describe("no text of the largest size is read as something deep, and no text is lost", () => {
  const full = (unit: string) =>
    unit.repeat(Math.ceil(limits.body_bytes_max / unit.length)).slice(0, limits.body_bytes_max);
  const half = (unit: string) => full(unit).slice(0, limits.body_bytes_max / 2);
  const rows = (row: (i: number) => string, count: number) =>
    Array.from({ length: count }, (_, i) => row(i)).join("\n");

  test.each([
    ["stars", full("*")],
    ["emphasis that opens", full("*a_ ")],
    ["emphasis that opens, then closes", half("*a ") + half("a* ")],
    ["mixed emphasis", full("*a **a_b")],
    ["strikes", full("~~a ")],
    ["brackets", full("[")],
    ["nested brackets", half("[") + half("]")],
    ["links that do not end", full("[](")],
    ["links with text that do not end", full("[a](b")],
    ["parentheses in a link", `[a](${full("(")}`],
    ["images", full("![a](")],
    ["backticks of growing length", rows((i) => "`".repeat(i), 180)],
    ["odd backticks", full("`a``")],
    ["quotes", full(">")],
    ["quotes of growing depth", rows((i) => `${">".repeat(i)}a`, 180)],
    ["deep quotes on each line", full(`${">".repeat(100)}a\n`)],
    ["short quotes", full(">\n\n")],
    ["lists", full("- ")],
    ["mixed lists", full("* - + 1. > ")],
    ["lists of growing depth", rows((i) => `${"  ".repeat(i)}- a`, 128)],
    ["list items", full("- a\n")],
    ["comments that do not end", full("<!--")],
    ["tags that do not end", full("<a b='")],
    ["addresses", full("http://a.b ")],
    ["addresses in each other", full("http://")],
    ["parentheses behind an address", `http://a.b/${full(")")}`],
    ["references", full("[a]: b\n")],
    ["mentions", full("@a ")],
    ["at signs", full("a@b.")],
    ["spaces", `a${full(" ")}b`],
    ["lines", full("a\n")],
    ["fences", full("```\n")],
    ["headings", full("# a\n")],
    ["backslashes", full("\\")],
    ["pipes", full("|")],
    ["rows", `a|b\n-|-\n${full("a|b\n")}`],
    ["wide tables", `${half("a|")}\n${half("-|")}`],
    ["narrow tables", full("a|b\n-|-\n\n")],
    ["lines that may begin tables", full("a\n|a\n|-\n")],
    ["spaces before a table's line", `a\na|b\n${full(" ")}-`],
    ["spaces in a table's line", `a\na|b\n-|${full(" ")}`],
    ["quotes before a table's line", `a\na|b\n${full("> ")}`],
    ["dashes", `a|b\n-|${full("-")}x`],
    ["escaped pipes", full("\\|")],
    ["tasks", full("- [ ] a\n")],
    ["tasks in each other", full("- [ ] - [ ] ")],
  ])("%s", (_, body) => {
    expect(depthOf(parseMarkdown(body.slice(0, limits.body_bytes_max)))).toBeLessThan(48);
  });

  test("letters outside of links stay, in their order", () => {
    const parts = [
      "a",
      "b ",
      "*",
      "**",
      "_",
      "~~",
      "`",
      "```",
      "\n",
      "\n\n",
      "> ",
      "- ",
      "1. ",
      "    ",
      "[",
      "]",
      "<",
      ">",
      "\\",
      "#",
      "# ",
      "@",
      "&",
      "=",
      "|",
      "|-|-|\n",
      "- [ ] ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 200 }), (chosen) => {
        const body = chosen.join("");
        const blocks = parseMarkdown(body);
        expect(lettersOf(textOf(blocks))).toBe(lettersOf(body));
      }),
      { numRuns: 2000 },
    );
  });
});

test("a line without marks is read in one step as it is read character by character", () => {
  const parts = [...Array.from("ab1 .,;!?'\"()%-éß字"), "www.", "WWW.a.b", "1. ", "- ", "--", "   ", "e\u0301"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), (chosen) => {
      const body = chosen.join("");
      // The end of a line is nothing that is shown, and makes it more than one.
      expect(parseMarkdown(body)).toEqual(parseMarkdown(`${body}\n`));
    }),
    { numRuns: 2000 },
  );
});

function hrefsIn(nodes: readonly (Block | Inline)[]): string[] {
  return nodes.flatMap((node) => [...(node.type === "link" ? [node.href] : []), ...hrefsIn(childrenOf(node))]);
}

function childrenOf(node: Block | Inline): readonly (Block | Inline)[] {
  if (node.type === "list") return node.items.flatMap(({ children }) => children);
  if (node.type === "table") return node.rows.flat(2);
  return "children" in node ? node.children : [];
}

function depthOf(nodes: readonly (Block | Inline)[]): number {
  return nodes.reduce((depth, node) => Math.max(depth, 1 + depthOf(childrenOf(node))), 0);
}

function textOf(nodes: readonly (Block | Inline)[]): string {
  return nodes
    .map(
      (node) =>
        `${"language" in node ? node.language : ""}${"text" in node ? node.text : ""}${textOf(childrenOf(node))}`,
    )
    .join("");
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^ab]/g, "");
}
