/** A text and what is selected in it: a caret when `from` and `to` are the same. */
export interface Text {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** What a key or button does to a text. */
export type Change = (text: Text) => Text;

/** What can be done to a text, by the name of its key and button. */
export const formats = {
  bold: wrap("**"),
  italic: wrap("_"),
  strike: wrap("~~"),
  code: (text: Text) => (selected(text).includes("\n") ? fence(text) : wrap("`")(text)),
  codeBlock: (text: Text) => fence(text),
  link: (text: Text) => link(text, "https://"),
  list: prefixLines("- ", /^[-*+] /),
  numbers: prefixLines((i) => `${i + 1}. `, /^\d{1,9}[.)] /),
  quote: prefixLines("> ", /^> ?/),
} as const satisfies Record<string, Change>;

export type Format = keyof typeof formats;

/** Puts marks around what is selected, or takes them away. Space at its ends stays outside: beside it marks are none. */
function wrap(mark: string): Change {
  return (whole) => {
    const { text } = whole;
    const inner = selected(whole);
    const from = whole.from + (inner.length - inner.trimStart().length);
    const to = Math.max(from, whole.to - (inner.length - inner.trimEnd().length));
    const { length } = mark;
    if (endsIn(text.slice(0, from), mark) && beginsWith(text.slice(to), mark))
      return {
        text: splice(text, from - length, to + length, text.slice(from, to)),
        from: from - length,
        to: to - length,
      };
    const marked = text.slice(from, to);
    if (marked.length >= 2 * length && beginsWith(marked, mark) && endsIn(marked, mark))
      return { text: splice(text, from, to, marked.slice(length, -length)), from, to: to - 2 * length };
    return {
      text: splice(text, from, to, `${mark}${text.slice(from, to)}${mark}`),
      from: from + length,
      to: to + length,
    };
  };
}

/** Whether the text begins with this mark, and not with a longer one. */
function beginsWith(text: string, mark: string): boolean {
  return text.startsWith(mark) && text.charAt(mark.length) !== mark.charAt(0);
}

function endsIn(text: string, mark: string): boolean {
  return text.endsWith(mark) && text.charAt(text.length - mark.length - 1) !== mark.charAt(0);
}

function fence(whole: Text): Text {
  const { text, from, to } = whole;
  const inner = selected(whole);
  const ticks = "`".repeat(Math.max(3, 1 + longestRun(inner)));
  const before = from === 0 || text.charAt(from - 1) === "\n" ? "" : "\n";
  const after = to === text.length || text.charAt(to) === "\n" ? "" : "\n";
  const start = from + before.length + ticks.length + 1;
  return {
    text: splice(text, from, to, `${before}${ticks}\n${inner}\n${ticks}${after}`),
    from: start,
    to: start + inner.length,
  };
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

/** Makes what is selected the text of a link, with its address selected; an address that is selected gets a text. */
export function link(whole: Text, address: string): Text {
  const { text, from, to } = whole;
  const inner = selected(whole);
  if (isAddress(inner)) return { text: splice(text, from, to, `[](${inner})`), from: from + 1, to: from + 1 };
  const start = from + inner.length + 3;
  const next = splice(text, from, to, `[${inner}](${address})`);
  return inner === ""
    ? { text: next, from: from + 1, to: from + 1 }
    : { text: next, from: start, to: start + address.length };
}

/** Puts a prefix before each line of the selection, or takes it away when all have it. */
function prefixLines(prefix: string | ((i: number) => string), known: RegExp): Change {
  return ({ text, from, to }) => {
    const start = text.lastIndexOf("\n", from - 1) + 1;
    const next = text.indexOf("\n", to);
    const end = next === -1 ? text.length : next;
    const lines = text.slice(start, end).split("\n");
    const isPrefixed = lines.every((line) => known.test(line));
    const changed = lines.map((line, i) =>
      isPrefixed ? line.replace(known, "") : `${typeof prefix === "string" ? prefix : prefix(i)}${line}`,
    );
    const first = (changed[0]?.length ?? 0) - (lines[0]?.length ?? 0);
    const all = changed.join("\n");
    const shifted = Math.max(start, from + first);
    return {
      text: splice(text, start, end, all),
      from: shifted,
      to: from === to ? shifted : start + all.length,
    };
  };
}

const item = /^([ \t]*)(?:([-*+])|(\d{1,9})([.)])|(>))([ \t]+)(\[[ xX]\][ \t]+)?/;

/** A new line, which goes on with the list or quote that the caret is in; in an item without text it ends the list. */
export function newLine({ text, from, to }: Text): Text {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const line = text.slice(start, from);
  const found = isInFence(text.slice(0, start)) ? null : item.exec(line);
  if (!found) return insert({ text, from, to }, `\n${/^[ \t]*/.exec(line)?.[0] ?? ""}`);
  const [all, indent = "", bullet, number, dot, quote, space = "", task] = found;
  if (line.length === all.length) return { text: splice(text, start, to, ""), from: start, to: start };
  const mark = number === undefined ? (bullet ?? quote ?? "") : `${Number(number) + 1}${dot}`;
  return insert({ text, from, to }, `\n${indent}${mark}${space}${task === undefined ? "" : "[ ] "}`);
}

function isInFence(before: string): boolean {
  return (before.match(/^ {0,3}(```|~~~)/gm)?.length ?? 0) % 2 === 1;
}

/** What is pasted. An address on a selection makes a link of it; `code` says that the text is code, and in which language. */
export function paste(whole: Text, pasted: string, code?: string): Text {
  const { text, from } = whole;
  const inside = isInFence(text.slice(0, text.lastIndexOf("\n", from - 1) + 1));
  const inner = selected(whole);
  const address = pasted.trim();
  if (!inside && inner.trim() !== "" && !inner.includes("\n") && !isAddress(inner) && isAddress(address)) {
    const linked = link(whole, address);
    return { ...linked, from: linked.to + 1, to: linked.to + 1 };
  }
  if (inside || code === undefined || !pasted.includes("\n")) return insert(whole, pasted);
  const ticks = "`".repeat(Math.max(3, 1 + longestRun(pasted)));
  const before = from === 0 || text.charAt(from - 1) === "\n" ? "" : "\n";
  return insert(whole, `${before}${ticks}${code}\n${pasted.replace(/\n$/, "")}\n${ticks}\n`);
}

export function insert({ text, from, to }: Text, inserted: string): Text {
  const end = from + inserted.length;
  return { text: splice(text, from, to, inserted), from: end, to: end };
}

function isAddress(text: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s<>]+$/i.test(text);
}

function selected({ text, from, to }: Text): string {
  return text.slice(from, to);
}

function splice(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}
