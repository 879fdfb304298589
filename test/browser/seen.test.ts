/** What is seen is as the system or the person wants it: theme, density, motion, the focus, and what the device has at its edges. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { openBoth } from "./both.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, workspace } = await openBoth();
const { server, people, general } = workspace;

const talk = await workspace.channel("cho", ["dia"]);
for (const by of ["cho", "dia", "cho", "dia"] as const)
  await workspace.call(by, "message.send", { channel: talk, body: "A line of what is said" });

test("light and dark are the system's until one is chosen, and compact shows more at once", async () => {
  await using cho = await Window.open(browser);
  const { page } = cho;
  const inTalk = async () => {
    await cho.enter(`${server.url}/c/${talk}`, people.cho);
    await cho.has(4, cho.page.locator(".message"));
  };
  const ground = `Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g)) > 127 ? "light" : "dark"`;
  const seenIn = async (colorScheme: "light" | "dark") => {
    await page.emulateMedia({ colorScheme });
    return page.evaluate<string>(ground);
  };
  const choose = (name: RegExp) => page.getByRole("radio", { name }).check();
  await inTalk();
  const cosy_px = (await page.locator(".messages-list").boundingBox())?.height ?? NaN;
  expect([await seenIn("light"), await seenIn("dark")]).toEqual(["light", "dark"]);

  await page.goto(`${server.url}/settings/appearance`);
  await choose(/^Light/);
  expect([await seenIn("light"), await seenIn("dark")]).toEqual(["light", "light"]);
  await choose(/^Dark/);
  await choose(/^Compact/);
  await inTalk();
  expect([await seenIn("light"), await seenIn("dark")]).toEqual(["dark", "dark"]);
  expect((await page.locator(".messages-list").boundingBox())?.height).toBeLessThan(0.75 * cosy_px);
  expect(cho.complaints).toEqual([]);
});

/** How an element and what it stands in look, as far as that tells of a focus. */
const looks = `(element) => [element, element.parentElement, element.parentElement.parentElement].map((each) => {
  const { outlineStyle, outlineWidth, borderColor, boxShadow, backgroundColor } = getComputedStyle(each);
  return [outlineStyle !== "none" && outlineWidth, borderColor, boxShadow, backgroundColor].join();
}).join()`;

test("wherever Tab leads, one sees where one is", async () => {
  await using ana = await Window.open(browser, { reducedMotion: "reduce" });
  const { page } = ana;
  const unseen: string[] = [];
  const goAround = async (count_min: number) => {
    const begun = unseen.length;
    await page.evaluate(`void (window.last = undefined, window.passed = [], window.looks = ${looks})`);
    let count = 0;
    for (; count < 150; count++) {
      await page.keyboard.press("Tab");
      const step = await page.evaluate<string | undefined>(`(() => {
        const { activeElement } = document;
        const before = window.last;
        // Of the composer the border tells, from the field to its last button, and in the field the caret.
        const isField = before?.element.matches("#composer") && activeElement.closest(".composer");
        const isSame = before?.element.isConnected && !isField && looks(before.element) === before.looks;
        if (passed.includes(activeElement)) return undefined;
        // Behind the last one it is on nothing, and then on the first.
        window.last = activeElement === document.body ? undefined : { element: activeElement, looks: looks(activeElement) };
        passed.push(activeElement);
        return isSame ? before.element.outerHTML.slice(0, 120) : "";
      })()`);
      if (step === undefined) break;
      if (step !== "") unseen.push(step);
    }
    expect([count >= count_min, unseen.slice(begun)]).toEqual([true, []]);
  };
  await page.goto(server.url);
  await page.getByLabel("Handle").waitFor();
  await goAround(2);
  await ana.enter(`${server.url}/c/${general}`, people.ana);
  await ana.send("Something to tab to");
  await ana.button("Members").click();
  await page.locator(".member").first().waitFor();
  await goAround(20);
  for (const [path, heading] of [
    ["settings/profile", "Profile"],
    ["settings/appearance", "Appearance"],
    ["admin/members", "Members"],
    ["admin/workspace", "Name and colour"],
  ] as const) {
    await page.goto(`${server.url}/${path}`);
    await page.getByRole("heading", { level: 2, name: heading }).waitFor();
    await ana.until("/^H[12]$/.test(document.activeElement.tagName)");
    await goAround(10);
  }
});

