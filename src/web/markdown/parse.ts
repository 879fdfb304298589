import { Recent } from "../../recent.ts";
import { grammar } from "./grammar.ts";
import { hostToShow, linkTarget } from "./link.ts";
import type { Align, Block, Inline, Item } from "./nodes.ts";

/** Deeper emphasis than this is shown as its text. */
const inline_depth_max = 16;

type SyntaxNode = ReturnType<ReturnType<typeof grammar.parse>["topNode"]["cursor"]>["node"];

const read_max = 500;
const read = new Recent<string, readonly Block[]>(read_max);

/** A message's Markdown, read once while it is among those that were shown last. */
export function markdownOf(body: string): readonly Block[] {
  const known = read.get(body);
  if (known) return known;
  const blocks = parseMarkdown(body);
  read.add(body, blocks);
  return blocks;
}

/** One line in which no character, and no place of one, could mean something: most messages, and quicker seen than read. */
const plain = /^\p{L}[\p{L}\p{M}\p{N} ,.;!?'"()%-]*$/u;

/** Reads a message's Markdown. In time linear in its length: see grammar.ts. */
export function parseMarkdown(body: string): Block[] {
  if (plain.test(body) && !/www\./i.test(body))
    return [{ type: "paragraph", children: [{ type: "text", text: body.trimEnd() }] }];
  return blocks(body, grammar.parse(body).topNode);
}

function blocks(body: string, parent: SyntaxNode): Block[] {
  return children(parent).flatMap((node) => block(body, node) ?? []);
}

function block(body: string, node: SyntaxNode): Block | undefined {
  const { name } = node;
  if (name === "Paragraph" || name === "Task") return { type: "paragraph", children: trimmed(inlines(body, node)) };
  if (name.startsWith("ATXHeading"))
    return { type: "heading", level: Number(name.slice("ATXHeading".length)), children: trimmed(inlines(body, node)) };
  if (name === "FencedCode" || name === "CodeBlock") return code(body, node);
  if (name === "Blockquote") return { type: "quote", children: blocks(body, node) };
  if (name === "HorizontalRule") return { type: "rule" };
  if (name === "BulletList" || name === "OrderedList") return list(body, node);
  if (name === "Table") return table(body, node);
  return undefined;
}

/** What stands behind the opening fence is a language, or the code's first line when it is more than a word. */
function code(body: string, node: SyntaxNode): Block {
  const info = node.getChild("CodeInfo");
  const opening = info ? body.slice(info.from, info.to) : "";
  const text = node
    .getChildren("CodeText")
    .map(({ from, to }) => body.slice(from, to))
    .join("");
  if (!/\s/.test(opening)) return { type: "code", text, language: opening };
  return { type: "code", text: text === "" ? opening : `${opening}\n${text}`, language: "" };
}

function list(body: string, node: SyntaxNode): Block {
  const items = node.getChildren("ListItem");
  const mark = items[0]?.getChild("ListMark");
  const start = node.name === "OrderedList" && mark ? Number.parseInt(body.slice(mark.from, mark.to), 10) : undefined;
  return { type: "list", start, items: items.map((item) => listItem(body, item)) };
}

function listItem(body: string, node: SyntaxNode): Item {
  const mark = node.getChild("Task")?.getChild("TaskMarker");
  return { done: mark ? body.charAt(mark.from + 1) !== " " : undefined, children: blocks(body, node) };
}

function table(body: string, node: SyntaxNode): Block {
  const rows = children(node).filter(({ name }) => name === "TableHeader" || name === "TableRow");
  const dashes = node.getChild("TableDelimiter");
  const columns = dashes
    ? body
        .slice(dashes.from, dashes.to)
        .replace(/^[>\s]*\||\|\s*$/g, "")
        .split("|")
    : [];
  return { type: "table", align: columns.map(alignment), rows: rows.map((row) => cells(body, row)) };
}

function alignment(dashes: string): Align {
  if (!dashes.trimEnd().endsWith(":")) return undefined;
  return dashes.trimStart().startsWith(":") ? "center" : "end";
}

/** A row's cells: of one that is empty there are only the lines around it. */
function cells(body: string, row: SyntaxNode): Inline[][] {
  const found: Inline[][] = [];
  let cell: Inline[] | undefined;
  let isFirst = true;
  for (const node of children(row)) {
    if (node.name === "TableCell") cell = inlines(body, node);
    if (node.name !== "TableDelimiter") continue;
    if (cell || !isFirst) found.push(cell ?? []);
    cell = undefined;
    isFirst = false;
  }
  if (cell) found.push(cell);
  return found;
}

function inlines(body: string, parent: SyntaxNode, depth = 0, from = parent.from, to = parent.to): Inline[] {
  const found: Inline[] = [];
  let at = from;
  for (const node of children(parent)) {
    if (node.from < at || node.to > to) continue;
    addText(found, body.slice(at, node.from));
    addInline(found, body, node, depth);
    at = node.to;
  }
  addText(found, body.slice(at, to));
  return found;
}

function addInline(found: Inline[], body: string, node: SyntaxNode, depth: number): void {
  const text = body.slice(node.from, node.to);
  switch (node.name) {
    case "Escape":
      addText(found, text.slice(1));
      break;
    case "InlineCode":
      found.push({ type: "code", text: inlineCode(body, node) });
      break;
    case "Emphasis":
    case "StrongEmphasis":
    case "Strikethrough":
      if (depth === inline_depth_max) addText(found, text);
      else found.push({ type: styles[node.name], children: inlines(body, node, depth + 1) });
      break;
    case "Link":
      addLink(found, body, node, depth);
      break;
    case "URL":
      addAddress(found, text);
      break;
    case "Autolink":
      addAddress(found, text.slice(1, -1));
      break;
    case "Mention":
      found.push({ type: "mention", handle: text.slice(1).toLowerCase(), text });
      break;
    case "Channel":
      found.push({ type: "channel", slug: text.slice(1).toLowerCase(), text });
      break;
    // The marks themselves: of emphasis, headings, and of quotes and lists between a paragraph's lines.
    default:
      break;
  }
}

const styles = { Emphasis: "emphasis", StrongEmphasis: "strong", Strikethrough: "strike" } as const;

function addLink(found: Inline[], body: string, node: SyntaxNode, depth: number): void {
  const [open, close] = node.getChildren("LinkMark");
  const address = node.getChild("URL");
  const url = address && linkTarget(body.slice(address.from, address.to));
  if (!open || !close || !url) return addText(found, body.slice(node.from, node.to));
  const children = inlines(body, node, depth + 1, open.to, close.from);
  const shown = children.length > 0 ? children : [{ type: "text" as const, text: url.href }];
  found.push({ type: "link", href: url.href, host: hostToShow(url, plainText(shown)), children: shown });
}

function addAddress(found: Inline[], text: string): void {
  const url = linkTarget(text);
  if (!url) return addText(found, text);
  found.push({ type: "link", href: url.href, host: hostToShow(url, text), children: [{ type: "text", text }] });
}

function inlineCode(body: string, node: SyntaxNode): string {
  const [open, close] = node.getChildren("CodeMark");
  const text = body.slice(open?.to ?? node.from, close?.from ?? node.to).replaceAll("\n", " ");
  return /^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text;
}

/** Adds text. Space at a line's begin is not meant; a backslash at a line's end only says that the line ends there. */
function addText(found: Inline[], text: string): void {
  const last = found.at(-1);
  const isLineStart = last?.type === "text" && last.text.endsWith("\n");
  const shown = (isLineStart ? text.trimStart() : text).replace(/\\?\n[ \t]*/g, "\n");
  if (shown === "") return;
  if (last?.type === "text") last.text += shown;
  else found.push({ type: "text", text: shown });
}

function trimmed(children: Inline[]): Inline[] {
  const first = children[0];
  const last = children.at(-1);
  if (first?.type === "text") first.text = first.text.trimStart();
  if (last?.type === "text") last.text = last.text.trimEnd();
  return children;
}

/** The text of these nodes without their marks. */
export function plainText(nodes: readonly Inline[]): string {
  return nodes.map((node) => ("text" in node ? node.text : plainText(node.children))).join("");
}

function children(parent: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) found.push(node);
  return found;
}
