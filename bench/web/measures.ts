import type { Browser } from "playwright-core";
import { openExample } from "../../test/browser/example.ts";
import type { Figure } from "../figure.ts";
import { axe } from "./axe.ts";
import { day } from "./day.ts";
import { audits } from "./lighthouse.ts";
import { load } from "./load.ts";
import { longChannel } from "./long.ts";
import { openStage, type Stage, type WebBench } from "./stage.ts";
import { switching } from "./switch.ts";

export interface Measures extends AsyncDisposable {
  readonly bench: WebBench;
  readonly browser: Browser;
  /** The large workspace, made when it is first needed. */
  readonly stage: () => Promise<Stage>;
}

/** What is measured, in the order of the table. */
export const measures: Readonly<Record<string, (all: Measures) => Promise<Figure[]>>> = {
  load: async ({ browser, stage, bench }) => load(browser, await stage(), bench.size),
  switch: async ({ browser, stage, bench }) => switching(browser, await stage(), bench.size),
  long: async ({ browser, stage, bench }) => longChannel(browser, await stage(), bench.size),
  day: ({ browser, bench }) => day(browser, bench),
  lighthouse: async ({ stage }) => audits(await stage()),
  axe: async ({ browser }) => {
    await using example = await openExample();
    return await axe(browser, example);
  },
};

/** Closes the browser in the end. */
export function openMeasures(bench: WebBench, browser: Browser): Measures {
  let stage: Promise<Stage> | undefined;
  return {
    bench,
    browser,
    stage: () => (stage ??= openStage(bench)),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await (await stage)?.[Symbol.asyncDispose]();
    },
  };
}
