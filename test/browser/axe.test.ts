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

test.each([
  ["laptop", "in both themes"],
  ["phone", "in the light theme"],
])("axe-core finds nothing wrong in any state: %s, %s", async (size, themes) => {
  const wrong: string[] = [];
  let looked = 0;
  await visit(browser, example, size, Object.keys(states), async (name, page, failure) => {
    if (failure !== undefined) return wrong.push(`${name}: ${failure}`);
    looked++;
    return wrong.push(...(await violations(page, name, themes === "in both themes")));
  });
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(30);
});
