import type { Browser } from "playwright-core";
import { violations } from "../../test/browser/axe.ts";
import type { Example } from "../../test/browser/example.ts";
import { sizes, states, visit } from "../../test/browser/screenshots.ts";
import type { Figure } from "../figure.ts";

/** Every state in every size and both themes. What is wrong is printed on standard error. */
export async function axe(browser: Browser, example: Example, names = Object.keys(states)): Promise<Figure[]> {
  let found = 0;
  let looked = 0;
  for (const size of Object.keys(sizes))
    await visit(browser, example, size, names, async (name, page, failure) => {
      const wrong =
        failure === undefined ? await violations(page, `${name}, ${size}`, true) : [`${name}, ${size}: ${failure}`];
      for (const line of wrong) console.error(line);
      found += wrong.length;
      looked++;
    });
  const note = `${looked} states in ${Object.keys(sizes).length} sizes, each in both themes; all rules but those of AAA`;
  return [{ name: "axe-core violations", value: found, unit: "", target: 0, note }];
}
