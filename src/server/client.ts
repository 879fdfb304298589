import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const embedded = join(import.meta.dir, "client");
const web = join(import.meta.dir, "../web");

/** The page of the web client, among its files, and the module with which each of the two begins. */
export const pages = {
  /** For who brings a session. */
  "index.html": join(web, "views/workspace.tsx"),
  /** For who does not: they get the same when they have signed in. */
  "door.html": join(web, "views/entry/entry.tsx"),
} as const;
export type PageName = keyof typeof pages;
const doorName: PageName = "door.html";

interface ClientFile {
  /** All but the pages' have the hash of what is in them in their name. */
  readonly name: string;
  readonly content: Blob;
}

/** The web client's files. The executable has them inside; run from source, they are made now. */
export async function clientFiles(): Promise<ClientFile[]> {
  if (Bun.isStandaloneExecutable)
    return readdirSync(embedded).map((name) => ({ name, content: Bun.file(join(embedded, name)) }));
  return bundleClient();
}

/** Bundles the web client, by itself: what a browser loads needs no names that profiles of the server can be read by. */
export async function bundleClient(): Promise<ClientFile[]> {
  const { outputs, metafile } = await Bun.build({
    entrypoints: [join(web, "index.html")],
    publicPath: "/",
    // What the page names from the root is a route of the server and not a file.
    external: ["/*"],
    splitting: true,
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    metafile: true,
    // Has Chromium compile functions while the file comes, aside, and not one by one when they are called: most are, at once.
    banner: "//# allFunctionsCalledOnLoad",
  });
  const files = outputs.map((content) => ({ name: basename(content.path), content }));
  const page = files.find(({ name }) => name === "index.html");
  if (!page || !metafile) throw new Error("the bundle has no page");
  const text = await page.content.text();
  const made = Object.entries(pages).map(([name, module]) => {
    // Who gets this one has no session: the client then asks the server for none (state/session.ts).
    const marked = name === doorName ? text.replace("<html", '<html data-session="none"') : text;
    return { name, content: new Blob([withPreloads(marked, filesOf(metafile, module))], { type: page.content.type }) };
  });
  return [...files.filter((file) => file !== page), ...made];
}

/** The page, which names these files too, so that they come with it and not one after the other. */
function withPreloads(page: string, names: readonly string[]): string {
  const missing = names.filter((name) => !page.includes(`/${name}"`));
  const links = missing.map((name) => `<link rel="modulepreload" crossorigin href="/${name}">`);
  return page.replace("</head>", () => `${links.join("")}</head>`);
}

/** The files of a module that is loaded by itself. */
function filesOf({ outputs }: Bun.BuildMetafile, module: string): string[] {
  const first = Object.keys(outputs).find((path) => resolve(outputs[path]?.entryPoint ?? "") === module);
  if (first === undefined) throw new Error(`${module} is not loaded by itself`);
  const found = new Set([first]);
  for (const path of found)
    for (const { path: needed, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement") found.add(needed);
  return [...found].map((path) => basename(path));
}
