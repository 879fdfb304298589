import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { profilePage } from "../../src/profile/page.ts";
import { makeProfile, profile as profileShape } from "../../src/profile/profile.ts";
import { openWorkspace } from "../support/people.ts";
import { newFolder } from "../support/temp.ts";
import { launch } from "./chromium.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const ms = 1000;

/** receive() takes 60 of 200 ms, 40 of them in parse(); flush() 40; 100 are idle. */
async function openPage(page: Page): Promise<void> {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => {
    return { id, callFrame: { functionName, scriptId: "0", url, lineNumber: 4, columnNumber: 0 }, children };
  };
  const nodes = [
    node(1, "(root)", "", [2, 4]),
    node(2, "receive", "src/server/socket.ts", [3]),
    node(3, "parse", "src/protocol/json.ts"),
    node(4, "flush", "src/chat/commits.ts"),
  ];
  const samples = [...Array<number>(20).fill(2), ...Array<number>(40).fill(3), ...Array<number>(40).fill(4)];
  const raw = { nodes, samples, timeDeltas: samples.map(() => ms) };
  const path = join(newFolder(), "profile.html");
  const about = { of: "Bantam 0.0.0", at: Date.now(), cpu_us: 100 * ms, other_threads_us: 0 };
  await Bun.write(path, profilePage(makeProfile(raw, 200 * ms, ms, about)));
  await page.goto(`file://${path}`);
}

test("a profile's page is zoomed and searched, by mouse and by keyboard", async () => {
  await using window = await Window.open(browser);
  const { page } = window;
  await openPage(page);
  const frame = (name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name}`) });
  const width = async (name: string) => (await frame(name).boundingBox())?.width ?? 0;
  const focused = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
  const whole = await width("all");
  const share = async (name: string) => Math.round((100 * (await width(name))) / whole);

  expect([await share("receive"), await share("parse"), await share("flush")]).toEqual([60, 40, 40]);
  await window.picture("flame");
  await frame("receive").click();
  expect([await share("all"), await share("receive"), await share("parse")]).toEqual([100, 100, 67]);
  expect(await frame("flush").count()).toBe(0);
  expect(await page.locator(".details").innerText()).toContain("receive src/server/socket.ts:5");
  await window.picture("flame-zoomed");
  await window.button("Show all").click();
  expect(await share("flush")).toBe(40);

  await frame("all").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toStartWith("flush");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("parse, src/protocol/json.ts:5, 40.0 % of the time");
  await page.keyboard.press("Enter");
  expect(await share("parse")).toBe(100);
  expect(await focused()).toStartWith("parse");
  await page.keyboard.press("Escape");
  expect([await share("receive"), await share("parse")]).toEqual([100, 67]);
  await page.keyboard.press("Escape");
  expect(await share("receive")).toBe(60);

  await page.getByLabel("Search").fill("JSON.ts");
  expect(await page.locator("output").innerText()).toBe("40.0 % in 1 function");
  expect(await page.locator(".frame.match").allInnerTexts()).toEqual([expect.stringContaining("parse")]);
  expect(await page.getByRole("rowheader").allInnerTexts()).toEqual(["parse"]);
  await window.picture("flame-searched");
  await page.getByLabel("Search").fill("");
  expect(await page.getByRole("row").nth(1).innerText()).toMatch(/40\.0 %\s+40\.0 %\s+(parse|flush)/);

  await page.getByLabel("Idle time").check();
  expect([await share("\\(idle\\)"), await share("receive")]).toEqual([50, 30]);
  expect(window.complaints).toEqual([]);
});

test("a profile's page fits a phone, and saves the profile for other tools", async () => {
  await using window = await Window.open(browser, { ...phone, colorScheme: "dark", acceptDownloads: true });
  const { page } = window;
  await openPage(page);
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  await window.picture("flame-phone");
  const [download] = await Promise.all([page.waitForEvent("download"), window.button("Save .cpuprofile").click()]);
  const saved: unknown = await Bun.file(await download.path()).json();
  expect(profileShape.read(saved, "profile").endTime).toBe(200 * ms);
  expect(window.complaints).toEqual([]);
});

test("an owner has the server look where its time goes, and saves a page that shows it; a member is not offered it", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  await using ana = await Window.open(browser, { acceptDownloads: true });
  await using cho = await Window.open(browser);
  await ana.keep(workspace.server.url, workspace.people.ana.token);
  await ana.page.goto(`${workspace.server.url}/admin/time`);
  await ana.page.getByLabel("Seconds").fill("1");
  // It is there for a second: somebody who looks only then may be too late.
  const running = ana.page.getByRole("progressbar").waitFor();
  await ana.page.getByRole("button", { name: "Start" }).click();
  await running;
  await ana.picture("where-time-goes-running");
  const link = ana.page.getByRole("link", { name: "Save the page" });
  await link.waitFor();
  await ana.picture("where-time-goes");
  const [download] = await Promise.all([ana.page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("bantam-profile.html");
  await ana.page.goto(`file://${await download.path()}`);
  expect(ana.complaints).toEqual([]);

  await cho.enter(workspace.server.url, workspace.people.cho);
  await cho.button("Your account Cho @cho").click();
  expect(await cho.page.getByRole("menuitem").allInnerTexts()).toEqual(["Settings", "Keyboard shortcuts", "Sign out"]);
});
