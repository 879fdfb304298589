/** What a screen reader reads out: names, and what changes elsewhere than where the focus is. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { enter } from "./album.ts";
import { openBoth } from "./both.ts";
import { Network } from "./network.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();

/** Collects what comes into live regions, from now on. */
async function listen({ page }: Window): Promise<void> {
  await page.evaluate(`void (window.heard = [], new MutationObserver((changes) => {
    const regions = "[aria-live], [role=alert], output";
    for (const { target, addedNodes, type } of changes) {
      const isIn = (target.closest ? target : target.parentElement)?.closest(regions);
      const texts = type === "characterData" ? [target.data] : [...addedNodes].map(({ textContent }) => textContent);
      const within = [...addedNodes].flatMap((node) => [...(node.querySelectorAll?.(regions) ?? [])]);
      const alerts = [...addedNodes].filter((node) => node.matches?.(regions));
      heard.push(...(isIn ? texts : [...alerts, ...within].map(({ textContent }) => textContent)));
    }
    heard = heard.filter((text) => text !== "");
  }).observe(document.body, { subtree: true, childList: true, characterData: true }))`);
}

test("what others write is read out, also when it is the same as before; what was sent is not", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  await workspace.call("cho", "message.send", { channel, body: "Hello" });
  await ana.page.getByText("Cho: Hello", { exact: true }).waitFor({ state: "attached" });
  await listen(ana);
  // Also when both come in one moment.
  const socket = await workspace.socket("cho");
  await Promise.all([1, 2].map(() => socket.do("message.send", { channel, body: "On my way" })));
  await ana.has(2, ana.message("On my way"));
  await ana.send("Good");
  await ana.message("Good").and(ana.page.locator("[data-seq]")).waitFor();
  await workspace.call("cho", "message.send", { channel, body: "Here" });
  await ana.until(`heard.some((text) => text.endsWith("Here"))`);
  expect(await ana.page.evaluate<string[]>("heard")).toEqual(["Cho: On my way", "Cho: On my way", "Cho: Here"]);
  expect(ana.complaints).toEqual([]);
});

test("that the connection is lost is read out, that it is back as well, and why something was not sent", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await Window.open(browser);
  const network = await Network.on(ana.page);
  await enter(workspace, ana, "ana", channel);
  await listen(ana);
  /** Unless it has come back by itself, of which nobody knows the moment. */
  const tryNow = () =>
    ana.page.evaluate(
      `[...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Try now")?.click()`,
    );
  await network.cut();
  await ana.until(`heard.some((text) => text.startsWith("The connection is lost."))`);
  await network.mend();
  await tryNow();
  await ana.until(`heard.at(-1) === "The connection is back."`);
  // And no more when it is lost again.
  await network.cut();
  await ana.page.getByText("The connection is lost.").waitFor();
  expect(await ana.page.getByText("The connection is back.").count()).toBe(0);
  await network.mend();
  await tryNow();
  await ana.page.getByText("The connection is back.").waitFor();
  network.refuses = "message.send";
  await ana.send("Too much");
  await ana.until(`heard.some((text) => text.includes("Your role does not allow this."))`);
  expect(ana.complaints).toEqual([]);
});

test("before the list of channels a link leads past it to the field, where there is one", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  const { page } = ana;
  await page.getByRole("button", { name: "Jump to" }).focus();
  await page.keyboard.press("Shift+Tab");
  await page.locator(":focus", { hasText: "Skip to the message field" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#composer:focus").waitFor();
  await workspace.call("ana", "channel.archive", { channel });
  await page.getByText("This channel is archived").waitFor();
  expect(await page.getByText("Skip to the message field").count()).toBe(0);
});

test("names say what marks show: private channels, who is there in a conversation of two, and in no larger one", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  const { people } = workspace;
  await workspace.call("ana", "channel.rename", { channel, name: "Plans" });
  for (const users of [[people.ben.id], [people.ben.id, people.dia.id]])
    await workspace.call("ana", "channel.open_direct", { users });
  await using ana = await windows.of(workspace.people.ana, channel);
  const links = ana.page.getByRole("navigation", { name: "Channels" });
  await links.getByRole("link", { name: "Plans (Private)", exact: true }).waitFor();
  await links.getByRole("link", { name: "Ben (offline)", exact: true }).waitFor();
  const group = links.getByRole("link", { name: /^(Ben, Dia|Dia, Ben)$/ });
  await group.waitFor();
  expect(await group.locator(".dot").count()).toBe(0);
});

test("what can be done with one of several says with which: invites, sessions, channels", async () => {
  const { ana } = workspace.people;
  for (const uses of [3, 4]) await workspace.call("ana", "invite.create", { role: "guest", uses, expires_in_days: 2 });
  await workspace.signIn("ana");
  await workspace.channel("ana", [], "public");
  await using window = await windows.of(ana, workspace.general);
  const { page } = window;
  const names = `[...document.querySelectorAll(":is(.row, .result) :is(button, a)")]
    .map((each) => each.getAttribute("aria-label") ?? each.textContent)`;
  const areToldApart = async (row: string, begin: string) => {
    await page.locator(row).nth(1).waitFor();
    await window.until(`${names}.some((name) => name.startsWith("${begin}"))`);
    const all = await page.evaluate<string[]>(names);
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
  };
  await window.button("Invite people").first().click();
  await areToldApart(".result", "Revoke: For guests, 3 people, until ");
  await window.visit("/admin/invites");
  await areToldApart(".row", "Revoke: Guest, for 3 more people, until ");
  await window.visit("/settings/sessions");
  await areToldApart(".row", "Sign out: ");
  await window.visit("/admin/channels");
  await areToldApart(".row", "Open general");
});
