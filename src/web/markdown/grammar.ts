import {
  type BlockParser,
  type InlineContext,
  type InlineParser,
  type MarkdownConfig,
  parser,
  Strikethrough,
  Table,
  TaskList,
} from "@lezer/markdown";

/**
 * How Markdown is read in messages: CommonMark without raw HTML, entities, reference links and underlined headings,
 * which in a chat are rather meant as text; with strikethrough, tables, tasks, bare addresses and mentions.
 *
 * Every inline parser looks at most at its paragraph, and only so many marks of a paragraph are looked at; blocks are
 * nested only so deep. So the time is bounded by length times a constant, whatever is written.
 */
const paragraph_marks_max = 500;
const mark_chars_max = 8;
const depth_max = 24;
const link_chars_max = 2048;

const charsThatMark = new Set(Array.from("\\`*_~[!<", (char) => char.charCodeAt(0)));
const seen = new WeakMap<InlineContext, number>();

const bound: InlineParser = {
  name: "Bound",
  before: "Escape",
  parse(cx, next, pos) {
    if (!charsThatMark.has(next)) return -1;
    const marks = (seen.get(cx) ?? 0) + 1;
    seen.set(cx, marks);
    if (marks > paragraph_marks_max) return cx.end;
    let end = pos + 1;
    while (cx.char(end) === next) end++;
    return end - pos > mark_chars_max ? end : -1;
  },
};

const deepLine: BlockParser = {
  name: "DeepLine",
  before: "IndentedCode",
  parse(cx, line) {
    if (cx.depth <= depth_max) return false;
    cx.addElement(cx.elt("Paragraph", cx.lineStart + line.pos, cx.lineStart + line.text.length));
    cx.nextLine();
    return true;
  },
};

/**
 * Tables. Whether one begins within a paragraph, Table looks up in the next line with a pattern whose time grows with the
 * square of the spaces before the line's text: it is asked only where those are few.
 */
const table: MarkdownConfig = {
  ...Table,
  parseBlock: (Table.parseBlock ?? []).map((each) => ({
    ...each,
    endLeaf: (cx, line, leaf) => /^[>\s]{0,48}[|:-]/.test(cx.peekLine()) && each.endLeaf?.(cx, line, leaf) === true,
  })),
};

/** [text](address "title") and ![text](address). */
const link: InlineParser = {
  name: "Link",
  parse(cx, next, pos) {
    const isImage = next === 33;
    const open = isImage ? pos + 1 : pos;
    if (cx.char(open) !== 91) return -1;
    const close = closingBracket(cx, open);
    if (close === undefined) return -1;
    target.lastIndex = close + 1 - cx.offset;
    const found = target.exec(cx.text);
    if (!found) return -1;
    const [all, bracketed, bare = ""] = found;
    const address = bracketed ?? bare;
    const addressAt = close + 1 + all.indexOf(address, 1);
    const text = linkText.parseInline(cx.slice(open + 1, close), open + 1);
    return cx.addElement(
      cx.elt("Link", pos, close + 1 + all.length, [
        cx.elt("LinkMark", pos, open + 1),
        ...text,
        cx.elt("LinkMark", close, addressAt),
        cx.elt("URL", addressAt, addressAt + address.length),
        cx.elt("LinkMark", addressAt + address.length, close + 1 + all.length),
      ]),
    );
  },
};

