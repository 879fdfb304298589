/** F4: a picture of oneself: chosen, cut, seen by the others where the initials were, and taken away. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { chunk, png } from "../support/pictures.ts";
import { openBoth } from "./both.ts";
import { phone, Window } from "./window.ts";

setDefaultTimeout(120_000);

const { browser, workspace } = await openBoth();

/** Red, with a green part at either end that the square leaves out, and a note of where it was taken. */
function wide(): Buffer {
  const line = Array.from({ length: 90 }, (_, x) =>
    x < 30 || x >= 60 ? ([0, 200, 0] as const) : ([200, 0, 0] as const),
  );
  const whole = png(90, 30, ...line);
  return Buffer.concat([
    whole.subarray(0, 33),
    chunk("tEXt", Buffer.from("Place\0behind the third tree")),
    whole.subarray(33),
  ]);
}

const file = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });
const pictures = ({ page }: Window, state = ".there") => page.locator(`.message .avatar img${state}`);
const said = ({ page }: Window, text: string) => page.getByRole("status").filter({ hasText: text });

test("a picture is cut to a square, seen by everybody at once without anything moving, and removed by an admin", async () => {
  await using ana = await Window.open(browser);
  await using cho = await Window.open(browser, phone);
  await ana.enter(workspace.server.url, workspace.people.ana);
  await cho.keep(workspace.server.url, workspace.people.cho.token);
  await workspace.call("cho", "message.send", { channel: workspace.general, body: "Before the picture" });
  await ana.message("Before the picture").waitFor();
  const places = () =>
    ana.page.evaluate<string>(
      `JSON.stringify([...document.querySelectorAll(".message *:not(img)")].map((each) => each.getBoundingClientRect()))`,
    );
  const initials = ana.page.locator(".message .avatar", { hasText: "Ch" });
  await initials.waitFor();
  const before = await places();

  await cho.page.goto(`${workspace.server.url}/settings/profile`);
  await cho.button("Choose a picture").waitFor();
  const chooser = cho.page.locator("input[type=file]");
  await chooser.setInputFiles(file("notes.png", Buffer.from("no picture at all")));
  await cho.page.getByRole("alert").filter({ hasText: "cannot read this file" }).waitFor();
  await chooser.setInputFiles(file("wide.png", wide()));
  await said(cho, "Your picture is changed.").waitFor();
  await cho.page.locator(".profile .avatar img.there").waitFor();
  await cho.picture("avatar-settings-phone");

  await pictures(ana).waitFor();
  await ana.picture("avatar-message");
  expect(await places()).toBe(before);
  const shown = await ana.page.evaluate<{ sides: number[]; corners: number[][]; text: string }>(`(async () => {
    const image = document.querySelector(".message .avatar img");
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const at = (x, y) => [...context.getImageData(x, y, 1, 1).data];
    return {
      sides: [image.naturalWidth, image.naturalHeight],
      corners: [at(8, 8), at(247, 247), at(128, 128)],
      text: new TextDecoder("latin1").decode(await (await fetch(image.src)).arrayBuffer()),
    };
  })()`);
  expect(shown.sides).toEqual([256, 256]);
  for (const [red = 0, green = 255, blue = 255] of shown.corners)
    expect([red > 150, green < 60, blue < 60]).toEqual([true, true, true]);
  expect(shown.text).not.toContain("third tree");

  // What cannot be loaded leaves the initials.
  await ana.page.route("**/avatars/*", (route) => route.fulfill({ status: 404 }));
  await ana.page.reload();
  await ana.message("Before the picture").waitFor();
  await initials.waitFor();
  expect(await pictures(ana).count()).toBe(0);
  expect(await places()).toBe(before);
  await ana.page.unroute("**/avatars/*");

  await ana.page.goto(`${workspace.server.url}/admin/members`);
  await ana.page.locator(".row", { hasText: "@cho" }).locator(".avatar img.there").waitFor();
  await ana.picture("avatar-members");
  await ana.page.locator(".row", { hasText: "@cho" }).getByRole("button").click();
  await ana.page.getByRole("menuitem", { name: "Remove picture" }).click();
  await ana.dialog.getByRole("button", { name: "Remove picture" }).click();
  await said(ana, "The picture of Cho is removed.").waitFor();
  await cho.button("Choose a picture").waitFor();
  await cho.has(0, cho.page.locator(".profile .avatar img"));
  expect([...ana.complaints, ...cho.complaints]).toEqual([]);
});

test("a picture of nothing but noise is made small enough, and one's own is removed", async () => {
  await using dia = await Window.open(browser);
  await dia.keep(workspace.server.url, workspace.people.dia.token);
  await dia.page.goto(`${workspace.server.url}/settings/profile`);
  const noise = Array.from(
    { length: 300 * 300 },
    () => [...crypto.getRandomValues(new Uint8Array(3))] as [number, number, number],
  );
  await dia.page.locator("input[type=file]").setInputFiles(file("noise.png", png(300, 300, ...noise)));
  await said(dia, "Your picture is changed.").waitFor();
  await dia.page.locator(".profile .avatar img.there").waitFor();
  await dia.picture("avatar-settings");
  await dia.button("Remove picture").click();
  await said(dia, "Your picture is removed.").waitFor();
  await dia.page.locator(".profile .avatar").getByText("Di", { exact: true }).waitFor();
  expect(dia.complaints).toEqual([]);
});
