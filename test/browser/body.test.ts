import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Locator } from "playwright-core";
import { openWorkspace } from "../support/people.ts";
import { launch } from "./chromium.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const code = `/** Says hello. */
export async function greet(name: string, times = 3): Promise<void> {
  for (let i = 0; i < times; i++) await send(\`Hello \${name}, this is a line that is longer than most of them are, so that it scrolls \${i}\`);
}`;
const long = Array.from({ length: 60 }, (_, i) => `echo "line ${i}" | grep -v ${i} # ${i}`).join("\n");
const columns = Array.from({ length: 14 }, (_, i) => `Column ${i}`);
const table = [columns, columns.map((_, i) => (i % 2 === 0 ? "---" : "--:")), columns.map((_, i) => `cell&nbsp;${i}`)];
const wide = table.map((row) => `| ${row.join(" | ")} |`).join("\n");

test("code is coloured, folded and copied; tables, tasks and links within the workspace are what they look like", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people, general } = workspace;
  const channel = await workspace.channel("dia", ["cho"]);
  await workspace.call("dia", "channel.rename", { channel, name: "plans" });
  const bodies = [
    `Look at this:\n\`\`\`ts\n${code}\n\`\`\`\nWhat do you think?`,
    `\`\`\`nonsense\n${code}\n\`\`\``,
    `\`\`\`sh\n${long}\n\`\`\``,
    "Without a language:\n```\nbun install --frozen-lockfile\n```",
    `${wide}\n\nand narrow\n\n| Who | What | When |\n| :-- | :-: | --: |\n| ana | **draw** | 12:00 |\n| bo | \`test\` | |`,
    "Today:\n- [x] wake up\n- [ ] write [the plan](https://x.example) with a line that is much longer than the others, so that it has to be broken\n- [ ] sleep",
    `We talk in ${server.url}/c/${channel}, or [here](${server.url}/c/${general}); ${server.url}/join is elsewhere. https://x.example/${"a/very/long/address/".repeat(12)}`,
  ];
  for (const body of bodies) await workspace.call("dia", "message.send", { channel: general, body });
  // High enough that all messages are in sight: what is not is not drawn.
  await using cho = await Window.open(browser, {
    permissions: ["clipboard-read", "clipboard-write"],
    viewport: { width: 1280, height: 3000 },
  });
  await cho.enter(server.url, people.cho);
  await cho.goTo("general");
  const block = (language: string) => cho.page.locator("figure.code", { hasText: language });
  const coloured = block("ts").filter({ hasText: "Says hello" });

  // Colours come, and nothing moves.
  await coloured.locator("pre .code-keyword").first().waitFor();
  expect(await coloured.locator("pre").textContent()).toBe(code);
  expect(await coloured.locator("pre .code-comment").first().textContent()).toBe("/** Says hello. */");
  expect(await colourOf(coloured.locator(".code-keyword").first())).not.toBe(await colourOf(coloured.locator("pre")));
  expect(await sizeOf(coloured.locator("pre"))).toEqual(await sizeOf(block("nonsense").locator("pre")));
  expect(await block("nonsense").locator("pre span").count()).toBe(0);

  // Long code is folded by itself.
  const folded = block("sh").filter({ hasText: "line 0" });
  expect((await folded.locator("pre").textContent())?.split("\n").length).toBe(20);
  await cho.picture("code");
  await folded.getByRole("button", { name: "Show all 60 lines" }).press("Enter");
  await folded.getByText('"line 59"').waitFor();
  expect(await folded.locator("pre").textContent()).toBe(long);

  // All of it is copied, or selected where a page may not copy.
  await folded.getByRole("button", { name: "Show less" }).click();
  await folded.getByRole("button", { name: "Copy" }).click();
  await folded.getByRole("button", { name: "Copied" }).waitFor();
  expect(await cho.page.evaluate<string>("navigator.clipboard.readText()")).toBe(long);
  await cho.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  const selected = "getSelection().toString()";
  await coloured.getByRole("button", { name: "Copy" }).press("Enter");
  await coloured.getByRole("button", { name: "Press Ctrl+C to copy" }).waitFor();
  expect(await cho.page.evaluate<string>(selected)).toBe(code);
  await folded.getByRole("button", { name: "Copy" }).press("Enter");
  await folded.getByRole("button", { name: "Press Ctrl+C to copy" }).waitFor();
  expect(await cho.page.evaluate<string>(selected)).toBe(long);

  // A wide table scrolls in its own box, by the keyboard too.
  const tables = cho.page.getByRole("region", { name: "Table" });
  await tables.first().focus();
  await cho.page.keyboard.press("ArrowRight");
  await cho.until("document.activeElement.matches('.table') && document.activeElement.scrollLeft > 0");
  expect(await cho.page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(await tables.last().locator("thead th").allInnerTexts()).toEqual(["Who", "What", "When"]);
  const aligned = await tables
    .last()
    .locator("tbody tr:first-child td")
    .evaluateAll((all: Styled[]) => all.map((cell) => cell.computedStyleMap().get("text-align").toString()));
  expect(aligned).toEqual(["start", "center", "end"]);

  // Tasks say whether they are done, and stay so.
  const tasks = cho.page.locator(".tasks").getByRole("checkbox");
  expect(await tasks.count()).toBe(3);
  expect(await cho.page.getByRole("checkbox", { name: "Done", disabled: true, checked: true }).count()).toBe(1);
  expect(await cho.page.getByRole("checkbox", { name: "To do", disabled: true, checked: false }).count()).toBe(2);
  await cho.picture("body");

  // A link within the workspace opens in the page that there is.
  await cho.page.evaluate("window.stays = true");
  const message = cho.message("We talk in");
  expect(await message.getByRole("link", { name: "/join" }).getAttribute("target")).toBe("_blank");
  await message.getByRole("link", { name: "#plans" }).click();
  await cho.page.getByRole("heading", { level: 2, name: "plans" }).waitFor();
  expect(await cho.page.evaluate("window.stays")).toBe(true);
  expect(cho.complaints).toEqual([]);

  await using dark = await Window.open(browser, { ...phone, colorScheme: "dark" });
  await dark.enter(server.url, people.cho);
  if ((await dark.page.getByRole("heading", { level: 2, name: "general" }).count()) === 0)
    await dark.page.goto(`${server.url}/c/${general}`);
  await dark.message("We talk in").waitFor();
  await dark.page.locator("figure.code .code-comment").first().waitFor();
  await dark.picture("body-phone-dark");
  await dark.page.locator("figure.code").first().scrollIntoViewIfNeeded();
  await dark.picture("code-phone-dark");
  expect(await dark.page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
});

/** What of the browser's elements is asked here. */
type Sized = Record<"clientWidth" | "clientHeight" | "scrollWidth", number>;
interface Styled {
  computedStyleMap(): { get(property: string): { toString(): string } };
}

function colourOf(element: Locator): Promise<string> {
  return element.evaluate((it: Styled) => it.computedStyleMap().get("color").toString());
}

function sizeOf(element: Locator): Promise<number[]> {
  return element.evaluate((it: Sized) => [it.clientWidth, it.clientHeight, it.scrollWidth]);
}

/** As browsers do for pages that did not come by https, from anywhere but this machine. */
const plainHttp = `Object.defineProperty(window, "isSecureContext", { value: false });
  Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });`;

test("where the page did not come by https, texts, links and code are copied too, and settings say what is missing", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people, general } = workspace;
  const { seq } = await workspace.call("dia", "message.send", { channel: general, body: "Words and\n```\ncode\n```" });
  await using cho = await Window.open(browser);
  const { page } = cho;
  await page.addInitScript({ content: plainHttp });
  await cho.enter(`${server.url}/c/${general}`, people.cho);
  const isCopied = async (text: string) => {
    await cho.composer.fill("");
    await cho.composer.press("Control+v");
    expect(await cho.composer.inputValue()).toBe(text);
  };
  await cho.message("Words").focus();
  await page.keyboard.press("c");
  await page.getByText("The text of the message is copied.").waitFor();
  await isCopied("Words and\n```\ncode\n```");
  await cho.act("Words", "Copy link");
  await page.getByText("The link to the message is copied.").waitFor();
  await isCopied(`${server.url}/c/${general}/${seq}`);
  await cho.button("Copy").click();
  await cho.button("Copied").waitFor();
  await isCopied("code");
  await cho.visit("/settings/notifications");
  await page.getByText("only for pages that come by https").waitFor();
  expect(cho.complaints).toEqual([]);
});