/** Where `(address "title")` is expected: the address in angle brackets, or bare with at most one level of parentheses. */
const target =
  /\(\s{0,9}(?:<([^<>\n]{0,2000})>|((?:[^\s()<]|\([^\s()]{0,200}\)){0,2000}))(?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?\s{0,9}\)/y;

function closingBracket(cx: InlineContext, open: number): number | undefined {
  let depth = 0;
  const end = Math.min(cx.end, open + link_chars_max);
  for (let at = open; at < end; at++) {
    const char = cx.char(at);
    if (char === 92) at++;
    else if (char === 91) depth++;
    else if (char === 93 && --depth === 0) return at;
  }
  return undefined;
}

const bareAddress = /(?:https?:\/\/|www\.)[^\s<]+/iy;
const bracketedAddress = /<((?:https?:\/\/|mailto:)[^\s<>]+|[\w.+-]{1,64}@[\w.-]{1,255})>/iy;

const address: InlineParser = {
  name: "Address",
  before: "Emphasis",
  parse(cx, next, pos) {
    if (next === 60) {
      const all = match(bracketedAddress, cx, pos);
      return all ? cx.addElement(cx.elt("Autolink", pos, pos + all.length)) : -1;
    }
    if ((next | 32) !== 104 && (next | 32) !== 119) return -1;
    if (isWord(cx, pos - 1)) return -1;
    const all = match(bareAddress, cx, pos);
    if (!all) return -1;
    return cx.addElement(cx.elt("URL", pos, pos + addressLength(all)));
  },
};

/** The length of an address in running text: without the sentence's punctuation and brackets behind it. */
function addressLength(text: string): number {
  let surplus = 0;
  for (const char of text) surplus += char === ")" ? 1 : char === "(" ? -1 : 0;
  const channel_chars = addressOfChannel.exec(text)?.[0].length ?? 0;
  let length = text.length;
  for (; length > channel_chars; length--) {
    const last = text[length - 1] ?? "";
    if (last === ")" && surplus > 0) surplus--;
    else if (!"?!.,:;*_~'\"]".includes(last)) break;
  }
  return length;
}

/** An id may end with what elsewhere would be punctuation. */
const addressOfChannel = /^https?:\/\/[^/]+\/c\/[\w-]{16}(?![\w-])/;

/** The same as the server takes for a mention: see chat/mentions.ts. */
const handleAfterAt = /@([a-z0-9][a-z0-9._-]{0,63})/iy;
const partOfAddress = /[\p{L}\p{N}._@/-]/u;

const mention: InlineParser = {
  name: "Mention",
  before: "Emphasis",
  parse(cx, next, pos) {
    if (next !== 64 || (pos > cx.offset && partOfAddress.test(cx.slice(pos - 1, pos)))) return -1;
    const all = match(handleAfterAt, cx, pos)?.replace(/[._-]+$/, "");
    return all ? cx.addElement(cx.elt("Mention", pos, pos + all.length)) : -1;
  },
};

/** A channel as it is written in a message: see text/slug.ts. */
const slugAfterHash = /#([\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,63})/uy;
const partOfName = /[\p{L}\p{N}._#&@/-]/u;

const channel: InlineParser = {
  name: "Channel",
  before: "Emphasis",
  parse(cx, next, pos) {
    if (next !== 35 || (pos > cx.offset && partOfName.test(cx.slice(pos - 1, pos)))) return -1;
    const all = match(slugAfterHash, cx, pos)?.replace(/[._-]+$/, "");
    return all ? cx.addElement(cx.elt("Channel", pos, pos + all.length)) : -1;
  },
};

function match(pattern: RegExp, cx: InlineContext, pos: number): string | undefined {
  pattern.lastIndex = pos - cx.offset;
  return pattern.exec(cx.text)?.[0];
}

function isWord(cx: InlineContext, pos: number): boolean {
  return pos >= cx.offset && /[\p{L}\p{N}_]/u.test(cx.slice(pos, pos + 1));
}

const common = parser.configure([
  Strikethrough,
  table,
  TaskList,
  {
    remove: [
      "HTMLBlock",
      "HTMLTag",
      "Entity",
      "LinkReference",
      "SetextHeading",
      "HardBreak",
      "Link",
      "Image",
      "LinkEnd",
    ],
    parseInline: [bound],
    parseBlock: [deepLine],
  },
]);
const linkText = common;

export const grammar = common.configure({
  defineNodes: ["Mention", "Channel"],
  parseInline: [link, address, mention, channel],
});
