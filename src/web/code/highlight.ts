import { StringStream, type StreamParser } from "@codemirror/streamparser";
import type { Parser } from "@lezer/common";
import { highlightTree, Tag, tagHighlighter, tags } from "@lezer/highlight";
import { Recent } from "../../recent.ts";
import { languageNamed } from "./languages.ts";

/** A part of a code, in one colour. */
export interface Piece {
  readonly text: string;
  readonly kind: string | undefined;
}

/** Longer code, code with longer lines, and what takes longer to read stays as it is; so does what comes behind so many pieces. */
const chars_max = 16 * 1024;
const line_chars_max = 1000;
const pieces_max = 5000;
const time_ms_max = 200;

/** The page's own work comes between slices of this length. */
const slice_ms = 4;
const range_chars = 1024;

const kept_max = 100;
const kept = new Recent<string, readonly Piece[]>(kept_max);

/** The code in its colours, once they are found. */
export function highlighted(text: string, language: string): readonly Piece[] | undefined {
  return kept.get(keyOf(text, language));
}

let last: Promise<unknown> = Promise.resolve();

/** Finds the colours of a code, one code after the other: then `highlighted` has it. */
export function highlight(text: string, language: string): Promise<void> {
  const next = last.then(async () => {
    if (highlighted(text, language)) return;
    const pieces = await read(text, language);
    kept.add(keyOf(text, language), pieces ?? [{ text, kind: undefined }]);
  });
  last = next.catch(() => undefined);
  return next;
}

async function read(text: string, name: string): Promise<readonly Piece[] | undefined> {
  const language = text.length > chars_max ? undefined : await languageNamed(name);
  if (!language) return undefined;
  const steps = "token" in language ? readByTokens(language, text) : readByGrammar(language, text);
  // Something is written that nobody thought of when they wrote the language's reader: it stays as it is.
  return finish(steps).catch(() => undefined);
}

function keyOf(text: string, language: string): string {
  return `${language}\n${text}`;
}

/** Takes the steps in slices. Undefined when they take too long. */
async function finish<T>(steps: Generator<void, T>): Promise<T | undefined> {
  let spent_ms = 0;
  while (spent_ms < time_ms_max) {
    const started_ms = performance.now();
    let elapsed_ms = 0;
    while (elapsed_ms < slice_ms) {
      const { done, value } = steps.next();
      if (done) return value;
      elapsed_ms = performance.now() - started_ms;
    }
    spent_ms += elapsed_ms;
    await new Promise((resolve) => setTimeout(resolve));
  }
  return undefined;
}

function* readByGrammar(parser: Parser, text: string): Generator<void, Piece[]> {
  const parse = parser.startParse(text);
  let tree = parse.advance();
  for (; !tree; tree = parse.advance()) yield;
  const pieces: Piece[] = [];
  let at = 0;
  const put = (from: number, to: number, kind: string) => {
    add(pieces, text.slice(at, from), undefined);
    add(pieces, text.slice(from, to), kind);
    at = to;
  };
  for (let from = 0; from < text.length; from += range_chars) {
    highlightTree(tree, colours, put, from, Math.min(from + range_chars, text.length));
    yield;
  }
  add(pieces, text.slice(at), undefined);
  return pieces;
}

function* readByTokens(mode: StreamParser<unknown>, text: string): Generator<void, Piece[] | undefined> {
  const lines = text.split("\n");
  if (lines.some(({ length }) => length > line_chars_max)) return undefined;
  const state = mode.startState?.(indent_chars) ?? null;
  const pieces: Piece[] = [];
  for (const [i, line] of lines.entries()) {
    if (i > 0) add(pieces, "\n", undefined);
    if (line === "") mode.blankLine?.(state, indent_chars);
    const stream = new StringStream(line, tab_chars, indent_chars);
    for (let idle = 0; !stream.eol();) {
      stream.start = stream.pos;
      const style = mode.token(stream, state);
      // It may change its mind about where it is before it goes on, but not for ever.
      if (stream.pos === stream.start && ++idle > idle_tokens_max) stream.next();
      else if (stream.pos > stream.start) idle = 0;
      add(pieces, stream.current(), style ? kindOf(style) : undefined);
      yield;
    }
  }
  return pieces;
}

const tab_chars = 4;
const indent_chars = 2;
const idle_tokens_max = 10;

function add(pieces: Piece[], text: string, found: string | undefined): void {
  const before = pieces.at(-1);
  const kind = pieces.length < pieces_max ? found : undefined;
  if (text === "") return;
  if (before && before.kind === kind) pieces[pieces.length - 1] = { text: before.text + text, kind };
  else pieces.push({ text, kind });
}

/** The colours there are: each a class, see style/code.css. What is not in here has the colour of text. */
const colours = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.self, tags.null, tags.bool, tags.atom, tags.unit], class: "keyword" },
  { tag: [tags.string, tags.character, tags.attributeValue, tags.regexp, tags.escape, tags.url], class: "string" },
  { tag: [tags.number, tags.color], class: "number" },
  { tag: [tags.comment, tags.meta], class: "comment" },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
      tags.standard(tags.variableName),
      tags.macroName,
      tags.labelName,
      tags.heading,
    ],
    class: "name",
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], class: "type" },
  { tag: [tags.attributeName, tags.propertyName, tags.special(tags.variableName), tags.link], class: "property" },
  { tag: tags.inserted, class: "inserted" },
  { tag: tags.deleted, class: "deleted" },
]);

/** What modes that go token by token call differently. */
const alsoCalled: Readonly<Record<string, Tag>> = {
  attribute: tags.attributeName,
  builtin: tags.standard(tags.variableName),
  def: tags.definition(tags.variableName),
  header: tags.heading,
  property: tags.propertyName,
  qualifier: tags.modifier,
  "string-2": tags.special(tags.string),
  tag: tags.tagName,
  type: tags.typeName,
  "variable-2": tags.special(tags.variableName),
  "variable-3": tags.typeName,
};

const { definition, function: called, special, standard } = tags;
const modifies: Readonly<Record<string, (tag: Tag) => Tag>> = { definition, function: called, special, standard };

const kinds = new Map<string, string | undefined>();

/** The colour of a mode's token: it is named as a tag, with the tag's modifiers behind dots. */
function kindOf(style: string): string | undefined {
  if (!kinds.has(style)) {
    const found = style.split(" ").flatMap((name) => tagNamed(name) ?? []);
    kinds.set(style, (found.length > 0 && colours.style(found)) || undefined);
  }
  return kinds.get(style);
}

function tagNamed(name: string): Tag | undefined {
  const [base = "", ...modifiers] = name.split(".");
  const all: Readonly<Record<string, unknown>> = { ...tags, ...alsoCalled };
  const tag = all[base];
  if (!(tag instanceof Tag)) return undefined;
  return modifiers.reduce((modified, modifier) => modifies[modifier]?.(modified) ?? modified, tag);
}
