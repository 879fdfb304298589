/** States in which pictures of messages are seen. */
import { scenery } from "../support/scenery.ts";
import type { Example } from "./example.ts";
import { hover, launchChannel, mark, type State } from "./state.ts";
import type { Window } from "./window.ts";

const photosChannel = ({ channels }: Example) => `/c/${channels.photos}`;

export const pictureStates: Readonly<Record<string, State>> = {
  pictures: {
    at: photosChannel,
    show: async (window) => {
      await window.button("Play evenings.png").waitFor();
      await shownPictures(window);
    },
  },
  "pictures-top": {
    at: photosChannel,
    show: async (window) => {
      await toTop(window);
      await shownPictures(window);
    },
  },
  "pictures-compact": {
    at: photosChannel,
    show: async (window) => {
      await mark(window, "dataset.density", "compact");
      await shownPictures(window);
    },
  },
  "pictures-rtl": {
    at: photosChannel,
    show: async (window) => {
      await mark(window, "dir", "rtl");
      await shownPictures(window);
    },
  },
  "pictures-broken": {
    at: photosChannel,
    show: async ({ page }) => {
      await page.route("**/attachments/**", (route) => route.fulfill({ status: 404 }));
      await page.reload();
      await page.locator(".picture-broken").first().waitFor();
    },
  },
  "pictures-chosen": { at: launchChannel, show: (window) => choosePictures(window) },
  "pictures-sending": {
    at: launchChannel,
    show: async (window, network) => {
      network.holds = "message.send";
      // What the state before has left there is a draft.
      for (let left; (left = await window.page.locator(".tile-remove").count()) > 0;)
        await window.page
          .locator(".tile-remove")
          .nth(left - 1)
          .click();
      await choosePictures(window, 2);
      await window.composer.fill("Both of today:");
      await window.button("Send").click();
      await window.page.locator(".message.pending .picture").nth(1).waitFor();
    },
  },
  "pictures-drop": {
    at: photosChannel,
    show: async ({ page }) => {
      // The browser tells of it again and again while it lasts.
      await page.evaluate(`void setInterval(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["x"], "x.png", { type: "image/png" }));
        dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
      }, 100)`);
      await page.locator(".drop").waitFor();
    },
  },
  "pictures-delete": {
    at: photosChannel,
    show: async (window) => {
      await hover(window, "All of the street");
      await window.message("All of the street").getByRole("button", { name: "Delete the message" }).click();
      await window.dialog.locator(".picture img").first().waitFor();
    },
  },
  lightbox: {
    at: photosChannel,
    show: async (window) => {
      await toTop(window);
      await openLightbox(window, "view.png");
    },
  },
  "lightbox-zoomed": {
    at: photosChannel,
    show: async (window) => {
      await openLightbox(window, "ride-2.png");
      for (let i = 0; i < 3; i++) await window.page.keyboard.press("+");
    },
  },
  "lightbox-moving": {
    at: photosChannel,
    show: async ({ page, dialog }) => {
      await page.getByRole("button", { name: "evenings.png", exact: true }).click();
      await dialog.getByRole("button", { name: "Play evenings.png" }).waitFor();
    },
  },
  "lightbox-tall": { at: photosChannel, show: (window) => openLightbox(window, /receipt/) },
};

/** Those in sight are there. */
async function shownPictures(window: Window): Promise<void> {
  await window.page.locator(".message .picture img").first().waitFor();
  await window.until(`[...document.querySelectorAll(".picture img")].every(({ complete }) => complete)`);
}

/** The first of the channel's messages are too far from its end to be drawn there. */
async function toTop({ page }: Window): Promise<void> {
  await page.locator(".message[data-seq]").last().waitFor();
  await page.evaluate("document.querySelector('.messages-scroll').scrollTop = 0");
}

async function openLightbox(window: Window, name: string | RegExp): Promise<void> {
  const { page } = window;
  const picture = page.getByRole("button", { name });
  // What is far above the end is not drawn.
  for (let i = 0; i < 20 && (await picture.count()) === 0; i++)
    await page.evaluate("document.querySelector('.messages-scroll').scrollBy(0, -200)");
  // At the edge of what is in sight, what can be done with the message may lie over it.
  await picture.evaluate((element: { scrollIntoView(to: object): void }) =>
    element.scrollIntoView({ block: "center" }),
  );
  await picture.click();
  await window.dialog.locator("img.there").waitFor();
}

/** Some that are there; unless told how many, one that is on its way and one that is refused too. */
async function choosePictures({ page }: Window, count?: number): Promise<void> {
  const file = (name: string, buffer = scenery(240, 180, 1), mimeType = "image/png") => ({ name, mimeType, buffer });
  await page.route(/attachments\?name=slow/, () => undefined);
  await page.route(/attachments\?name=failed/, (route) => route.abort());
  const all = [
    file("shop.png"),
    file("street.png", scenery(240, 180, 2)),
    file("slow.png", scenery(240, 180, 3)),
    file("notes_of_the_meeting_on_monday.pdf", Buffer.from("%PDF"), "application/pdf"),
  ];
  await page.locator("input[type=file]").setInputFiles(all.slice(0, count));
  await page.locator(`.tile:not(.failed):not(:has(progress)) img`).nth(1).waitFor();
  if (count === undefined) await page.locator(".tile.failed").waitFor();
}
