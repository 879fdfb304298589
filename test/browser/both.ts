import { afterAll } from "bun:test";
import type { Browser } from "playwright-core";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { Windows } from "./windows.ts";

/** A browser, and a workspace on the executable, for all tests of the file that calls this while it is loaded. They end with it. */
export async function openBoth(): Promise<{ browser: Browser; windows: Windows; workspace: Workspace }> {
  const opening = Promise.all([launch(), openWorkspace({ run: "binary" })]);
  afterAll(async () => {
    const [browser, workspace] = await opening;
    await browser.close();
    await workspace[Symbol.asyncDispose]();
  });
  const [browser, workspace] = await opening;
  return { browser, windows: new Windows(browser, workspace.server.url), workspace };
}
