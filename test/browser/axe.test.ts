/** Every state of the client is looked at by axe-core: `bun run bench:web axe` does so in every size as well. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axe } from "../../bench/web/axe.ts";
import { violations } from "./axe.ts";
import { launch } from "./chromium.ts";
import { type Example, openExample } from "./example.ts";
import { states, visit } from "./screenshots.ts";
import { launchChannel } from "./state.ts";

setDefaultTimeout(300_000);

let browser: Browser;
let example: Example;

beforeAll(async () => {
  [browser, example] = await Promise.all([launch(), openExample()]);
});
afterAll(async () => {
  await browser.close();
  await example[Symbol.asyncDispose]();
});

/** Those that are another thing on a phone; the others differ in size alone. */
const onPhone =
  /^(sign-in|channel|channel-top|no-access|sidebar|members|message-actions|editing|completion|pictures|pictures-chosen|lightbox|settings|settings-profile|admin-members|menu-channel|dialog-invite|message-sheet|switcher|shortcuts|day)$/;

test("axe-core finds nothing wrong in any state: on a laptop in both themes, on a phone what is another there", async () => {
  // Other accents differ in colours alone, which test/web/style.test.ts reckons.
  const all = Object.keys(states).filter((name) => !name.startsWith("accent-"));
  const wrong: string[] = [];
  let looked = 0;
  const lookIn = (size: string, names: readonly string[], inBothThemes: boolean, known = new Set<string>()) => {
    return visit(browser, example, size, names, async (name, page, failure) => {
      if (failure !== undefined) return wrong.push(`${name}, ${size}: ${failure}`);
      looked++;
      return wrong.push(...(await violations(page, `${name}, ${size}`, inBothThemes, known)));
    });
  };
  // Two of one size at once, each where the other is not: most of the time goes into what comes one after the other.
  const isHere = (name: string) => states[name]?.at === launchChannel;
  const onLaptop = new Set<string>();
  await Promise.all([
    lookIn("laptop", all.filter(isHere), true, onLaptop),
    lookIn(
      "laptop",
      all.filter((name) => !isHere(name)),
      true,
      onLaptop,
    ),
    lookIn(
      "phone",
      all.filter((name) => onPhone.test(name)),
      false,
    ),
  ]);
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(60);
});

test("bench:web: axe-core looks at a state in every size", async () => {
  const [figure] = await axe(browser, example, ["sign-in"]);
  expect(figure?.note).toStartWith("4 states in 4 sizes");
});
