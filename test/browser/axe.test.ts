/** Every state of the client is looked at by axe-core: `bun run bench:web axe` does so in every size as well. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { violations } from "./axe.ts";
import { launch } from "./chromium.ts";
import { type Example, openExample } from "./example.ts";
import { states, visit } from "./screenshots.ts";

setDefaultTimeout(120_000);

let browser: Browser;
let example: Example;

beforeAll(async () => {
  [browser, example] = await Promise.all([launch(), openExample()]);
});
afterAll(async () => {
  await browser.close();
  await example[Symbol.asyncDispose]();
});

test("axe-core finds nothing wrong in any state: on a laptop in both themes, on a phone in the light one", async () => {
  const wrong: string[] = [];
  let looked = 0;
  const lookIn = (size: string, inBothThemes: boolean) =>
    visit(browser, example, size, Object.keys(states), async (name, page, failure) => {
      if (failure !== undefined) return wrong.push(`${name}, ${size}: ${failure}`);
      looked++;
      return wrong.push(...(await violations(page, `${name}, ${size}`, inBothThemes)));
    });
  await Promise.all([lookIn("laptop", true), lookIn("phone", false)]);
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(60);
});
