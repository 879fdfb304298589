import { expect, setDefaultTimeout, test } from "bun:test";
import type { CDPSession } from "playwright-core";
import { openBoth } from "./both.ts";
import { motion, phone } from "./window.ts";

setDefaultTimeout(120_000);

const { windows, workspace } = await openBoth();

const code = `\`\`\`\n${"a line that is much longer than any phone is wide; ".repeat(8)}\n\`\`\``;

/** A finger on the screen, as the browser's own input gets it. */
class Finger {
  constructor(readonly session: CDPSession) {}

  async down(x: number, y: number): Promise<void> {
    await this.#send("touchStart", [{ x, y }]);
  }

  async move(from: [x: number, y: number], to: [x: number, y: number], steps = 8): Promise<void> {
    for (let i = 1; i <= steps; i++) {
      const at = (axis: 0 | 1) => from[axis] + ((to[axis] - from[axis]) * i) / steps;
      await this.#send("touchMove", [{ x: at(0), y: at(1) }]);
    }
  }

  async up(): Promise<void> {
    await this.#send("touchEnd", []);
  }

  async swipe(from: [x: number, y: number], to: [x: number, y: number]): Promise<void> {
    await this.down(...from);
    await this.move(from, to);
    await this.up();
  }

  async #send(type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]): Promise<void> {
    await this.session.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}

const isOpen = 'document.querySelector(".workspace").classList.contains("drawer-open")';
const drawerLeft = 'document.querySelector(".sidebar").getBoundingClientRect().left';

test("a finger opens and closes the list of channels, which follows it, and leaves alone what moves by itself", async () => {
  const { general, people } = workspace;
  await workspace.call("cho", "message.send", { channel: general, body: code });
  await using cho = await windows.of(people.cho, general, { ...phone, ...motion });
  await cho.page.locator("pre").waitFor();
  const finger = new Finger(await cho.page.context().newCDPSession(cho.page));

  // Half pulled, it is half there; let go it is back.
  await finger.down(60, 300);
  await finger.move([60, 300], [160, 304]);
  await cho.until(`${drawerLeft} > -300 && ${drawerLeft} < -100`);
  await cho.picture("drawer-half");
  await finger.move([160, 304], [70, 304]);
  await finger.up();
  await cho.until(`!(${isOpen}) && ${drawerLeft} <= -300`);

  await finger.swipe([60, 300], [300, 310]);
  await cho.until(`${isOpen} && ${drawerLeft} === 0`);
  await cho.picture("drawer");
  await finger.swipe([300, 300], [60, 310]);
  await cho.until(`!(${isOpen})`);

  // Up and down is scrolling; from the screen's edge is the system's; code moves to the side by itself.
  await finger.swipe([60, 200], [100, 500]);
  await finger.swipe([4, 300], [300, 300]);
  const box = await cho.page.locator("pre").boundingBox();
  if (!box) throw new Error("the code is in sight");
  const y = box.y + box.height / 2;
  await finger.swipe([190, y], [80, y]);
  await cho.until('document.querySelector("pre").scrollLeft > 0');
  await finger.swipe([80, y], [190, y]);
  expect(await cho.page.evaluate<boolean>(isOpen)).toBe(false);
  expect(cho.complaints).toEqual([]);
});

test("a finger that rests on a message gets what can be done with it, and Back closes what is open, one by one", async () => {
  const { general, people } = workspace;
  await workspace.call("cho", "message.send", { channel: general, body: "Rest on me" });
  await using cho = await windows.of(people.cho, general, phone);
  const { page } = cho;
  const message = cho.message("Rest on me");
  await message.waitFor();
  const finger = new Finger(await page.context().newCDPSession(page));
  const rest = async () => {
    const box = await message.locator(".body").boundingBox();
    if (!box) throw new Error("the message is in sight");
    await finger.down(box.x + 20, box.y + 10);
    await cho.dialog.waitFor();
    await finger.up();
  };
  const address = page.url();

  await rest();
  await cho.dialog.getByRole("button", { name: "Copy the text" }).waitFor();
  await cho.picture("sheet");
  await page.goBack();
  await cho.dialog.waitFor({ state: "detached" });
  expect(page.url()).toBe(address);

  await rest();
  await cho.dialog.getByRole("button", { name: "Edit" }).tap();
  await page.locator(".message textarea").waitFor();
  await page.keyboard.press("Escape");

  await cho.button("Open the list of channels").tap();
  await cho.button("Create a channel").tap();
  await cho.dialog.waitFor();
  await page.goBack();
  await cho.dialog.waitFor({ state: "detached" });
  await cho.until(isOpen);
  await page.goBack();
  await cho.until(`!(${isOpen})`);
  expect(page.url()).toBe(address);
  expect(cho.complaints).toEqual([]);
});

test("on a phone the page fits between the keyboard and the system's bars, and no field makes the browser zoom", async () => {
  const { general, people } = workspace;
  await using cho = await windows.of(people.cho, general, phone);
  const sizes = await cho.page.evaluate<number[]>(
    '[...document.querySelectorAll("input, textarea")].map((field) => parseFloat(getComputedStyle(field).fontSize))',
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
  // As iOS does it: the page stays as high as it was, and what is seen of it does not.
  await cho.page.evaluate(`
    Object.defineProperty(visualViewport, "height", { value: 400, configurable: true });
    visualViewport.dispatchEvent(new Event("resize"));
  `);
  const box = await cho.composer.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(400);
  await cho.page.evaluate(`
    delete visualViewport.height;
    visualViewport.dispatchEvent(new Event("resize"));
  `);
  await cho.until('document.querySelector(".workspace").offsetHeight === innerHeight');
});

test("by a finger alone words are completed, emoji picked, and one gets to other channels and days", async () => {
  const { general, people } = workspace;
  await workspace.call("cho", "message.send", { channel: general, body: "Of this day" });
  await using cho = await windows.of(people.cho, general, phone);
  const { page } = cho;
  await cho.composer.tap();
  await page.keyboard.type("hello @di");
  await page.getByRole("option", { name: "@dia" }).tap();
  expect(await cho.composer.inputValue()).toBe("hello @dia ");
  await cho.button("Emoji").tap();
  await page.getByRole("option", { name: "waving hand", exact: true }).tap();
  expect(await cho.composer.inputValue()).toBe("hello @dia 👋");
  await cho.picture("emoji-phone");
  await cho.composer.tap();
  await page.getByRole("option", { name: "waving hand", exact: true }).waitFor({ state: "detached" });
  await cho.button("Send").tap();
  await cho.message("hello @dia 👋").and(page.locator("[data-seq]")).waitFor();

  await cho.button("Channel actions").tap();
  await page.getByRole("menuitem", { name: "Go to a day" }).tap();
  await cho.dialog.getByRole("button", { name: "Go" }).tap();
  await page.locator(".message:focus").waitFor();

  await cho.button("Open the list of channels").tap();
  await page.getByRole("button", { name: "Jump to" }).tap();
  await cho.dialog.getByRole("combobox").fill("dia");
  await cho.dialog.getByRole("option", { name: "Dia" }).first().tap();
  await page.getByRole("heading", { level: 2, name: "Dia" }).waitFor();
  await cho.channelLink("Dia").waitFor({ state: "hidden" });
  expect(cho.complaints).toEqual([]);
});
