/** Where things stand: in sight, in the middle, beside what they belong to, on narrow screens and from right to left. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { openBoth } from "./both.ts";
import { mark } from "./state.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();

const narrow = { viewport: { width: 320, height: 480 } };
const box = (selector: string) => `document.querySelector("${selector}").getBoundingClientRect()`;

test("an own message that is out of sight is taken into sight to be edited, and stays there", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await workspace.call("ana", "message.send", { channel, body: "Mine" });
  for (let i = 0; i < 15; i++) await workspace.call("cho", "message.send", { channel, body: `Another ${i}` });
  await using ana = await windows.of(workspace.people.ana, channel, narrow);
  await ana.message("Another 14").waitFor();
  await ana.composer.press("ArrowUp");
  await ana.page.locator(".message-editor textarea:focus").waitFor();
  const isInSight = `${box(".message-editor")}.top >= ${box(".messages-scroll")}.top && ${box(".message-editor")}.bottom <= ${box(".messages-scroll")}.bottom`;
  await ana.until(isInSight);
  await workspace.call("cho", "message.send", { channel, body: "One more" });
  await ana.button("1 new message").waitFor();
  expect(await ana.page.evaluate<boolean>(isInSight)).toBe(true);
  expect(ana.complaints).toEqual([]);
});

test("at the end of a channel that has no messages yet, all that comes there is in sight", async () => {
  const { channel } = await workspace.call("ana", "channel.create", { kind: "public", name: "Brand new" });
  await using ana = await windows.of(workspace.people.ana, channel, narrow);
  await ana.page.locator(".start-buttons").waitFor();
  const isInSight = `${box(".start-buttons")}.bottom <= ${box(".messages-scroll")}.bottom`;
  await ana.until(isInSight);
  // Also when it comes late, as what the server is asked for does.
  await ana.page.evaluate(`document.querySelector(".channel-start p").style.paddingBlockEnd = "5rem"`);
  await ana.until(isInSight);
});

test("on a narrow screen the switcher is in the middle, and no wider than it", async () => {
  await using ana = await windows.of(workspace.people.ana, workspace.general, narrow);
  await ana.page.keyboard.press("Control+k");
  await ana.dialog.waitFor();
  const { left, right } = await ana.page.evaluate<{ left: number; right: number }>(
    `(({ left, right }) => ({ left, right: innerWidth - right }))(${box(".switcher")})`,
  );
  expect(left).toBeGreaterThan(0);
  expect(left).toBeCloseTo(right);
});

test("from right to left, what is written from left to right stands beside its author", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await workspace.call("cho", "message.send", { channel, body: "Short" });
  await using ana = await windows.of(workspace.people.ana, channel);
  await ana.message("Short").waitFor();
  await mark(ana, "dir", "rtl");
  await ana.until(`${box(".message .body")}.right === ${box(".message-content")}.right`);
  const width = await ana.page.evaluate<number>(`${box(".message .body")}.width`);
  expect(width).toBeLessThan(100);
});

test("who is in a channel already is not offered to be added", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  await ana.choose("Channel actions", "Add people");
  await ana.dialog.getByRole("button", { name: "@dia" }).waitFor();
  await ana.dialog.getByRole("button", { name: "@cho" }).waitFor({ state: "detached" });
  expect(await ana.dialog.getByRole("button", { name: "@ana" }).count()).toBe(0);
});

test("who comes in for the first time begins in a channel in which one can write", async () => {
  const users = [workspace.people.dia.id];
  for (let i = 0; i < 8; i++) {
    const { channel } = await workspace.call("ana", "channel.create", { kind: "public", name: `Of old ${i}` });
    await workspace.call("ana", "member.add", { channel, users });
    await workspace.call("ana", "channel.archive", { channel });
  }
  await using dia = await Window.open(browser);
  await dia.enter(workspace.server.url, workspace.people.dia);
  expect(await dia.page.getByText("This channel is archived").count()).toBe(0);
});
