/** Pictures in messages: chosen, pasted, dropped and sent; seen in place without anything moving; looked at closely. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { type Id, randomId } from "../../src/protocol/id.ts";
import { scenery } from "../support/scenery.ts";
import { enter, post, shown } from "./album.ts";
import { openBoth } from "./both.ts";
import { isKept } from "./kept.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();

const file = (name: string, buffer = scenery(120, 80), mimeType = "image/png") => ({ name, mimeType, buffer });
const chooser = ({ page }: Window) => page.locator("input[type=file]");
const tiles = ({ page }: Window, state = "") => page.locator(`.tile${state}`);
const ready = ":not(.failed):not(:has(progress))";
/** As the system's clipboard and file manager give files. */
async function give({ page }: Window, how: "paste" | "drop", name: string, bytes = scenery(60, 60)): Promise<void> {
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${bytes.toString("base64")}"), (char) => char.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "${name}", { type: "image/png" }));
    const target = document.querySelector("${how === "paste" ? "#composer" : ".messages"}");
    const options = { bubbles: true, cancelable: true };
    target.dispatchEvent(${
      how === "paste"
        ? `new ClipboardEvent("paste", { ...options, clipboardData: data })`
        : `new DragEvent("drop", { ...options, dataTransfer: data })`
    });
  })()`);
}

test("pictures are chosen, pasted and dropped, one is removed, and they are sent by Enter, seen by others, and gone when deleted", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  await using cho = await windows.of(workspace.people.cho, channel, phone);
  await chooser(ana).setInputFiles([file("one.png"), file("two.png")]);
  await give(ana, "paste", "three.png");
  await give(ana, "drop", "four.png");
  await tiles(ana, ready).nth(3).waitFor();
  const discarding = ana.page.waitForResponse((response) => response.request().method() === "DELETE");
  await ana.button("Remove two.png").click();
  expect((await discarding).status()).toBe(200);
  await ana.picture("pictures-chosen");
  await ana.composer.fill("Three of them");
  await ana.composer.press("Enter");
  await shown(ana, "four.png").waitFor();
  expect(await tiles(ana).count()).toBe(0);
  await shown(cho, "four.png").waitFor();
  const names = await cho.page.evaluate<string[]>(
    `[...document.querySelectorAll(".picture img")].map(({ alt }) => alt)`,
  );
  expect(names).toEqual(["one.png", "three.png", "four.png"]);
  await cho.until(`[...document.querySelectorAll(".picture img")].every((img) => img.naturalWidth > 0)`);
  await cho.picture("pictures-phone");

  // By Enter alone, with no text.
  await chooser(ana).setInputFiles(file("alone.png"));
  await tiles(ana, ready).waitFor();
  await ana.composer.press("Enter");
  await shown(cho, "alone.png").waitFor();

  await ana.page.locator(".message[data-seq]", { hasText: "Three of them" }).focus();
  await ana.page.keyboard.press("Delete");
  await ana.dialog.getByText("Its text and its pictures are gone").waitFor();
  const source = await shown(cho, "one.png").getAttribute("src");
  await ana.dialog.getByRole("button", { name: "Delete" }).click();
  await cho.page.getByText("This message was deleted.").waitFor();
  expect(await shown(cho, "one.png").count()).toBe(0);
  expect(await cho.page.evaluate<number>(`fetch("${source}", { cache: "reload" }).then(({ status }) => status)`)).toBe(
    404,
  );
  expect([...ana.complaints, ...cho.complaints]).toEqual([]);
});

test("a message that is sent while its picture is on its way is shown at once, and nothing moves when it is stored", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  const held = Promise.withResolvers<void>();
  await ana.page.route("**/attachments?name=*", async (route) => {
    await held.promise;
    await route.continue();
  });
  await chooser(ana).setInputFiles(file("slow.png", scenery(600, 200)));
  await tiles(ana, ":has(progress)").waitFor();
  await ana.send("Look");
  await ana.send("and this");
  const pending = ana.page.locator(".message.pending", { hasText: "Look" });
  await pending.locator("img").waitFor();
  expect(await pending.locator("img").getAttribute("src")).toStartWith("blob:");
  await ana.page.locator(".message[data-seq]", { hasText: "and this" }).waitFor();
  const sizes = () =>
    ana.page.evaluate<string>(
      `JSON.stringify([...document.querySelectorAll(".picture")].map((each) => [each.offsetWidth, each.offsetHeight]))`,
    );
  const before = await sizes();
  // How much has left is written there: that may become wider, and has no node any more when it is gone before one hears of it.
  await ana.page.evaluate(`void (window.moved = [], new PerformanceObserver((list) => {
    for (const { node } of list.getEntries().flatMap(({ sources }) => sources))
      if (node && !(node.closest ? node : node.parentElement).closest(".sending")) moved.push(node.parentElement.className + " " + node.textContent);
  }).observe({ type: "layout-shift" }))`);
  held.resolve();
  await shown(ana, "slow.png").waitFor();
  expect(await sizes()).toBe(before);
  // What it was shown by stays, so that it does not flicker.
  expect(await shown(ana, "slow.png").getAttribute("src")).toStartWith("blob:");
  expect(await ana.page.evaluate<string[]>("moved")).toEqual([]);
  expect(ana.complaints).toEqual([]);
});

test("nothing moves when pictures come, and not when they do not: their room is there before", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(workspace, channel, "Before");
  await post(workspace, channel, "Wide", ["wide.png", 1600, 200]);
  await post(workspace, channel, "Tall", ["tall.png", 40, 900]);
  await post(workspace, channel, "Tiny", ["tiny.png", 2, 2]);
  await post(workspace, channel, "Many", ["1.png", 80, 40], ["2.png", 40, 80], ["3.png", 60, 60], ["4.png", 90, 20]);
  await post(workspace, channel, "After");
  // What each has: as it is, within what can be shown and pressed, and no wider than there is room.
  const many = (width: number, height: number) => Array.from({ length: 4 }, () => [width, height]);
  for (const [size, options, sizes] of [
    ["laptop", { viewport: { width: 1280, height: 1400 } }, [[420, 84], [48, 120], [48, 48], ...many(208, 156)]],
    [
      "phone",
      { viewport: { width: 320, height: 1400 }, isMobile: true, hasTouch: true },
      [[240, 48], [48, 120], [48, 48], ...many(118, 88.5)],
    ],
  ] as const) {
    await using ana = await Window.open(browser, options);
    const { page } = ana;
    const held = Promise.withResolvers<"come" | "fail">();
    await page.route("**/attachments/**", async (route) => {
      if ((await held.promise) === "come") await route.continue();
      else await route.fulfill({ status: 404 });
    });
    await enter(workspace, ana, "ana", channel);
    await ana.message("After").waitFor();
    const places = () =>
      page.evaluate<string>(
        `JSON.stringify([...document.querySelectorAll(".message, .picture")].map((each) => each.getBoundingClientRect()))`,
      );
    const before = await places();
    const rooms = `[...document.querySelectorAll(".picture")].map((each) => each.getBoundingClientRect())`;
    expect(await page.evaluate<number[][]>(`${rooms}.map(({ width, height }) => [width, height])`)).toEqual(
      sizes.map((each) => [...each]),
    );
    held.resolve("come");
    await ana.until(
      `[...document.querySelectorAll(".picture img")].every((img) => img.complete && img.naturalWidth > 0)`,
    );
    expect(await places()).toBe(before);
    // They fill their rooms.
    const images = `[...document.querySelectorAll(".picture img")].map((each) => each.getBoundingClientRect())`;
    expect(await page.evaluate<boolean>(`JSON.stringify(${images}) === JSON.stringify(${rooms})`)).toBe(true);
    await ana.picture(`pictures-${size}`);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBe(0);

    await page.unroute("**/attachments/**");
    await page.route("**/attachments/**", (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.locator(".picture-broken").nth(6).waitFor();
    expect(await places()).toBe(before);
    expect(ana.complaints).toEqual([]);
  }
});

test("what cannot be sent says why, keeps what is fine, and goes out when it is tried again", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  await ana.page.route("**/attachments?name=refused*", (route) =>
    route.fulfill({ status: 409, json: { error: { code: "full", message: "There is no room." } } }),
  );
  await chooser(ana).setInputFiles([
    file("fine.png"),
    file("refused.png"),
    file("notes.txt", Buffer.from("no picture"), "text/plain"),
    file("broken.png", Buffer.from("no picture either")),
  ]);
  await tiles(ana, ready).waitFor();
  await tiles(ana, ".failed").nth(2).waitFor();
  expect(await tiles(ana, ".failed").getByText("Only pictures can be sent").count()).toBe(2);
  await ana.send("With pictures");
  await ana.page.getByRole("alert").filter({ hasText: "Some pictures are not uploaded." }).waitFor();
  expect(await ana.composer.inputValue()).toBe("With pictures");
  await ana.picture("pictures-failed");
  await ana.button("Remove notes.txt").press("Enter");
  await ana.until("document.activeElement.id === 'composer'");
  await ana.button("Remove broken.png").click();
  await ana.page.unroute("**/attachments?name=refused*");
  await tiles(ana, ".failed").getByRole("button", { name: "Try again" }).click();
  await tiles(ana, ready).nth(1).waitFor();
  await ana.composer.press("Enter");
  await shown(ana, "refused.png").waitFor();
  await shown(ana, "fine.png").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("a draft keeps its pictures in another channel and over a reload, in all windows, until they are sent", async () => {
  const [channel, other] = [await workspace.channel("ana", ["cho"]), await workspace.channel("ana", ["cho"])];
  await using ana = await Window.open(browser);
  await enter(workspace, ana, "ana", channel);
  await chooser(ana).setInputFiles(file("kept.png"));
  await tiles(ana, ready).waitFor();
  const link = (id: Id) => ana.page.locator(`.channel-link[href$="${id}"]`);
  await link(other).click();
  await link(channel).getByText("Draft").waitFor({ state: "attached" });
  expect(await tiles(ana).count()).toBe(0);
  await link(channel).click();
  await tiles(ana, ready).waitFor();
  await ana.page.reload();
  await tiles(ana, ready).waitFor();
  await ana.until(`document.querySelector(".tile img").naturalWidth > 0`);
  const second = await ana.another();
  await tiles(second, ready).waitFor();
  // A window that is slow hears late of what was there before: nothing that came since is lost.
  await second.page.evaluate(`dispatchEvent(new StorageEvent("storage", { key: "files ${channel}", newValue: "[]" }))`);
  expect(await ana.page.evaluate<string>(`localStorage.getItem("files ${channel}")`)).toContain("kept.png");
  await tiles(second, ready).waitFor();
  // One that does not come is not gone.
  await second.page.route("**/small", (route) => route.abort("connectionreset"));
  await second.page.reload();
  await second.page.locator(".tile .picture-broken").waitFor();
  await second.page.unroute("**/small");
  await second.page.reload();
  await tiles(second, ready).waitFor();
  await ana.composer.press("Enter");
  await shown(ana, "kept.png").waitFor();
  await tiles(second).waitFor({ state: "detached" });
  // One that is gone says so.
  const gone = { id: randomId(), name: "gone.png", type: "image/png", bytes: 99, width: 9, height: 9 };
  await second.page.evaluate(`localStorage.setItem("files ${other}", ${JSON.stringify(JSON.stringify([gone]))})`);
  await second.page.reload();
  await second.page.locator(`.channel-link[href$="${other}"]`).click();
  await tiles(second, ".failed").getByText("not on the server any more").waitFor();
  expect([...ana.complaints, ...second.complaints]).toEqual([]);
});

test("without a network what is not here says so and comes when it is back; what is sent goes out then", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await post(workspace, channel, "Here", ["a.png", 300, 200]);
  await using ana = await Window.open(browser, { serviceWorkers: "allow" });
  const { page } = ana;
  await enter(workspace, ana, "ana", channel);
  await shown(ana, "a.png").waitFor();
  await isKept(ana, "a.png");
  await page.route("**/attachments/**", (route) => route.abort("internetdisconnected"));
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("You are offline.").first().waitFor();
  await page.getByRole("button", { name: "a.png: Not here while you are offline" }).waitFor();
  await chooser(ana).setInputFiles(file("later.png"));
  await tiles(ana, ":has(progress)").waitFor();
  await ana.send("When I am back");
  await page.locator(".message.pending", { hasText: "When I am back" }).locator("img").waitFor();
  await ana.picture("pictures-offline");
  await page.unroute("**/attachments/**");
  await page.context().setOffline(false);
  await shown(ana, "a.png").waitFor();
  await shown(ana, "later.png").waitFor();
  expect(ana.complaints).toEqual([]);
});

test("what waits for a picture is a draft again when the page is left, and what was stored is not sent twice", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  await using ana = await windows.of(workspace.people.ana, channel);
  await chooser(ana).setInputFiles(file("there.png"));
  await tiles(ana, ready).waitFor();
  await ana.page.route("**/attachments?name=slow*", () => undefined);
  await chooser(ana).setInputFiles(file("slow.png"));
  await tiles(ana, ":has(progress)").waitFor();
  await ana.send("Not lost");
  await ana.page.locator(".message.pending", { hasText: "Not lost" }).waitFor();
  await ana.page.reload();
  await tiles(ana, ready).waitFor();
  expect(await tiles(ana).count()).toBe(1);
  expect(await ana.composer.inputValue()).toBe("Not lost");
  expect(await ana.page.locator(".message.pending").count()).toBe(0);
  await ana.composer.press("Enter");
  await shown(ana, "there.png").waitFor();
  await ana.page.reload();
  await shown(ana, "there.png").waitFor();
  const { messages } = await workspace.call("ana", "message.list", { channel });
  expect(messages.map(({ body, attachments }) => [body, attachments?.map(({ name }) => name)])).toEqual([
    ["Not lost", ["there.png"]],
  ]);
  expect(ana.complaints).toEqual([]);
});

test("the text of a message with pictures is edited away, and the pictures stay; their names are never markup", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  const nasty = `"><img src=x onerror=attacked=1>.png`;
  await post(workspace, channel, "Wrong words", [nasty, 300, 200]);
  await using cho = await windows.of(workspace.people.cho, channel);
  await cho.composer.press("ArrowUp");
  const field = cho.page.getByLabel("Edit the message");
  await field.fill("");
  await field.press("Enter");
  await cho.page.locator(".message", { hasText: "edited" }).getByRole("img", { name: nasty }).waitFor();
  await cho.page.getByRole("button", { name: nasty }).click();
  await cho.dialog.getByText(nasty).first().waitFor();
  expect(await cho.page.evaluate<string>("typeof attacked")).toBe("undefined");
  expect(await cho.page.locator("img[src=x]").count()).toBe(0);
  expect(await cho.page.getByText("Wrong words").count()).toBe(0);
  expect(cho.complaints).toEqual([]);
});
