/** Pictures of messages that are not just shown: those that move, and those that are to be turned. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import { chunk, exif, gif, pngThatMoves } from "../support/pictures.ts";
import { scenery } from "../support/scenery.ts";
import { upload } from "../support/uploads.ts";
import { enter, post } from "./album.ts";
import { openBoth } from "./both.ts";
import { motion, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, windows, workspace } = await openBoth();

test("pictures that move can be stopped, and stand still until they are asked for where no motion is wanted", async () => {
  const channel = await workspace.channel("ana", ["cho"]);
  const { server, people } = workspace;
  const { id } = await upload(server.url, people.cho.token, gif(300, 200, 3), { name: "dance.gif" });
  await workspace.call("cho", "message.send", { channel, body: "Look", attachments: [id] });
  await post(workspace, channel, "This one does not move", ["still.png", 300, 200]);
  const film = ({ page }: Window) => page.locator(".picture .film.there");
  const whole = ({ page }: Window) => page.locator(".lightbox .whole");
  await using ana = await Window.open(browser, motion);
  await enter(workspace, ana, "ana", channel);
  await film(ana).waitFor();
  expect(await film(ana).count()).toBe(1);
  await ana.button("Pause dance.gif").click();
  expect(await film(ana).count()).toBe(0);
  // Also where it is drawn anew, and large.
  await ana.goTo("general");
  await ana.page.goBack();
  await ana.button("Play dance.gif").waitFor();
  expect(await film(ana).count()).toBe(0);
  await ana.button("dance.gif").click();
  await ana.dialog.getByRole("button", { name: "Play dance.gif" }).waitFor();
  expect(await whole(ana).count()).toBe(0);

  await using calm = await Window.open(browser);
  const { page } = calm;
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await enter(workspace, calm, "ana", channel);
  await calm.button("Play dance.gif").waitFor();
  await calm.until(`[...document.querySelectorAll(".picture img")].every(({ naturalWidth }) => naturalWidth > 0)`);
  expect([await film(calm).count(), loaded.includes(`/attachments/${id}`)]).toEqual([0, false]);
  await calm.picture("moving-still");
  await calm.button("dance.gif").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await film(calm).waitFor();
  await page.keyboard.press("Enter");
  await calm.button("Play dance.gif").waitFor();
  expect(await film(calm).count()).toBe(0);
  await calm.button("dance.gif").press("Enter");
  await calm.dialog.locator("img").waitFor();
  expect(await whole(calm).count()).toBe(0);
  await calm.dialog.getByRole("button", { name: "Play dance.gif" }).press("Enter");
  await calm.dialog.locator(".whole.there").waitFor();
  await page.keyboard.press("Escape");
  // As long as it is on its way as well.
  await page.route("**/attachments?name=*", () => undefined);
  await page.evaluate(`void (window.blobs = {}, window.makeUrl = URL.createObjectURL, URL.createObjectURL = (blob) => {
    const url = makeUrl(blob);
    blobs[url] = blob;
    return url;
  })`);
  const mine = { name: "mine.gif", mimeType: "image/gif", buffer: gif(300, 200, 3) };
  await page.locator("input[type=file]").setInputFiles(mine);
  await page.locator(".tile img").waitFor();
  const blob = (n: number) => `blobs[document.querySelectorAll(".tile img")[${n}].src]`;
  expect(await page.evaluate<string>(`${blob(0)}.type`)).toBe("image/png");
  const moving = pngThatMoves(60, 40, scenery(60, 40, 1), scenery(60, 40, 2));
  const wordy = Buffer.concat([moving.subarray(0, 33), chunk("tEXt", Buffer.alloc(70_000)), moving.subarray(33)]);
  const still = scenery(60, 40);
  await page.locator("input[type=file]").setInputFiles([
    { name: "moving.png", mimeType: "image/png", buffer: wordy },
    { name: "still.png", mimeType: "image/png", buffer: still },
  ]);
  await page.locator(".tile img").nth(2).waitFor();
  expect(await page.evaluate<boolean>(`${blob(1)}.text().then((text) => text.includes("acTL"))`)).toBe(false);
  // What does not move is shown as it is.
  expect(await page.evaluate<number>(`${blob(2)}.size`)).toBe(still.length);
  expect([...ana.complaints, ...calm.complaints]).toEqual([]);
});

test("a PNG that is to be turned is turned, and its small one as well", async () => {
  const { server, people, general } = workspace;
  const scene = scenery(900, 450);
  const ids: Id[] = [];
  for (let turned = 1; turned <= 8; turned++) {
    const said = chunk("eXIf", exif(turned, "little", Buffer.from("a camera")).subarray(10));
    const bytes = Buffer.concat([scene.subarray(0, 33), said, scene.subarray(33)]);
    ids.push((await upload(server.url, people.ana.token, bytes)).id);
  }
  await using ana = await windows.of(workspace.people.ana, general);
  // Width, height and so many colours of each.
  const seen = await ana.page.evaluate<{ whole: Seen; small: Seen }[]>(`(async () => {
    const look = async (path) => {
      const image = new Image();
      image.src = path;
      await image.decode();
      const context = new OffscreenCanvas(16, 16).getContext("2d");
      context.drawImage(image, 0, 0, 16, 16);
      return { width: image.naturalWidth, height: image.naturalHeight, colours: [...context.getImageData(0, 0, 16, 16).data] };
    };
    const looks = ${JSON.stringify(ids)}.map(async (id) => ({
      whole: await look("/attachments/" + id),
      small: await look("/attachments/" + id + "/small"),
    }));
    return Promise.all(looks);
  })()`);
  const difference = (a: Seen, b: Seen) =>
    a.colours.reduce((sum, value, i) => sum + Math.abs(value - (b.colours[i] ?? 0)), 0) / a.colours.length;
  for (const [i, { whole, small }] of seen.entries()) {
    expect([whole.width, small.width]).toEqual(i < 4 ? [900, 800] : [450, 400]);
    // Like its own, and like no other.
    const others = seen.filter((each) => each.whole !== whole).map((each) => difference(each.whole, small));
    expect(difference(whole, small)).toBeLessThan(Math.min(...others) / 2);
  }
});

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly colours: readonly number[];
}
