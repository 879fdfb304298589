import { expect, test } from "bun:test";
import { join } from "node:path";

const folder = join(import.meta.dir, "../../src/web/style");
const accents = ["ember", "amber", "moss", "teal", "sky", "indigo", "violet", "rose"];
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];
type Colour = readonly [red: number, green: number, blue: number];

const tokens = await Bun.file(join(folder, "tokens.css")).text();

/** WCAG 2.2, 1.4.3 and 1.4.11: text, and what is no text but has to be seen. */
const text_ratio = 4.5;
const shape_ratio = 3;

const grounds = ["ground", "ground-side", "ground-raised", "ground-field", "ground-code", "ground-hover"];
const tinted = ["ground-selected", "ground-tint"];
const mentioned = [
  "color-mix(in srgb, var(--mention) 50%, var(--ground))",
  "color-mix(in srgb, var(--mention) 80%, var(--ground))",
];

/** What stands on what. A pair that is used anew belongs here. */
const pairs: readonly (readonly [front: string, on: readonly string[], ratio: number])[] = [
  ["text", [...grounds, ...tinted, ...mentioned], text_ratio],
  ["text-soft", [...grounds, "ground-selected", ...mentioned, "ground-count"], text_ratio],
  ["text-on-accent", ["accent", "accent-hover"], text_ratio],
  ["text-on-danger", ["danger-ground"], text_ratio],
  ["accent-text", [...grounds, ...tinted], text_ratio],
  ["link", [...grounds, ...mentioned, "color-mix(in srgb, var(--link) 12%, var(--ground-hover))"], text_ratio],
  ["danger", grounds, text_ratio],
  ["mention-text", ["mention"], text_ratio],
  ["ground", ["text", "new"], text_ratio],
  ["text-on-tone", Array.from({ length: 12 }, (_, tone) => `tone-${tone}`), text_ratio],
  ["line-field", ["ground", "ground-field", "ground-raised"], shape_ratio],
  ["focus", [...grounds, ...tinted], shape_ratio],
  ["new", ["ground"], shape_ratio],
  ["online", ["ground", "ground-side", "ground-selected"], shape_ratio],
];

for (const theme of themes) {
  for (const accent of accents) {
    test(`what is written in ${theme} with ${accent} can be read`, () => {
      const values = { ...blockOf(":root"), ...blockOf(`[data-accent="${accent}"]`) };
      const colourOf = (token: string) => evaluate(token.includes("(") ? token : `var(--${token})`, values, theme);
      const poor = pairs.flatMap(([front, on, wanted]) =>
        on.flatMap((ground) => {
          const ratio = contrast(colourOf(front), colourOf(ground));
          return ratio < wanted ? [`${front} on ${ground}: ${ratio.toFixed(2)}, not ${wanted}`] : [];
        }),
      );
      expect(poor).toEqual([]);
    });
  }
}

test("colours are written in tokens.css alone, and every token that is used is there", async () => {
  const files = await Promise.all(
    [...new Bun.Glob("*.css").scanSync(folder)].map(async (file) => ({
      file,
      css: await Bun.file(join(folder, file)).text(),
    })),
  );
  const colours = files
    .filter(({ file }) => file !== "tokens.css")
    .flatMap(({ file, css }) =>
      (css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(.*?\)/gi) ?? []).map((found) => `${file}: ${found}`),
    );
  expect(colours).toEqual([]);
  const all = files.map(({ css }) => css).join("\n");
  const known = new Set(all.match(/--[\w-]+(?=\s*:)|(?<=@property )--[\w-]+/g));
  expect([...new Set(all.match(/(?<=var\()--[\w-]+/g))].filter((token) => !known.has(token))).toEqual([]);
});

test("no rule goes by language where direction should decide: inset-inline takes two values, one of them with a token", async () => {
  const { outputs } = await Bun.build({ entrypoints: [join(folder, "main.css")] });
  const bundled = await outputs[0]?.text();
  expect(bundled).toContain("inset-inline");
  expect(bundled?.split("}").filter((rule) => rule.includes(":lang("))).toEqual([]);
});

/** The tokens of one rule. */
function blockOf(selector: string): Record<string, string> {
  const from = tokens.indexOf(`\n${selector} {`);
  if (from === -1) throw new Error(`tokens.css has no ${selector}`);
  const block = tokens.slice(from, tokens.indexOf("\n}", from));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

/** Computes what the file uses: hex, var, light-dark, and color-mix in srgb. */
function evaluate(value: string, values: Readonly<Record<string, string>>, theme: Theme): Colour {
  const written = value.trim();
  if (/^#[0-9a-f]{6}$/.test(written))
    return [1, 3, 5].map((at) => parseInt(written.slice(at, at + 2), 16) / 255) as never;
  const [, name = "", inside = ""] = /^([\w-]+)\((.*)\)$/s.exec(written) ?? [];
  const parts = split(inside);
  const at = (part = "") => evaluate(part, values, theme);
  if (name === "var") return at(values[inside.slice(2)]);
  if (name === "light-dark") return at(parts[theme === "light" ? 0 : 1]);
  const [, first = "", percent = ""] = /^(.*) ([\d.]+)%$/s.exec(parts[1] ?? "") ?? [];
  if (name !== "color-mix" || parts[0] !== "in srgb" || percent === "") throw new Error(`no colour: ${written}`);
  const share = Number(percent) / 100;
  const other = at(parts[2]);
  return at(first).map((channel, i) => channel * share + (other[i] ?? 0) * (1 - share)) as never;
}

/** At the commas that are in no brackets. */
function split(list: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const char of list) {
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    if (char === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${char}`);
  }
  return parts.map((part) => part.trim());
}

function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
