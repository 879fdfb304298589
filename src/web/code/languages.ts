import type { StreamParser } from "@codemirror/streamparser";
import type { Parser } from "@lezer/common";
// It reads the messages too: imported as a whole here, all of it would be loaded with the page.
import { parser as markdown } from "@lezer/markdown";

/** How a language is read: by a grammar, or token by token. */
export type Language = Parser | StreamParser<unknown>;

/** The languages that are coloured, by what people write behind the fence. Each is loaded when it is first shown. */
const languages: readonly (readonly [names: string, load: () => Promise<Language>])[] = [
  ["js javascript mjs cjs node", () => import("@lezer/javascript").then(({ parser }) => parser)],
  ["jsx", () => javascript("jsx")],
  ["ts typescript mts cts", () => javascript("ts")],
  ["tsx", () => javascript("jsx ts")],
  ["json json5 jsonc jsonl", () => import("@lezer/json").then(({ parser }) => parser)],
  // What is nested in it stays as it is: to read that, the page would be loaded with more.
  ["html htm vue svelte", () => import("@lezer/html").then(({ parser }) => parser)],
  ["css", () => import("@lezer/css").then(({ parser }) => parser)],
  ["scss sass", () => import("@codemirror/legacy-modes/mode/css").then(({ sCSS }) => sCSS)],
  ["less", () => import("@codemirror/legacy-modes/mode/css").then(({ less }) => less)],
  ["xml svg rss xhtml", () => import("@lezer/xml").then(({ parser }) => parser)],
  ["yaml yml", () => import("@lezer/yaml").then(({ parser }) => parser)],
  ["toml", () => import("@codemirror/legacy-modes/mode/toml").then(({ toml }) => toml)],
  ["ini properties conf env", () => import("@codemirror/legacy-modes/mode/properties").then((all) => all.properties)],
  ["md markdown", () => Promise.resolve(markdown)],
  ["python py", () => import("@lezer/python").then(({ parser }) => parser)],
  ["rust rs", () => import("@lezer/rust").then(({ parser }) => parser)],
  ["go golang", () => import("@lezer/go").then(({ parser }) => parser)],
  ["c h cpp c++ cc cxx hpp", () => import("@lezer/cpp").then(({ parser }) => parser)],
  ["java", () => import("@lezer/java").then(({ parser }) => parser)],
  ["kotlin kt kts", () => import("@codemirror/legacy-modes/mode/clike").then(({ kotlin }) => kotlin)],
  ["csharp cs c#", () => import("@codemirror/legacy-modes/mode/clike").then(({ csharp }) => csharp)],
  ["scala", () => import("@codemirror/legacy-modes/mode/clike").then(({ scala }) => scala)],
  ["dart", () => import("@codemirror/legacy-modes/mode/clike").then(({ dart }) => dart)],
  ["swift", () => import("@codemirror/legacy-modes/mode/swift").then(({ swift }) => swift)],
  // Pieces of PHP are shown as often as whole files, in which it stands behind `<?php`.
  ["php", () => import("@lezer/php").then(({ parser }) => parser.configure({ top: "Program" }))],
  ["ruby rb", () => import("@codemirror/legacy-modes/mode/ruby").then(({ ruby }) => ruby)],
  ["perl pl", () => import("@codemirror/legacy-modes/mode/perl").then(({ perl }) => perl)],
  ["lua", () => import("@codemirror/legacy-modes/mode/lua").then(({ lua }) => lua)],
  ["r", () => import("@codemirror/legacy-modes/mode/r").then(({ r }) => r)],
  ["haskell hs", () => import("@codemirror/legacy-modes/mode/haskell").then(({ haskell }) => haskell)],
  ["sh bash shell zsh console", () => import("@codemirror/legacy-modes/mode/shell").then(({ shell }) => shell)],
  ["powershell ps1 pwsh", () => import("@codemirror/legacy-modes/mode/powershell").then((all) => all.powerShell)],
  ["sql sqlite postgres mysql", () => import("@codemirror/legacy-modes/mode/sql").then((all) => all.standardSQL)],
  ["dockerfile docker", () => import("@codemirror/legacy-modes/mode/dockerfile").then((all) => all.dockerFile)],
  ["nginx", () => import("@codemirror/legacy-modes/mode/nginx").then(({ nginx }) => nginx)],
  ["diff patch", () => import("@codemirror/legacy-modes/mode/diff").then(({ diff }) => diff)],
];

async function javascript(dialect: string): Promise<Language> {
  return (await import("@lezer/javascript")).parser.configure({ dialect });
}

const loaders = new Map(languages.flatMap(([names, load]) => names.split(" ").map((name) => [name, load] as const)));
const loaded = new Map<() => Promise<Language>, Language>();

/** The language that is called so; undefined when there is none. */
export async function languageNamed(name: string): Promise<Language | undefined> {
  const load = loaders.get(name.toLowerCase());
  if (!load) return undefined;
  const language = loaded.get(load) ?? (await load());
  loaded.set(load, language);
  return language;
}
