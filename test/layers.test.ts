/** What may import what: each folder knows those below it and nothing above, so that a part can be read and changed by itself. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const root = join(import.meta.dir, "..");

/** What each folder of src may import, beside itself. Files directly in src are parts by their name. */
const below: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  config: ["protocol"],
  log: [],
  metrics: ["protocol"],
  lock: ["store"],
  recent: [],
  picture: [],
  store: ["protocol", "config", "log", "metrics", "picture"],
  auth: ["protocol", "config", "log", "metrics", "recent", "store"],
  chat: ["protocol", "config", "log", "metrics", "recent", "picture", "store", "auth"],
  profile: ["protocol"],
  server: ["protocol", "config", "log", "metrics", "store", "auth", "chat", "profile"],
  cli: ["protocol", "config", "log", "lock", "store", "auth", "chat", "profile", "server"],
  main: ["protocol", "config", "log", "lock", "store", "cli"],
  /** What is made before the program runs, from any of its parts. */
  make: ["protocol", "chat", "server"],
  sdk: ["protocol"],
  web: ["sdk", "protocol", "recent"],
};

/** What the server bundles for browsers and gives to them: it runs nothing of it. */
const served = /^src\/web\/(index\.html|worker\/worker\.ts)$/;

/** Packages and engines that one place alone knows, so that they can be replaced there. */
const alone: readonly { readonly what: RegExp; readonly where: RegExp }[] = [
  { what: /^jose$/, where: /^src\/auth\/tokens\.ts$/ },
  { what: /^drizzle-orm/, where: /^src\/store\/sqlite\// },
  { what: /^bun:sqlite$/, where: /^src\/(store\/sqlite\/|lock\.ts)/ },
  { what: /^src\/store\/sqlite\//, where: /^src\/(store\/sqlite|cli)\// },
  { what: /^(preact|@preact|@lezer|@codemirror|lucide)/, where: /^src\/web\// },
  { what: served, where: /^src\/server\/(client|worker)\.ts$/ },
  { what: /^(node:|bun)/, where: /^src\/(?!protocol\/(?!reference)|sdk\/|web\/)/ },
];

interface Import {
  readonly file: string;
  /** A package, or a path from the root. */
  readonly what: string;
}

const imports = filesIn("src").flatMap(importsOf);
const partOf = (path: string) => path.split("/")[1]?.replace(/\.tsx?$/, "") ?? "";

test("imports are found", () => {
  expect(imports.length).toBeGreaterThan(300);
  const parts = filesIn("src").filter((file) => /\.tsx?$/.test(file));
  expect(new Set(parts.map(partOf))).toEqual(new Set(Object.keys(below)));
});

describe.each(Object.keys(below))("src/%s", (part) => {
  test("imports only what is below it", () => {
    const wrong = imports.filter(({ file, what }) => {
      if (partOf(file) !== part || !what.startsWith("src/") || served.test(what)) return false;
      return partOf(what) !== part && !below[part]?.includes(partOf(what));
    });
    expect(wrong).toEqual([]);
  });
});

test.each(alone)("$what is known in one place", ({ what, where }) => {
  const found = imports.filter((each) => what.test(each.what));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ file }) => !where.test(file))).toEqual([]);
});

test("no file knows the machine on which it was written", () => {
  // Put together here, so that they do not stand in this file.
  const paths = ["work", "root", "Users"].map((folder) => `["'\`(\\s]/${folder}/`);
  const hosts = ["registry", "artifactory", "nexus", "mirror"].map((name) => `//[\\w.-]*${name}[\\w.-]*[:/]`);
  const pattern = new RegExp([...paths, ...hosts].join("|"));
  const found = ["src", "test", "bench", "drizzle", ".ci"]
    .flatMap(filesIn)
    .concat(readdirSync(root).filter((name) => /\.(json|jsonc|lock|toml|md|ts)$/.test(name)))
    .filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));
  expect(found).toEqual([]);
});

function filesIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && /\.(tsx?|md|sql|json|css|html|sh)$|^[^.]+$/.test(file.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
}

function importsOf(file: string): Import[] {
  if (!/\.tsx?$/.test(file)) return [];
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(
    /^(?:import|export)\b[^"';]*?(?:from )?"([^"]+)"|\bimport\("([^"]+)"\)|new URL\("([^"]+)"/gm,
  );
  return [...found].map(([, from, dynamic, url]) => {
    const name = from ?? dynamic ?? url ?? "";
    return { file, what: name.startsWith(".") ? normalize(join(dirname(file), name)) : name };
  });
}
