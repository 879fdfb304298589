import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import { limits } from "../../src/protocol/limits.ts";
import { de } from "../../src/web/language/de.ts";
import { en } from "../../src/web/language/en.ts";
import { languageOf } from "../../src/web/language/language.ts";
import { pluralIn } from "../../src/web/language/plural.ts";
import { spokenIn } from "./spoken.ts";

const src = join(import.meta.dir, "../../src");

async function textsOf(pattern: string): Promise<[path: string, text: string][]> {
  const paths = (await Array.fromAsync(new Glob(pattern).scan(src))).toSorted();
  return Promise.all(
    paths.map(async (path): Promise<[string, string]> => [path, await Bun.file(join(src, path)).text()]),
  );
}

describe("sentences stand in the catalogues only", () => {
  test("and neither in views nor in what they show", async () => {
    const files = await textsOf("web/{views,state}/**/*.{ts,tsx}");
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(([path, text]) => spokenIn(text).map((spoken) => `${path}: ${spoken}`))).toEqual([]);
  });

  test.each([
    ["<p>Sign in</p>", "Sign in"],
    ["<p>\n  a word\n</p>", "a word"],
    ["<p>{count} members</p>", "members"],
    ["<p>one of {count}</p>", "one of"],
    ["<p>{count} of {all}</p>", "of"],
    ['<p title="members" class="a b" />', "members"],
    ["<p aria-label={`${count} unread`} />", "unread"],
    ['<p>{isOpen ? "Less" : words().general.showAll}</p>', "Less"],
    ["notify(`Gone: ${name}`)", "Gone:"],
  ])("as in %j", (code, spoken) => expect(spokenIn(code)).toEqual([spoken]));

  test.each([
    '<p class="Not said" key={a > b ? "x" : "y"}>{words().general.close}</p>',
    'useSignal<number | undefined>(undefined);\nif (a) { b } else { c }\n// A comment, "As this"\n',
    'if (event.key === "Escape" && 3 > count) throw new Error("a bug");',
  ])("and not as in %j", (code) => expect(spokenIn(code)).toEqual([]));
});

test("a number has the form of the word that its language gives it", () => {
  expect([0, 1, 2].map(en.general.members)).toEqual(["0 members", "1 member", "2 members"]);
  expect([0, 1, 2].map(de.general.members)).toEqual(["0 Mitglieder", "1 Mitglied", "2 Mitglieder"]);
  const polish = pluralIn("pl");
  const forms = { one: "kanał", few: "kanały", many: "kanałów", other: "kanału" };
  expect([1, 3, 5, 22, 1.5].map((count) => polish(count, forms))).toEqual([
    "kanał",
    "kanały",
    "kanałów",
    "kanały",
    "kanału",
  ]);
  expect(polish(3, { other: "#" })).toBe("#");
});

test("the language is the first of the browser's that there is, and else English", () => {
  expect(languageOf(["fr", "de-AT", "en"])).toBe("de");
  expect(languageOf(["en-GB", "de"])).toBe("en");
  expect(languageOf(["fr", "tlh"])).toBe("en");
  expect(languageOf([])).toBe("en");
  expect(languageOf(["constructor", "__proto__"])).toBe("en");
});

test("what is translated by its sentence is still said so by the server or the SDK", async () => {
  const said = (await textsOf("{protocol,auth,chat,server,sdk}/**/*.ts")).map(([, text]) => text).join("\n");
  const sentences = Object.keys(de.server.sentences);
  expect(sentences.length).toBeGreaterThan(10);
  expect(sentences.filter((sentence) => !said.includes(`"${sentence}"`))).toEqual([]);
});

test("German numbers of characters are those of the limits", () => {
  const { sentences } = de.server;
  const all = Object.values(sentences).join("\n");
  expect(all).toContain(`1 bis ${limits.handle_chars_max} Zeichen`);
  expect(all).toContain(`mindestens ${limits.password_chars_min} Zeichen`);
});