test("who wants no motion sees none", async () => {
  const movedWith = async (reducedMotion: "reduce" | "no-preference") => {
    await using cho = await Window.open(browser, { ...phone, reducedMotion });
    const { page } = cho;
    await page.addInitScript(`
      window.moved = new Set();
      const note = ({ target }) => {
        for (const each of target.getAnimations({ subtree: true })) {
          const { duration, easing } = each.effect.getComputedTiming();
          const isStep = each.effect.getKeyframes().some(({ easing }) => easing.startsWith("step"));
          if (duration > 0 && !isStep) moved.add(target.className + " " + (each.animationName ?? each.transitionProperty));
        }
      };
      for (const name of ["transitionrun", "animationstart"]) addEventListener(name, note, true);`);
    await cho.enter(`${server.url}/c/${talk}`, people.cho);
    await cho.button("Open the list of channels").tap();
    await cho.channelLink("general").tap();
    await cho.channelLink("general").waitFor({ state: "hidden" });
    await cho.button("Channel actions").tap();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await cho.dialog.waitFor();
    await page.keyboard.press("Escape");
    await cho.dialog.waitFor({ state: "detached" });
    await cho.composer.fill("Without a move");
    await cho.button("Send").tap();
    await cho.message("Without a move").and(page.locator("[data-seq]")).first().waitFor();
    return await page.evaluate<string[]>("[...moved]");
  };
  expect((await movedWith("no-preference")).length).toBeGreaterThan(0);
  expect(await movedWith("reduce")).toEqual([]);
});

test("nothing that is pressed or written in lies under what a phone has at its edges, upright or on its side", async () => {
  await using ana = await Window.open(browser, { ...phone, reducedMotion: "reduce" });
  const { page } = ana;
  const session = await page.context().newCDPSession(page);
  const hold = async (insets: { top?: number; bottom?: number; left?: number; right?: number }, upright: boolean) => {
    await page.setViewportSize(upright ? phone.viewport : { width: 844, height: 390 });
    await session.send("Emulation.setSafeAreaInsetsOverride", { insets });
    return async (state: string) => {
      const under = await page.evaluate<string[]>(`(() => {
        const { top = -Infinity, bottom = -Infinity, left = 0, right = 0 } = ${JSON.stringify(insets)};
        const isIn = (box) => box.top >= top && box.left >= left && box.right <= innerWidth - right && box.bottom <= innerHeight - bottom;
        return [...document.querySelectorAll("a, button, input, textarea, select, h2")].filter((each) => {
          const box = each.getBoundingClientRect();
          const there = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
          return box.width > 1 && there && each.contains(there) && !isIn(box);
        }).map((each) => each.outerHTML.slice(0, 100));
      })()`);
      expect([state, under]).toEqual([state, []]);
    };
  };
  await ana.enter(`${server.url}/c/${talk}`, people.cho);
  const upright = await hold({ top: 59, bottom: 34 }, true);
  await upright("channel");
  await ana.button("Members").tap();
  await page.locator(".member").first().waitFor();
  await upright("members");
  await page.goBack();
  await ana.button("Open the list of channels").tap();
  await upright("drawer");
  await ana.button("Create a channel").tap();
  await ana.dialog.waitFor();
  await upright("dialog");
  await page.goto(`${server.url}/settings`);
  await page.getByRole("navigation", { name: "Settings" }).waitFor();
  await upright("settings");

  await page.goto(`${server.url}/c/${talk}`);
  await ana.has(4, page.locator(".message"));
  const onItsSide = await hold({ left: 59, right: 59, bottom: 21 }, false);
  await onItsSide("channel");
  await ana.button("Members").tap();
  await page.locator(".member").first().waitFor();
  await onItsSide("members");
  await page.goBack();
  await page.keyboard.press("Control+k");
  await ana.dialog.waitFor();
  await onItsSide("switcher");
  await page.goto(`${server.url}/settings/profile`);
  await page.getByRole("heading", { level: 2, name: "Profile" }).waitFor();
  // Of what scrolls something is always cut below.
  const atTheSides = await hold({ left: 59, right: 59 }, false);
  await atTheSides("settings");
});
